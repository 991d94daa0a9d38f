package io.holdfast.agent.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.agent.TestingCaptures;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// The forms in which people keep a kernel's log. Expected counts are those of a reading by eye.
class LogTextTest {
    private static final Instant NOW = Instant.parse("2026-01-15T00:00:00Z");

    private static Map<String, Integer> counts(String text) {
        Map<String, Integer> counts = new TreeMap<>();
        for (LogRecord record : LogText.records(text, 1, NOW)) {
            for (Sighting one : LogMessages.sightings(record)) {
                counts.merge(one.kind() + " " + one.check() + " " + one.instance(), 1, Integer::sum);
            }
        }
        return counts;
    }

    private static Map<String, Integer> capture(String name) {
        return counts(TestingCaptures.text(TestingCaptures.at("kmsg/" + name)));
    }

    @Test
    void capturesOfDmesgWithTimesOfDay() {
        assertEquals(
                Map.of(
                        "FAULT gpu.xid.43 0000:00:05.0", 2,
                        "FAULT gpu.xid.31 0000:00:07.0", 1,
                        "FAULT gpu.xid.94 0000:00:08.0", 1),
                capture("akash-node4-xid43-31-94.log"));
        assertEquals(
                Map.of(
                        "FAULT gpu.kmsg.peermem node", 1,
                        "FAULT gpu.xid.13 0000:cb:00.0", 3,
                        "FAULT gpu.xid.109 0000:cb:00.0", 1),
                capture("gpud-pr46-xid13-109.log"));
        assertEquals(
                Map.of("FAULT gpu.xid.119 0000:9b:00.0", 5, "FAULT gpu.kmsg.gsp_rate_limited 0000:9b:00.0", 1),
                capture("gpud-dmesg-xid-119.log"));
    }

    @Test
    void capturesOfDmesgWithSecondsSinceBoot() {
        assertEquals(
                Map.of("FAULT gpu.xid.32 0000:01:00.0", 2, "FAULT gpu.xid.31 0000:01:00.0", 1),
                capture("bumblebee-677-xid32-31-old-format.log"));
        assertEquals(
                Map.of(
                        "FAULT gpu.xid.149 0009:01:00.0", 3,
                        "FAULT gpu.xid.149 0008:01:00.0", 2,
                        "FAULT gpu.xid.154 0009:01:00.0", 1,
                        "FAULT gpu.xid.154 0019:01:00.0", 1,
                        "FAULT gpu.xid.154 0018:01:00.0", 1,
                        "FAULT gpu.xid.154 0008:01:00.0", 1),
                capture("gpud-gb200-xid149-154.log"));
        assertEquals(
                Map.of("FAULT gpu.kmsg.fallen_off_bus 0000:b3:00.0", 1),
                capture("nvsentinel-155-fallen-off-bus-without-xid.log"));
        assertEquals(
                Map.of("FAULT gpu.sxid.22013 0000:04:00.0", 1, "EVIDENCE gpu.sxid.22013 0000:04:00.0", 2),
                capture("nvtrust-124-sxid-22013.log"));
    }

    @Test
    void captureOfDmesgDecoded() {
        assertEquals(
                Map.of(
                        "FAULT gpu.xid.13 0000:38:00.0", 16,
                        "FAULT gpu.xid.43 0000:38:00.0", 1,
                        "FAULT os.oom node", 5),
                capture("gpud-dmesg-decode-iso-xid13.log"));
    }

    @Test
    void capturesOfJournalAndSyslog() {
        assertEquals(Map.of("FAULT gpu.xid.31 0000:c1:00.0", 2), capture("dxvk-1799-xid31-journal.log"));
        assertEquals(Map.of("END nic.kmsg.link mlx5_5/1", 1), capture("gpud-1209-mlx5-link-journal.log"));
        assertEquals(Map.of(), capture("azurehpc-0flap_syslog"));
    }

    @Test
    void capturesOfTheDeviceAndOfLinesWithoutAnything() {
        assertEquals(Map.of("FAULT gpu.kmsg.peermem node", 7), capture("gpud-kmsg-peermem.log"));
        assertEquals(Map.of(), capture("gpud-kmsg-nvswitch.log"));
        assertEquals(Map.of("FAULT gpu.xid.63 0000:10:1c.0", 1), capture("ml-engineering-xid63.log"));
        assertEquals(Map.of(), capture("gpud-fabricmanager.log"));
    }

    @Test
    void everyCaptureMayBeCutAnywhere() {
        TestingCaptures.files("kmsg", "").forEach(file -> {
            String text = TestingCaptures.text(file);
            for (int cut = 0; cut < text.length(); cut += 37) {
                counts(text.substring(cut));
                counts(text.substring(0, cut));
            }
        });
    }

    @Test
    void linesOfProgramsAreNotTheKernels() {
        assertEquals(Map.of(), counts("""
                12,7,100,-;NVRM: Xid (PCI:0000:04:00): 79, forged
                Nov 29 11:28:11 zeus logger[12]: NVRM: Xid (PCI:0000:04:00): 79, forged
                user  :warn  : 2025-01-21T04:41:44,283302+00:00 NVRM: Xid (PCI:0000:04:00): 79, forged
                2025-01-21T04:41:44.283302+00:00 zeus kmsg: NVRM: Xid (PCI:0000:04:00): 79, forged
                """));
    }

    @Test
    void onlyTheDeviceProvesWhoSpoke() {
        List<LogRecord> records = LogText.records("""
                4,7,100,-;NVRM: Xid (PCI:0000:04:00): 79, gone
                [    5.000007] NVRM: Xid (PCI:0000:04:00): 79, gone
                """, 1, NOW);
        assertEquals(
                List.of("CRITICAL gone", "WARNING gone (no proof of origin)"),
                records.stream()
                        .flatMap(record -> LogMessages.sightings(record).stream())
                        .map(one -> one.severity() + " " + one.text())
                        .toList());
        assertEquals(List.of(7L, 2L), records.stream().map(LogRecord::sequence).toList());
        assertEquals(
                List.of(100L, 5_000_007L), records.stream().map(LogRecord::usec).toList());
    }

    @Test
    void timesOfDayAreReadInEveryForm() {
        List<String> times = LogText.records("""
                        [Sun Jul 28 09:15:27 2024] NVRM: a
                        kern  :warn  : 2025-01-21T04:41:44,283302+00:00 NVRM: b
                        Nov 29 11:28:11 zeus kernel: NVRM: c
                        2025-01-21T04:41:44.283302+0100 zeus kernel: [   12.000001] NVRM: d
                        [Mon Aug  5 03:54:13 2024] NVRM: e
                        Feb  4 11:28:11 zeus kernel: NVRM: f
                        """, 1, NOW).stream()
                .map(record -> record.wall().map(Instant::toString).orElse("-") + " " + record.text())
                .toList();
        assertEquals(
                List.of(
                        "2024-07-28T09:15:27Z NVRM: a",
                        "2025-01-21T04:41:44.283302Z NVRM: b",
                        "2025-11-29T11:28:11Z NVRM: c",
                        "2025-01-21T03:41:44.283302Z NVRM: d",
                        "2024-08-05T03:54:13Z NVRM: e",
                        "2025-02-04T11:28:11Z NVRM: f"),
                times);
    }
}
