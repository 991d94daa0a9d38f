package io.holdfast.agent.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.agent.TestingHost;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.host.KernelLogReader.Next;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogSourcesTest {
    private static final InstantSource NOW = InstantSource.fixed(Instant.parse("2026-01-02T00:00:00Z"));
    private static final String XID = "NVRM: Xid (PCI:0000:04:00): 79, gone";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final TestingLogListener listener = new TestingLogListener();

    private List<String> fromDevice(LogPosition position, Next... reads) throws InterruptedException {
        HostRoot host =
                new TestingHost(folder).file("/proc/uptime", "100.00 5.00").build();
        LogDevice.Intake intake = new LogDevice(host, NOW).new Intake(listener, position);
        for (Next next : reads) {
            intake.take(next);
        }
        return listener.all();
    }

    private static LogPosition kmsg(long sequence) {
        return LogPosition.numbered("/dev/kmsg", sequence, 1_000_000);
    }

    private static Next line(String record) {
        return new Next.Line(record + "\n SUBSYSTEM=pci\n");
    }

    @Test
    void gapsAreCountedAndTheTimeOfDayIsThatOfTheClockNow() throws InterruptedException {
        assertEquals(
                List.of(
                        "read to 5",
                        "heard kmsg-6 2026-01-01T23:58:21Z gpu.xid.79",
                        "read to 6",
                        "read to 10, lost 3",
                        "read to 12, lost 1"),
                fromDevice(
                        LogPosition.START,
                        line("6,5,1000000,-;ordinary"),
                        line("4,6,1000000,-;" + XID),
                        new Next.Overwritten(),
                        line("6,10,2000000,-;ordinary"),
                        line("no record at all"),
                        line("6,12,2000000,-;ordinary")));
    }

    @Test
    void whatWasHeardBeforeIsNotHeardAgainAndWhatFellOutMeanwhileIsLost() throws InterruptedException {
        assertEquals(
                List.of("heard kmsg-7 2026-01-01T23:58:21Z gpu.xid.79", "read to 7"),
                fromDevice(
                        kmsg(6),
                        line("4,5,1000000,-;" + XID),
                        line("4,6,1000000,-;" + XID),
                        line("4,7,1000000,-;" + XID)));
        assertEquals(List.of("read to 9, lost 2"), fromDevice(kmsg(6), line("6,9,1000000,-;ordinary")));
    }

    @Test
    void onlyTheKernelIsHeard() throws InterruptedException {
        assertEquals(List.of("read to 7"), fromDevice(kmsg(6), line("12,7,1000000,-;" + XID)));
    }

    @Test
    void aDeviceIsReadUntilItIsClosed() throws Exception {
        Path device = folder.resolve("dev/kmsg");
        Files.createDirectories(device.getParent());
        assumeTrue(new ProcessBuilder("mkfifo", device.toString()).start().waitFor() == 0, "no mkfifo");
        LogDevice source = new LogDevice(HostRoot.live(folder, List.of()), NOW);
        Thread reader = Thread.ofPlatform().daemon().start(() -> {
            try {
                source.run(listener, LogPosition.START);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
        try (var writer = Files.newOutputStream(device)) {
            writer.write(("4,6,1000000,-;" + XID + "\n").getBytes(StandardCharsets.UTF_8));
            writer.flush();
            listener.await(told -> told.equals("read to 6"));
            source.close();
            assertTrue(reader.join(java.time.Duration.ofSeconds(20)), "the reader did not end");
        }
    }

    @Test
    void aRecordedLogIsHeardAsItGrowsAndAnewWhenItIsReplaced() throws Exception {
        HostRoot host =
                new TestingHost(folder).file("/proc/uptime", "100.00 5.00").build();
        LogFile source = new LogFile(host, NOW);
        Thread reader = Thread.ofPlatform().daemon().start(() -> {
            try {
                source.run(listener, LogPosition.START);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
        listener.await(told -> told.equals("refused ABSENT"));
        Path log = folder.resolve("dev/kmsg");
        Files.createDirectories(log.getParent());
        Files.writeString(log, "6,1,1000000,-;ordinary\n");
        listener.await(told -> told.equals("read to 1"));
        Files.writeString(log, "4,2,99000000,-;" + XID + "\n4,3,100000000,-;NVRM: Xi", StandardOpenOption.APPEND);
        assertEquals("heard kmsg-2 2026-01-01T23:59:59Z gpu.xid.79", listener.await(told -> told.startsWith("heard")));
        Files.writeString(log, "d (PCI:0000:05:00): 48, x\n", StandardOpenOption.APPEND);
        listener.await(told -> told.startsWith("heard kmsg-3") || told.equals("read to 3"));
        Files.writeString(log, "4,1,5,-;" + XID + "\n");
        listener.await(told -> told.startsWith("heard kmsg-1 "));
        source.close();
        assertTrue(reader.join(java.time.Duration.ofSeconds(20)), "the reader did not end");
    }

    private List<String> snapshot(String log) {
        HostRoot host = new TestingHost(folder)
                .file("/proc/uptime", "100.00 5.00")
                .file("/dev/kmsg", log)
                .build();
        return KernelSnapshot.facts(host, "b", NOW.instant()).stream()
                .filter(fact -> !fact.reading().shown().equals("none"))
                .sorted(Fact.ORDER)
                .map(fact -> fact.check() + " " + fact.instance() + " = "
                        + fact.reading().shown())
                .toList();
    }

    @Test
    void aSnapshotOfARecordedHostHasWhatItsLogTells() throws IOException {
        assertEquals(
                List.of(
                        "gpu.kmsg.fallen_off_bus 0000:b3:00.0 = The NVIDIA GPU 0000:b3:00.0 (PCI ID: 10de:26b5) installed"
                                + " in this system has fallen off the bus and is not responding to commands."
                                + " (no proof of origin); 2026-01-01T23:58:21Z",
                        "os.kmsg.lost node = 0"),
                snapshot("""
                        [    1.308145] NVRM: The NVIDIA GPU 0000:b3:00.0
                                       NVRM: (PCI ID: 10de:26b5) installed in this system has
                                       NVRM: fallen off the bus and is not responding to commands.
                        [    2.439662] NVRM: The NVIDIA probe routine failed for 1 device(s)."""));
        assertEquals(
                List.of(
                        "gpu.xid.63 0000:10:1c.0 = pid=1896, Row Remapper (no proof of origin); 2026-01-01T23:58:20Z",
                        "os.kmsg.lost node = 0"),
                snapshot("NVRM: Xid (PCI:0000:10:1c): 63, pid=1896, Row Remapper"));
        Files.delete(folder.resolve("dev/kmsg"));
        assertTrue(KernelSnapshot.facts(HostRoot.at(folder), "b", NOW.instant()).stream()
                .allMatch(fact -> fact.reading() instanceof Reading.Missing(Reading.Why why, String _)
                        && why == Reading.Why.ABSENT));
    }
}
