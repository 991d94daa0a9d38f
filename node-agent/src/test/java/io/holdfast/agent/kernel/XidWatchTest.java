package io.holdfast.agent.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.holdfast.agent.TestingHost;
import io.holdfast.agent.host.HostRoot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class XidWatchTest {
    private static final String FIRST = "0000:3b:00.0";
    private static final String SECOND = "0000:86:00.0";

    @TempDir
    Path folder;

    private TestingNvml library = new TestingNvml(Path.of("unset"));
    private final LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final XidListener listener = new XidListener() {
        @Override
        public void xid(String address, long xid) {
            heard.add(address + " " + xid);
        }

        @Override
        public void ended(String why) {
            heard.add(why);
        }
    };

    @BeforeEach
    void aDriver() {
        new TestingHost(folder).folder("/proc/driver/nvidia");
        library = new TestingNvml(folder);
    }

    private XidWatch watch(String... addresses) {
        Nvml.Opened opened = new Nvml("", io.holdfast.agent.host.DeviceLanes.ofDaemons(Duration.ofSeconds(20)))
                .open(HostRoot.live(folder, List.of()));
        return XidWatch.start(assertInstanceOf(Nvml.Opened.Open.class, opened).session(), List.of(addresses), listener);
    }

    private String next() throws InterruptedException {
        return String.valueOf(heard.poll(20, TimeUnit.SECONDS));
    }

    @Test
    void eachErrorIsHeardOnceAndNamesItsGpu() throws InterruptedException {
        library.build()
                .says("gpu " + FIRST, "nvmlDeviceRegisterEvents 0", "event 31", "event 79")
                .says("gpu " + SECOND, "nvmlDeviceRegisterEvents 0", "event 999");

        try (XidWatch _ = watch(FIRST, SECOND)) {
            assertEquals(FIRST + " 31", next());
            assertEquals(FIRST + " 79", next());
            assertEquals(SECOND + " 999", next());
        }
        assertEquals(List.of(), List.copyOf(heard));
    }

    @Test
    void aWatchThatCannotGoOnSaysWhyAndLetsTheDriverGo() throws InterruptedException {
        library.build().says("gpu " + FIRST, "nvmlDeviceRegisterEvents 0", "event error 15");

        watch(FIRST);

        assertEquals("nvmlEventSetWait_v2: GPU is lost", next());
    }

    @Test
    void gpusWithoutSuchEventsAreSaidToHaveNone() throws InterruptedException {
        library.build().says("gpu " + FIRST, "nvmlDeviceRegisterEvents error 4");

        watch(FIRST);

        assertEquals("no GPU tells its errors", next());
    }
}
