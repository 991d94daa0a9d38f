package io.holdfast.agent.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.TestingHost;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.protocol.fact.Fact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where `/dev/kmsg` cannot be read: the journal, then the file of a syslog.
class LogFallbackTest {
    private final Instant present = Instant.now();
    private final InstantSource clock = InstantSource.fixed(present);
    private static final String XID = "NVRM: Xid (PCI:0000:04:00): 79, gone";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final TestingLogListener listener = new TestingLogListener();
    private final List<AutoCloseable> open = new java.util.ArrayList<>();

    private static String record(int number, long usec, String facility, String text) {
        return """
                {"__CURSOR":"s=0a;i=%x;b=0b;m=1;t=2;x=3","__MONOTONIC_TIMESTAMP":"%d","_TRANSPORT":"kernel",\
                "_SOURCE_MONOTONIC_TIMESTAMP":"%d","SYSLOG_FACILITY":"%s","MESSAGE":"%s"}
                """.formatted(number, usec, usec, facility, text);
    }

    /// A journal that has `all`, that has `later` after a cursor, and that says `follows` when it is followed.
    private HostRoot journal(String all, String later, String follows) throws IOException {
        files("all", all);
        files("later", later);
        files("follows", follows);
        Path tool = files("usr/bin/journalctl", """
                #!/bin/sh
                echo "$@" >> %1$s/asked
                case "$*" in
                  *--follow*) cat %1$s/follows; exec sleep 1000;;
                  *--after-cursor*) cat %1$s/later;;
                  *) cat %1$s/all;;
                esac
                """.formatted(folder));
        Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
        return live();
    }

    private HostRoot live() throws IOException {
        files("proc/uptime", "100.00 5.00\n");
        return HostRoot.live(
                folder, List.of("/bin/sh", "-c", "tool=$1; shift; exec \"$0$tool\" \"$@\"", folder.toString()));
    }

    private Path files(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private void run(LogSource source, LogPosition position) {
        open.add(source);
        Thread.ofPlatform().daemon().start(() -> {
            try {
                source.run(listener, position);
                listener.ended();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable source : open) {
            source.close();
        }
    }

    @Test
    void theJournalIsReadToItsEndAndThenFollowed() throws Exception {
        HostRoot host = journal(
                record(0x1f, 1_000_000, "0", "ordinary") + record(0x20, 2_000_000, "0", XID),
                "",
                record(0x21, 99_000_000, "0", "NVRM: Xid (PCI:0000:05:00): 48, x"));
        LogJournal source = new LogJournal(host, clock);
        run(source, LogPosition.START);
        assertEquals(
                List.of(
                        "catching up",
                        "read to 31",
                        "heard journal-32 " + present.minusSeconds(98) + " gpu.xid.79",
                        "read to 32",
                        "caught up",
                        "heard journal-33 " + present.minusSeconds(1) + " gpu.xid.48",
                        "read to 33"),
                listener.until("read to 33"));
        assertTrue(Files.readString(folder.resolve("asked")).contains("--after-cursor=s=0a;i=20;b=0b;m=1;t=2;x=3"));
        source.close();
        listener.await(told -> told.equals("ended"));
    }

    @Test
    void theJournalGoesOnWhereItWasLeft() throws Exception {
        HostRoot host = journal(record(0x20, 2_000_000, "0", XID), record(0x21, 99_000_000, "0", XID), "");
        run(
                new LogJournal(host, clock),
                new LogPosition(LogJournal.SOURCE, 0x20, "s=0a;i=20;b=0b;m=1;t=2;x=3", 2_000_000));
        assertEquals(
                List.of(
                        "catching up",
                        "heard journal-33 " + present.minusSeconds(1) + " gpu.xid.79",
                        "read to 33",
                        "caught up"),
                listener.until("caught up"));
    }

    @Test
    void whatWasHeardFromTheDeviceIsNotHeardAgainFromTheJournal() throws Exception {
        HostRoot host = journal(record(0x20, 2_000_000, "0", XID) + record(0x21, 3_000_000, "0", XID), "", "");
        run(new LogJournal(host, clock), LogPosition.numbered("/dev/kmsg", 7_000, 2_000_000));
        assertEquals(
                List.of(
                        "catching up",
                        "heard journal-33 " + present.minusSeconds(97) + " gpu.xid.79",
                        "read to 33",
                        "caught up"),
                listener.until("caught up"));
    }

    @Test
    void aJournalWithoutTheKernelRefusesAndIsNotAHealthyOne() throws Exception {
        run(new LogJournal(journal("", "", ""), clock), LogPosition.START);
        assertEquals(List.of("catching up", "refused ABSENT", "ended"), listener.until("ended"));
    }

    @Test
    void aFileIsReadFromTheBeginOfThisBootAndAsItGrows() throws Exception {
        Path log = files("var/log/kern.log", """
                2026-01-01T00:00:00.000000+00:00 n1 kernel: [90000.000000] NVRM: Xid (PCI:0000:06:00): 79, old
                2026-01-01T00:10:00.000000+00:00 n1 kernel: [    0.000000] Linux version 6.8.0
                2026-01-01T00:10:05.000000+00:00 n1 kernel: [    5.000000] %s
                2026-01-01T00:10:06.000000+00:00 n1 cron[1]: [    6.000000] %s
                """.formatted(XID, XID));
        run(LogChain.of(live(), clock), LogPosition.START);
        String five = "heard file-5000000-" + Integer.toHexString(XID.hashCode());
        List<String> told = listener.until("caught up");
        assertEquals(
                List.of(five + " " + present.minusSeconds(95) + " gpu.xid.79", "read to 5000000", "caught up"),
                told.subList(told.size() - 3, told.size()));
        Files.writeString(
                log,
                "2026-01-01T00:11:20.000000+00:00 n1 kernel: [   80.000000] NVRM: Xid (PCI:0000:05:00): 48, x\n",
                StandardOpenOption.APPEND);
        assertTrue(listener.await(one -> one.startsWith("heard file-80000000")).endsWith(" gpu.xid.48"));
    }

    @Test
    void aFileThatWasNotWrittenInThisBootIsNotOfIt() throws Exception {
        Path log = files("var/log/kern.log", "2026-01-01T00:00:00+00:00 n1 kernel: [    5.000000] " + XID + "\n");
        Files.setLastModifiedTime(log, java.nio.file.attribute.FileTime.from(present.minus(Duration.ofSeconds(200))));
        run(new LogFiles(live(), clock), LogPosition.START);
        assertEquals(List.of("catching up", "refused ABSENT", "ended"), listener.until("ended"));
    }

    @Test
    void whereNothingCanBeReadAllReasonsAreGiven() throws Exception {
        run(LogChain.of(live(), clock), LogPosition.START);
        String why = listener.await(told -> told.startsWith("refused"));
        assertEquals("refused ABSENT", why);
        assertEquals(
                "/dev/kmsg: no /dev/kmsg; the journal: no journalctl; log files: no line of the kernel of this boot in"
                        + " /var/log/kern.log, /var/log/messages, /var/log/syslog",
                listener.lastRefusal());
    }

    @Test
    void aDeviceThatIsEmptyIsNoHealthyLog() throws Exception {
        files("dev/kmsg", "");
        run(LogChain.of(live(), clock), LogPosition.START);
        assertEquals("refused UNREADABLE", listener.await(told -> told.startsWith("refused")));
        assertTrue(listener.lastRefusal().startsWith("/dev/kmsg: it ends"));
    }

    private static String told(HostRoot host) {
        return KernelSnapshot.facts(host, "b", Instant.parse("2026-01-02T00:00:00Z")).stream()
                .filter(fact -> !fact.reading().shown().equals("none"))
                .sorted(Fact.ORDER)
                .map(fact -> fact.check() + " = " + fact.reading().shown() + " from " + fact.source())
                .collect(Collectors.joining("\n"));
    }

    @Test
    void aSnapshotNamesTheJournalAndCountsWhatItMissed() {
        String missed = "{\"__CURSOR\":\"s=0a;i=21;b=0b;m=1;t=2;x=3\",\"__MONOTONIC_TIMESTAMP\":\"2\","
                + "\"_TRANSPORT\":\"driver\",\"MESSAGE\":\"Missed 4 kernel messages\"}\n";
        HostRoot host = new TestingHost(folder)
                .file("/proc/uptime", "100.00 5.00")
                .command(
                        LogJournal.all().argv(),
                        0,
                        record(0x20, 99_000_000, "0", XID) + missed + record(0x22, 99_500_000, "1", "NVRM: Xid"))
                .build();
        List<String> lines = told(host).lines().toList();
        assertEquals(
                List.of(
                        "gpu.xid.79 = gone; 2026-01-01T23:59:59Z from journalctl -k -b -o json",
                        "os.kmsg.lost = 4 from journalctl -k -b -o json"),
                lines.stream()
                        .filter(line -> !line.contains(" = unreadable from "))
                        .toList());
        assertTrue(lines.contains("os.mce = unreadable from journalctl -k -b -o json"), lines.toString());
    }

    @Test
    void aSnapshotOfAFileSaysThatItProvesNothing() {
        HostRoot host = new TestingHost(folder)
                .file("/proc/uptime", "100.00 5.00")
                .file("/var/log/kern.log", "Jan  1 23:59:59 n1 kernel: [   99.000000] " + XID)
                .build();
        assertEquals("""
                gpu.xid.79 = gone (no proof of origin); 2026-01-01T23:59:59Z from /var/log/kern.log
                os.kmsg.lost = unsupported from /var/log/kern.log""", told(host));
    }
}
