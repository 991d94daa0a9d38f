package io.holdfast.agent.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.agent.TestingHost;
import io.holdfast.agent.host.DeviceLanes;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.memory.Memory;
import io.holdfast.agent.memory.MemoryLane;
import io.holdfast.agent.schedule.TestingLoop;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.SectionFacts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class XidFeedTest {
    private static final String GPU = "0000:3b:00.0";
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final TestingLoop loop = new TestingLoop();
    private final List<Fact> told = new ArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();

    private void start(XidFeed.Mode mode) {
        HostRoot host = HostRoot.live(folder, List.of());
        Memory memory = Memory.open(folder.resolve("data"), "b", loop.now());
        KernelWatch watch = new KernelWatch(
                host, "b", Optional.empty(), new MemoryLane(memory, Runnable::run), loop, new KernelWatch.Listener() {
                    @Override
                    public void told(List<SectionFacts> facts) {
                        told.clear();
                        facts.forEach(section -> told.addAll(section.facts()));
                    }

                    @Override
                    public void edgesStored() {}
                });
        XidFeed feed = new XidFeed(
                host,
                new Nvml("", DeviceLanes.ofDaemons(DEADLINE)),
                mode,
                new XidFeed.Setting(watch, loop, task -> Thread.ofVirtual().start(task)));
        open.add(watch::stop);
        open.add(feed::stop);
        open.add(loop::settle);
        watch.start();
        feed.start();
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    private void await(BooleanSupplier is) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        for (int look = 0; look < 2_000 && !is.getAsBoolean(); look++) {
            loop.advance(Duration.ofMillis(25));
            never.await(10, TimeUnit.MILLISECONDS);
        }
        assertEquals(true, is.getAsBoolean(), () -> "never so: " + told);
    }

    private boolean tells(String check, String source) {
        return told.stream()
                .anyMatch(fact -> fact.check().text().equals(check)
                        && !fact.isMissing()
                        && fact.source().equals(source));
    }

    private TestingNvml driver() {
        new TestingHost(folder).folder("/proc/driver/nvidia/gpus/" + GPU).file("/proc/uptime", "100.00 5.00");
        return new TestingNvml(folder).build().says("gpu " + GPU, "nvmlDeviceRegisterEvents 0", "event 79");
    }

    @Test
    void whereTheLogCannotBeReadNvmlTells() throws InterruptedException {
        driver();
        start(XidFeed.Mode.AUTO);
        await(() -> tells("gpu.xid.79", "nvml: nvmlEventSetWait_v2"));
        assertEquals(
                true,
                told.stream().anyMatch(fact -> fact.check().text().equals("os.oom") && fact.isMissing()),
                "what only the log could tell is not known");
    }

    @Test
    void switchedOffItAsksNothing() throws InterruptedException {
        TestingNvml library = driver();
        start(XidFeed.Mode.OFF);
        await(() -> !told.isEmpty());
        loop.advance(Duration.ofMinutes(3));
        assertEquals(0, library.calls("nvmlInit_v2"));
    }

    /// A pipe stands for the device, so that it is read and does not end.
    @Test
    void whereTheKernelsLogIsReadTheDriverIsLeftAlone() throws Exception {
        TestingNvml library = driver();
        Path device = folder.resolve("dev/kmsg");
        java.nio.file.Files.createDirectories(device.getParent());
        org.junit.jupiter.api.Assumptions.assumeTrue(
                new ProcessBuilder("mkfifo", device.toString()).start().waitFor() == 0, "no mkfifo");
        try (java.io.OutputStream kernel = writer(device)) {
            kernel.write("6,1,1000000,-;ordinary\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            kernel.flush();
            await(() -> tells("os.oom", "/dev/kmsg"));
            loop.advance(Duration.ofMinutes(3));
            assertEquals(0, library.calls("nvmlInit_v2"));
        }
    }

    /// Opening a pipe to write waits for who reads it.
    private java.io.OutputStream writer(Path device) throws java.io.IOException {
        start(XidFeed.Mode.AUTO);
        return java.nio.file.Files.newOutputStream(device);
    }
}
