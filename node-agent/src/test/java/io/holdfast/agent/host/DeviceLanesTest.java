package io.holdfast.agent.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeviceLanesTest {
    private final TestingSickDriver driver = new TestingSickDriver();
    private final List<Thread> threads = new ArrayList<>();
    private final DeviceLanes lanes = new DeviceLanes(Duration.ofMillis(50), 3, this::inThread);

    @AfterEach
    void letGo() throws InterruptedException {
        driver.recover();
        join();
    }

    @Test
    void aReadThatAnswersIsPassedOn() {
        assertEquals(new Attribute.Value<>("/mlx5_0/rate", "ok"), read("mlx5_0", "rate"));
        assertEquals(0, lanes.hung());
    }

    @Test
    void aHangingReadIsGivenUpAndNotRepeatedWhileItHangs() {
        driver.hangOn("/mlx5_0/vpd");

        assertInstanceOf(Attribute.TimedOut.class, read("mlx5_0", "vpd"));
        assertInstanceOf(Attribute.TimedOut.class, read("mlx5_0", "vpd"));

        assertEquals(1, driver.readsOf("/mlx5_0/vpd"));
        assertEquals(1, lanes.hung());
    }

    @Test
    void otherFilesOfTheDeviceAreReadBesideOneThatHangs() {
        driver.hangOn("/mlx5_0/vpd");
        read("mlx5_0", "vpd");

        assertInstanceOf(Attribute.Value.class, read("mlx5_0", "rate"));
    }

    @Test
    void aDeviceWithTwoHangingReadsGetsNoThird() {
        driver.hangOn("/mlx5_0/vpd");
        driver.hangOn("/mlx5_0/config");
        read("mlx5_0", "vpd");
        read("mlx5_0", "config");

        assertInstanceOf(Attribute.TimedOut.class, read("mlx5_0", "rate"));
        assertEquals(0, driver.readsOf("/mlx5_0/rate"));
        assertInstanceOf(Attribute.Value.class, read("mlx5_1", "rate"), "another device is not touched");
    }

    @Test
    void overAllDevicesTheNumberOfHangingThreadsIsBounded() {
        for (String device : List.of("eth0", "eth1", "eth2", "eth3")) {
            driver.hangOn("/" + device + "/speed");
            read(device, "speed");
        }

        assertEquals(3, lanes.hung());
        assertEquals(0, driver.readsOf("/eth3/speed"));
    }

    @Test
    void aDeviceThatRecoversIsReadAgain() throws InterruptedException {
        driver.hangOn("/mlx5_0/vpd");
        driver.hangOn("/mlx5_0/config");
        read("mlx5_0", "vpd");
        read("mlx5_0", "config");

        driver.recover();
        join();

        assertInstanceOf(Attribute.Value.class, read("mlx5_0", "vpd"));
        assertEquals(0, lanes.hung());
    }

    @Test
    void aFileThatHangsIsTheOnlyOneOfItsBatchThatIsNotRead() throws InterruptedException {
        driver.hangOn("/counters/b");

        List<Attribute<String>> reads = batch();

        assertEquals(new Attribute.Value<>("/counters/a", "ok"), reads.getFirst());
        assertEquals(new Attribute.TimedOut<>("/counters/b", "no answer in 50 ms"), reads.get(1));
        assertEquals(new Attribute.Value<>("/counters/c", "ok"), reads.get(2));

        reads = batch();
        assertEquals(new Attribute.Value<>("/counters/a", "ok"), reads.getFirst());
        assertInstanceOf(Attribute.TimedOut.class, reads.get(1));
        assertEquals(new Attribute.Value<>("/counters/c", "ok"), reads.get(2));
        assertEquals(1, driver.readsOf("/counters/b"), "not read again while it hangs");

        driver.recover();
        join();

        assertEquals(2, driver.readsOf("/counters/c"), "the visit that was given up reads nothing more");
        assertEquals(
                List.of("/counters/a", "/counters/b", "/counters/c"),
                batch().stream()
                        .filter(Attribute.Value.class::isInstance)
                        .map(Attribute::path)
                        .toList());
    }

    @Test
    void aBatchOfADeviceWithTwoHangingReadsIsGivenUp() {
        driver.hangOn("/counters/a");
        driver.hangOn("/counters/b");

        List<Attribute<String>> reads = batch();

        assertEquals(3, reads.size());
        reads.forEach(read -> assertInstanceOf(Attribute.TimedOut.class, read));
        assertEquals(0, driver.readsOf("/counters/c"));
    }

    private List<Attribute<String>> batch() {
        return lanes.readAll("mlx5_0", List.of("/counters/a", "/counters/b", "/counters/c"), driver::read);
    }

    @Test
    void readersOfOneDeviceTakeTurns() throws InterruptedException {
        DeviceLanes patient = new DeviceLanes(Duration.ofMinutes(5), 3, this::inThread);
        driver.hangOn("/mlx5_0/vpd");
        Thread first = Thread.ofPlatform().start(() -> read(patient, "mlx5_0", "vpd"));
        driver.awaitReaderOf("/mlx5_0/vpd");
        Thread second = Thread.ofPlatform().start(() -> read(patient, "mlx5_0", "rate"));
        while (second.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }

        assertEquals(0, driver.readsOf("/mlx5_0/rate"));
        assertInstanceOf(Attribute.Value.class, read(patient, "mlx5_1", "rate"), "another device does not wait");

        driver.recover();
        first.join();
        second.join();
        assertEquals(1, driver.readsOf("/mlx5_0/rate"));
    }

    private Attribute<String> read(String device, String file) {
        return read(lanes, device, file);
    }

    private Attribute<String> read(DeviceLanes through, String device, String file) {
        String path = "/" + device + "/" + file;
        return through.read(device, path, () -> driver.read(path));
    }

    private synchronized void inThread(Runnable task) {
        threads.add(Thread.ofPlatform().daemon().start(task));
    }

    private void join() throws InterruptedException {
        List<Thread> started;
        synchronized (this) {
            started = List.copyOf(threads);
        }
        for (Thread thread : started) {
            thread.join();
        }
    }
}
