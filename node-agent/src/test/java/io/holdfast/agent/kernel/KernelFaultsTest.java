package io.holdfast.agent.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.parse.LogMessages;
import io.holdfast.agent.parse.LogRecord;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Snapshot;
import io.holdfast.protocol.judge.Judge;
import io.holdfast.protocol.wire.Wire;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class KernelFaultsTest {
    private static final long SECOND = 1_000_000;
    private static final long HOUR = 3_600 * SECOND;
    private static final Instant BOOT = Instant.parse("2026-01-01T00:00:00Z");

    private KernelFaults faults = KernelFaults.none("b1");
    private final List<KernelEdge> edges = new ArrayList<>();
    private long sequence;

    private void says(long second, String text) {
        faults = step(second * SECOND, text);
    }

    private KernelFaults step(long usec, String text) {
        LogRecord record = new LogRecord(++sequence, usec, Optional.empty(), text, true);
        KernelFaults.Step step = faults.after(List.of(new Heard(
                "kmsg-" + record.sequence(), usec, BOOT.plusNanos(usec * 1_000), LogMessages.sightings(record))));
        edges.addAll(step.edges());
        return step.faults();
    }

    private static LogPosition kmsg(long sequence) {
        return LogPosition.numbered("/dev/kmsg", sequence, sequence);
    }

    private static String xid(String gpu, int code, String text) {
        return "NVRM: Xid (PCI:0000:" + gpu + ":00): " + code + ", " + text;
    }

    /// All but what is well.
    private String open() {
        return KernelFacts.of(faults).stream()
                .filter(fact -> !fact.reading().shown().equals("none")
                        && !fact.check().text().equals("os.kmsg.lost"))
                .sorted(Fact.ORDER)
                .map(fact -> fact.check() + " " + fact.instance() + " = "
                        + fact.reading().shown())
                .collect(Collectors.joining("\n"));
    }

    private void tellsNvml(long second, long code) {
        long usec = second * SECOND;
        KernelFaults.Step step = faults.after(List.of(new Heard(
                "nvml-" + ++sequence,
                usec,
                BOOT.plusNanos(usec * 1_000),
                List.of(LogMessages.ofNvml(new Instance("0000:38:00.0"), code)))));
        edges.addAll(step.edges());
        faults = step.faults();
    }

    @Test
    void whatNvmlToldFirstIsTheSameFaultAndTheLogsTextCounts() {
        tellsNvml(100, 79);
        assertEquals(
                "gpu.xid.79 0000:38:00.0 = GPU has fallen off the bus (told by NVML alone); 2026-01-01T00:01:40Z",
                open());
        assertEquals(
                Set.of("nvml: nvmlEventSetWait_v2"),
                KernelFacts.of(faults).stream()
                        .filter(fact -> fact.check().text().equals("gpu.xid.79"))
                        .map(Fact::source)
                        .collect(Collectors.toSet()));
        says(101, xid("38", 79, "pid=7, gone"));
        assertEquals("gpu.xid.79 0000:38:00.0 = pid=7, gone; 2026-01-01T00:01:40Z", open());
        assertEquals(1, edges.size());
    }

    @Test
    void whatTheLogToldIsNotToldAgainByNvml() {
        says(100, xid("38", 79, "gone"));
        KernelFault.Subject subject = faults.open().getFirst().subject();
        assertTrue(faults.hasTold(subject, 102 * SECOND));
        assertTrue(faults.hasTold(subject, 99 * SECOND));
        assertFalse(faults.hasTold(subject, 500 * SECOND));
    }

    @Test
    void aNumberThatNvmlDoesNotKnowIsUnknownToUsToo() {
        tellsNvml(100, 999);
        assertEquals("gpu.xid.unknown 0000:38:00.0 = 999 (told by NVML alone); 2026-01-01T00:01:40Z", open());
    }

    @Test
    void whatIsOpenStaysOpenWhenTheLogCanNoLongerBeRead() {
        says(100, xid("38", 79, "gone"));
        List<Fact> facts =
                KernelFacts.unread(Reading.missing(Reading.Why.NOT_PERMITTED, "Operation not permitted"), faults);
        assertEquals(
                List.of("gone; 2026-01-01T00:01:40Z"),
                facts.stream()
                        .filter(fact -> !fact.isMissing())
                        .map(fact -> fact.reading().shown())
                        .toList());
    }

    @Test
    void aBurstIsOneTimeAndOneEdge() {
        for (int line = 0; line < 16; line++) {
            says(100, xid("38", 13, "Graphics Exception " + line));
        }
        assertEquals("gpu.xid.13 0000:38:00.0 = Graphics Exception 0; 2026-01-01T00:01:40Z", open());
        assertEquals(List.of("b1-kmsg-1-0"), edges.stream().map(KernelEdge::id).toList());
        says(281, xid("38", 13, "again"));
        assertEquals("gpu.xid.13 0000:38:00.0 = again; 2 times, last 2026-01-01T00:04:41Z", open());
        assertEquals(2, edges.size());
    }

    @Test
    void aFatalXidStaysForThreeHoursAfterItsLastLine() {
        says(0, xid("04", 79, "gone"));
        says(60, xid("04", 79, "gone"));
        faults = faults.at(60 * SECOND + 3 * HOUR - 1);
        assertEquals("gpu.xid.79 0000:04:00.0 = gone; 2026-01-01T00:00:00Z", open());
        faults = faults.at(60 * SECOND + 3 * HOUR);
        assertEquals("", open());
    }

    @Test
    void theLatestRecoveryActionCountsAndNoneEndsIt() {
        says(10, "NVRM: Xid (PCI:0009:01:00): 149, NETIR_LINK_EVT  Fatal   XC0 i0 Link 01 (0x0)");
        says(
                11,
                "NVRM: Xid (PCI:0009:01:00): 154, GPU recovery action changed from 0x0 (None) to 0x4 (Drain and Reset)");
        says(
                12,
                "NVRM: Xid (PCI:0009:01:00): 154, GPU recovery action changed from 0x4 (Drain and Reset) to 0x1 (PF FLR)");
        assertEquals("""
                gpu.xid.149 0009:01:00.0 = fatal: link 01, NETIR_LINK_EVT  Fatal   XC0 i0 Link 01 (0x0); \
                the driver asks for: GPU reset; 2026-01-01T00:00:10Z
                gpu.xid.154 0009:01:00.0 = 1 PF FLR, was 4 Drain and Reset: drain, then reset the GPU \
                (nvidia-smi --gpu-reset -i <address>); if that fails, reboot; 2 times, last 2026-01-01T00:00:12Z""", open());
        faults = faults.at(100 * HOUR);
        assertEquals("gpu.xid.154", open().substring(0, 11));
        says(500_000, "NVRM: Xid (PCI:0009:01:00): 154, GPU recovery action changed from 0x1 (PF FLR) to 0x0 (None)");
        assertEquals("", open());
        assertEquals("over: 0 None, was 1 PF FLR", edges.getLast().text());
    }

    @Test
    void whenNoActionIsLeftTheXidThatAskedForItStaysAndAsksForNothing() {
        says(10, xid("04", 94, "Contained"));
        says(11, xid("04", 154, "GPU recovery action changed from 0x0 (None) to 0x1 (GPU Reset Required)"));
        says(60, xid("04", 154, "GPU recovery action changed from 0x1 (GPU Reset Required) to 0x0 (None)"));
        assertEquals("gpu.xid.94 0000:04:00.0 = Contained; 2026-01-01T00:00:10Z", open());
    }

    @Test
    void anActionIsNotForAnXidOfLongBeforeNorForAnotherGpu() {
        says(10, xid("04", 31, "fault"));
        says(45, xid("05", 48, "double bit"));
        says(46, xid("04", 154, "GPU recovery action changed from 0x0 (None) to 0x2 (OS Reboot)"));
        assertTrue(!open().contains("asks for"), open());
    }

    @Test
    void linksOfNvlinkAreCountedOneByOneAndTheGravestIsShown() {
        says(10, "NVRM: Xid (PCI:0009:01:00): 149, NETIR_LINK_EVT  Fatal   XC0 i0 Link 01 (0x0)");
        says(10, "NVRM: Xid (PCI:0009:01:00): 149, NETIR_LINK_EVT  Nonfatal   XC0 i0 Link 02 (0x0)");
        says(10, "NVRM: Xid (PCI:0009:01:00): 149, NETIR_LINK_EVT  Fatal   XC0 i0 Link 01 (0x0)");
        assertEquals(
                "gpu.xid.149 0009:01:00.0 = fatal: link 01, NETIR_LINK_EVT  Fatal   XC0 i0 Link 01 (0x0); 2 times, last 2026-01-01T00:00:10Z",
                open());
    }

    @Test
    void aSympatheticXidIsNoneOfItsOwn() {
        says(10, xid("04", 119, "Timeout"));
        says(12, xid("04", 45, "pid=1, name=x, Ch 8 caused by previous Xid 119"));
        says(13, xid("04", 45, "pid=1, name=x, Ch 9"));
        says(14, xid("05", 45, "pid=1, name=y, caused by previous Xid 48"));
        assertEquals("gpu.xid.119 0000:04:00.0 = Timeout; 2026-01-01T00:00:10Z", open());
        says(40, xid("04", 45, "pid=1, name=x, Ch 9"));
        assertTrue(open().contains("gpu.xid.45 0000:04:00.0"), open());
    }

    @Test
    void dataLinesOfAnSxidAreEvidenceInAnyOrder() {
        says(1, "nvidia-nvswitch3: SXid (PCI:0000:04:00.0): 22013, Data {0x0000002b}");
        assertEquals("", open());
        says(1, "nvidia-nvswitch3: SXid (PCI:0000:04:00.0): 22013, Non-fatal, Link 44 Minion Link DLREQ interrupt");
        says(1, "nvidia-nvswitch3: SXid (PCI:0000:04:00.0): 22013, Severity 0 Engine instance 44");
        assertEquals(
                "gpu.sxid.22013 0000:04:00.0 = non-fatal: Non-fatal, Link 44 Minion Link DLREQ interrupt; 2026-01-01T00:00:01Z",
                open());
        says(2, "nvidia-nvswitch0: SXid (PCI:0000:05:00.0): 10004, Non-fatal, TEMP hot");
        says(3, "nvidia-nvswitch0: SXid (PCI:0000:05:00.0): 10005, Non-fatal, TEMP cool");
        assertTrue(!open().contains("10004"), open());
    }

    @Test
    void criticalStatesOfGpusOutliveARebootUntilTheyAreVerified() {
        says(10, xid("04", 79, "gone"));
        says(10, xid("04", 13, "application"));
        says(10, "tsc: Marking TSC unstable due to clocksource watchdog");
        faults = faults.inBoot("b2");
        assertEquals(
                "gpu.xid.79 0000:04:00.0 = gone; 2026-01-01T00:00:10Z; in an earlier boot, and not verified since",
                open());
        faults = faults.at(100 * HOUR).verified(Set.of(new Instance("0000:05:00.0")));
        assertTrue(open().contains("gpu.xid.79"), open());
        KernelFaults unverified = faults;
        faults = faults.verified(Set.of(new Instance("0000:04:00.0")));
        assertEquals("", open());
        faults = unverified;
        says(5, xid("04", 79, "gone again"));
        assertEquals("gpu.xid.79 0000:04:00.0 = gone again; 2 times, last 2026-01-01T00:00:05Z", open());
    }

    @Test
    void theSameFatalXidFiveTimesADayIsForTheVendor() {
        for (int hour = 0; hour < 5; hour++) {
            assertTrue(!open().contains("vendor"), open());
            says(hour * 3_600L, xid("04", 48, "double bit"));
        }
        assertTrue(open().endsWith("five times within a day: ask the vendor"), open());
    }

    @Test
    void aFloodIsCountedAndNotKept() {
        for (int line = 0; line < 20_000; line++) {
            String domain = String.format("%04x", line % 5_000);
            says(line, "NVRM: Xid (PCI:" + domain + ":01:00): " + (line % 2 == 0 ? 79 : 13) + ", x");
        }
        assertEquals(2 * (KernelFold.INSTANCES + 1), faults.open().size());
        for (int line = 0; line < 5_000; line++) {
            says(20_000, "mlx5_core 0000:17:00.0 eth" + line + ": Link down");
            says(
                    20_000,
                    "nvidia-nvswitch0: SXid (PCI:0000:05:00.0): " + (30_000 + line) + ", Fatal, Link " + line + " x");
        }
        assertTrue(
                faults.open().size() <= 2 * KernelFold.FAULTS,
                () -> faults.open().size() + " faults");
        assertTrue(Wire.encode(faults).length < 1 << 20);
        for (int line = 0; line < 500; line++) {
            says(30_000, "NVRM: Xid (PCI:0000:01:00): 149, UNIT Fatal XC0 i0 Link " + line);
        }
        assertTrue(
                faults.open().stream().allMatch(fault -> fault.times().bursts().size() <= 33));
    }

    @Test
    void whatIsRememberedIsWhatWas() {
        says(10, xid("04", 79, "gone"));
        says(11, "NVRM: Xid (PCI:0000:04:00): 154, GPU recovery action changed from 0x0 (None) to 0x2 (OS Reboot)");
        faults = faults.readTo(kmsg(7), 3, 12 * SECOND);
        assertEquals(faults, Wire.decode(Wire.encode(faults), KernelFaults.class));
    }

    @Test
    void whatWasLostIsSaidAndALogThatMayNotBeReadIsSaidOncePerCheck() {
        faults = faults.readTo(kmsg(7), 3, SECOND).readTo(kmsg(6), 1, SECOND);
        assertEquals(kmsg(7), faults.place());
        assertTrue(KernelFacts.of(faults).stream()
                .anyMatch(fact -> fact.check().text().equals("os.kmsg.lost")
                        && fact.reading().equals(new Reading.Whole(4))));
        List<Fact> unread = KernelFacts.unread(Reading.missing(Reading.Why.NOT_PERMITTED, "Operation not permitted"));
        assertTrue(unread.stream().allMatch(Fact::isMissing));
        assertEquals(unread.size(), unread.stream().map(Fact::check).distinct().count());
        assertTrue(unread.stream().anyMatch(fact -> fact.check().text().equals("disk.kmsg")));
    }

    /// What the judge makes of the node's own fact of a check; empty text where there is no fact.
    private String judged(String check) {
        Snapshot snapshot = new Snapshot(new NodeId("lab", "n1"), "b1", KernelFacts.of(faults));
        return Judge.judgements(snapshot, Catalog.shipped()).stream()
                .filter(one -> one.fact().check().text().equals(check)
                        && one.fact().instance().equals(Instance.NODE))
                .map(one -> one.outcome() + " " + one.observed())
                .collect(Collectors.joining());
    }

    @Test
    void afterAGapWhatTheLogDidNotTellIsUnknownAndThenWellAgain() {
        assertEquals("OK none", judged("os.mce"));
        faults = faults.readTo(kmsg(7), 3, 100 * SECOND).at(100 * SECOND);
        assertEquals("UNKNOWN unreadable", judged("os.mce"));
        assertEquals("UNKNOWN unreadable", judged("gpu.xid.unknown"));
        assertEquals("UNKNOWN unreadable", judged("disk.kmsg"));
        assertEquals(
                "3 records were overwritten before they could be read: what they told is not known",
                faults.gap().orElseThrow().words());
        faults = faults.at(699 * SECOND);
        assertEquals("UNKNOWN unreadable", judged("os.mce"));
        faults = faults.at(700 * SECOND);
        assertEquals("OK none", judged("os.mce"));
        assertEquals("", judged("gpu.xid.unknown"));
        assertEquals(3, faults.lost());
    }

    @Test
    void aGapHidesNoFaultThatWasToldAndAnotherGapIsAddedToIt() {
        says(90, "watchdog: BUG: soft lockup - CPU#3 stuck for 22s! [java:77]");
        faults = faults.readTo(kmsg(7), 3, 100 * SECOND).readTo(kmsg(20), 12, 200 * SECOND);
        assertTrue(judged("os.lockup").startsWith("FAULT soft lockup"), judged("os.lockup"));
        assertEquals("UNKNOWN unreadable", judged("os.mce"));
        assertEquals(
                Optional.of(new LogGap(15, 800 * SECOND)),
                faults.at(750 * SECOND).gap());
        assertEquals(Optional.empty(), faults.at(800 * SECOND).gap());
    }

    @Test
    void aGapEndsWithItsBoot() {
        faults = faults.readTo(kmsg(7), 3, 100 * SECOND).inBoot("b2");
        assertEquals("OK none", judged("os.mce"));
    }
}
