package io.holdfast.protocol.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.protocol.baseline.Baseline;
import io.holdfast.protocol.baseline.Constraint;
import io.holdfast.protocol.baseline.Expectation;
import io.holdfast.protocol.baseline.Layer;
import io.holdfast.protocol.baseline.Overrides;
import io.holdfast.protocol.baseline.Selector;
import io.holdfast.protocol.baseline.Selector.Trait;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Snapshot;
import io.holdfast.protocol.finding.Finding;
import io.holdfast.protocol.finding.Outcome;
import io.holdfast.protocol.finding.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a node amounts to beside its baseline.
class ConformanceTest {
    private static final Instant NOW = Instant.parse("2026-11-26T05:00:00Z");
    private static final String RAIL_0 = "0000:17:00.0";
    private static final String RAIL_1 = "0000:ca:00.0";
    private static final String OUTSIDE = "0000:63:00.0";

    private final List<Fact> facts = new ArrayList<>();
    private final List<Expectation> expectations = new ArrayList<>();
    private Overrides overrides = Overrides.NONE;

    private void read(String check, String instance, Reading reading) {
        facts.add(new Fact(new CheckId(check), new Instance(instance), reading, "/test"));
    }

    private void read(String check, Reading reading) {
        read(check, "node", reading);
    }

    private void expect(String check, Selector where, Constraint constraint) {
        expect(check, where, constraint, Expectation.Terms.PLAIN);
    }

    private void expect(String check, Selector where, Constraint constraint, Expectation.Terms terms) {
        expectations.add(new Expectation(
                new CheckId(check), where, constraint, terms, new Expectation.Source(Layer.PLATFORM, "test")));
    }

    private void expect(String check, Constraint constraint) {
        expect(check, Selector.ALL, constraint);
    }

    private List<Finding> findings() {
        return Judge.evaluate(
                new Snapshot(NodeId.parse("c/n"), "b", facts),
                Catalog.shipped(),
                new Baseline("test", "", new TreeMap<>(), expectations),
                overrides,
                List.of(),
                NOW);
    }

    private List<String> said() {
        return findings().stream()
                .map(one -> one.check() + " " + one.instances() + " " + one.outcome() + ": " + one.expected() + "; "
                        + one.observed())
                .toList();
    }

    private static Constraint equalTo(String value) {
        return new Constraint.EqualTo(value);
    }

    private static Reading version(String text) {
        return new Reading.Version(text);
    }

    private void cards() {
        read("nic.role", RAIL_0, new Reading.Text("east-west"));
        read("nic.role", RAIL_1, new Reading.Text("east-west"));
        read("nic.role", OUTSIDE, new Reading.Text("north-south"));
        read("nic.rdma_device", RAIL_0, new Reading.Text("mlx5_0"));
        read("nic.rdma_device", RAIL_1, new Reading.Text("mlx5_1"));
        read("netdev.device", "ens1", new Reading.Text(OUTSIDE));
    }

    @Test
    void whatIsAsDeclaredIsStillUnknownWhereItsOwnMeasureIs() {
        read("gpu.nvml.count", new Reading.Whole(8));
        read("gpu.pci.count", Reading.missing(Why.UNREADABLE, "Input/output error"));
        expect("gpu.nvml.count", equalTo("8"));
        assertEquals(
                Outcome.UNKNOWN,
                findings().stream()
                        .filter(one -> one.check().text().equals("gpu.nvml.count"))
                        .map(Finding::outcome)
                        .findFirst()
                        .orElse(Outcome.OK));
    }

    @Test
    void aSettingThatDiffersDriftsAndSaysWhereItWasDeclared() {
        read("sysctl.vm.swappiness", new Reading.Whole(60));
        expect("sysctl.vm.swappiness", equalTo("10"));
        Finding finding = findings().getFirst();
        assertEquals(Outcome.DRIFT, finding.outcome());
        assertEquals("10", finding.expected());
        assertEquals("60", finding.observed());
        assertEquals(Optional.of(new Finding.Declared("platform", "test", false)), finding.declared());
    }

    @Test
    void hardwareThatDiffersIsAtFault() {
        read("gpu.pci.count", new Reading.Whole(3));
        expect("gpu.pci.count", equalTo("4"));
        assertEquals(List.of("gpu.pci.count [node] FAULT: 4; 3"), said());
    }

    @Test
    void cardsAreToldByTheirRoleAndPortsAndInterfacesByTheirCard() {
        cards();
        read("nic.firmware.version", RAIL_0, version("32.47.1026"));
        read("nic.firmware.version", RAIL_1, version("32.43.1014"));
        read("nic.firmware.version", OUTSIDE, version("32.41.1000"));
        read("port.link_layer", "mlx5_1/1", new Reading.Text("InfiniBand"));
        read("netdev.mtu", "ens1", Reading.Quantity.of(1500, "B"));
        expect("nic.firmware.version", Selector.of(Trait.ROLE, "east-west"), equalTo("32.47.1026"));
        expect("port.link_layer", Selector.of(Trait.ROLE, "east-west"), equalTo("Ethernet"));
        expect("netdev.mtu", Selector.of(Trait.ROLE, "north-south"), equalTo("9216"));
        assertEquals(
                List.of(
                        "netdev.mtu [ens1] DRIFT: 9216; 1500",
                        "nic.firmware.version [0000:ca:00.0] DRIFT: 32.47.1026; 32.43.1014",
                        "port.link_layer [mlx5_1/1] DRIFT: Ethernet; InfiniBand"),
                said());
    }

    @Test
    void aRoleThatIsNotKnownLeavesTheAnswerOpen() {
        read("nic.role", RAIL_0, Reading.missing(Why.UNSUPPORTED, "no such product is known"));
        read("nic.firmware.version", RAIL_0, version("32.43.1014"));
        expect("nic.firmware.version", Selector.of(Trait.ROLE, "east-west"), equalTo("32.47.1026"));
        assertEquals(
                List.of("nic.firmware.version [0000:17:00.0] UNKNOWN: 32.47.1026; "
                        + "not known whether it has role east-west"),
                said());
    }

    @Test
    void whatSelectsNothingIsNotSilent() {
        cards();
        read("nic.rail", RAIL_0, new Reading.Text("r0"));
        read("nic.firmware.version", RAIL_0, version("32.47.1026"));
        expect("nic.firmware.version", Selector.of(Trait.RAIL, "r7"), equalTo("32.47.1026"));
        expect("nic.mode", equalTo("NIC"));
        assertEquals(
                List.of(
                        "nic.firmware.version [node] UNKNOWN: 32.47.1026; nothing with rail r7",
                        "nic.mode [node] UNKNOWN: NIC; not read"),
                said());
    }

    @Test
    void whatNamesMoreCountsBeforeWhatNamesLess() {
        cards();
        read("netdev.mtu", "ens1", Reading.Quantity.of(9216, "B"));
        read("netdev.mtu", "eno1", Reading.Quantity.of(9216, "B"));
        expect("netdev.mtu", Selector.of(Trait.ROLE, "north-south"), equalTo("9216"));
        expect("netdev.mtu", equalTo("1500"));
        assertEquals(List.of("netdev.mtu [eno1] DRIFT: 1500; 9216"), said());
    }

    @Test
    void whatTheNextResetPutsRightIsPending() {
        cards();
        read("nic.firmware.version", RAIL_0, version("32.43.1014"));
        read("nic.firmware.stored", RAIL_0, version("32.47.1026"));
        read("nic.nvconfig.LINK_TYPE_P1", RAIL_0, new Reading.Whole(1));
        read("nic.nvconfig_next.LINK_TYPE_P1", RAIL_0, new Reading.Whole(2));
        read("os.kernel.cmdline", new Reading.Text("ro quiet"));
        read("os.kernel.cmdline.next", new Reading.Text("ro quiet iommu=pt"));
        expect("nic.firmware.version", equalTo("32.47.1026"));
        expect("nic.nvconfig.LINK_TYPE_P1", equalTo("2"));
        expect("os.kernel.cmdline", new Constraint.Contains(new java.util.TreeSet<>(List.of("iommu=pt"))));
        assertEquals(
                List.of(
                        "nic.firmware.version [0000:17:00.0] PENDING: 32.47.1026; 32.43.1014, next 32.47.1026",
                        "nic.nvconfig.LINK_TYPE_P1 [0000:17:00.0] PENDING: 2; 1, next 2",
                        "os.kernel.cmdline [node] PENDING: contains iommu=pt; ro quiet, next ro quiet iommu=pt"),
                said());
    }

    @Test
    void whatTheNextResetPutsWrongDriftsBeforeItHappens() {
        read("nic.nvconfig.LINK_TYPE_P1", RAIL_0, new Reading.Whole(2));
        read("nic.nvconfig_next.LINK_TYPE_P1", RAIL_0, new Reading.Whole(1));
        expect("nic.nvconfig.LINK_TYPE_P1", equalTo("2"));
        assertEquals(List.of("nic.nvconfig_next.LINK_TYPE_P1 [0000:17:00.0] DRIFT: 2; 1"), said());
    }

    @Test
    void aDeclaredDriverThatWaitsForItsLoadIsOnePendingFinding() {
        read("gpu.driver.version", version("570.86.15"));
        read("gpu.driver.version.next", version("580.82.07"));
        expect("gpu.driver.version", equalTo("580.82.07"));
        assertEquals(List.of("gpu.driver.version [node] PENDING: 580.82.07; 570.86.15, next 580.82.07"), said());
    }

    @ParameterizedTest
    @CsvSource({
        "ABSENT, DRIFT",
        "UNREADABLE, UNKNOWN",
        "NOT_PERMITTED, UNKNOWN",
        "MALFORMED, UNKNOWN",
        "TIMEOUT, UNKNOWN",
        "UNSUPPORTED, UNKNOWN",
        "NOT_APPLICABLE, "
    })
    void aMissingReadingIsJudgedByItsReason(Why why, Outcome expected) {
        read("kernel.module.nvidia", Reading.missing(why, ""));
        expect("kernel.module.nvidia", equalTo("live"));
        assertEquals(
                Optional.ofNullable(expected),
                findings().stream().map(Finding::outcome).findFirst());
    }

    @Test
    void aToolThatIsNotThereSaysNothingOfWhatItWouldTell() {
        facts.add(new Fact(
                new CheckId("nic.nvconfig.LINK_TYPE_P1"),
                new Instance(RAIL_0),
                Reading.missing(Why.ABSENT, "no mlxconfig"),
                "mlxconfig -d 0000:17:00.0 -e q"));
        expect("nic.nvconfig.LINK_TYPE_P1", new Constraint.Absent());
        assertEquals(List.of("nic.nvconfig.LINK_TYPE_P1 [0000:17:00.0] UNKNOWN: absent; absent"), said());
    }

    @Test
    void aModuleThatIsNotAmongTheLoadedOnesIsAbsent() {
        read("kernel.module.ext4", new Reading.Text("live"));
        expect("kernel.module.rpcrdma_old", new Constraint.Absent());
        expect("kernel.module.nvme_tcp", equalTo("live"));
        assertEquals(List.of("kernel.module.nvme_tcp [node] DRIFT: live; absent"), said());
    }

    @Test
    void aReleaseConditionThatIsUnknownIsGraverThanAWarning() {
        Expectation.Terms release = new Expectation.Terms(Optional.empty(), "", true, "");
        read("os.secureboot", Reading.missing(Why.NOT_PERMITTED, ""));
        expect("os.secureboot", Selector.ALL, equalTo("yes"), release);
        assertEquals(Severity.DEGRADED, findings().getFirst().severity());
        expectations.clear();
        expect("os.secureboot", equalTo("yes"));
        assertEquals(Severity.INFO, findings().getFirst().severity());
    }

    @Test
    void aBaselineReplacesWhatARowSaysOfASettingButNotOfHardware() {
        read("gpu.driver.source", new Reading.Text("elsewhere"));
        read("gpu.row_remap.failure", RAIL_0, new Reading.Flag(true));
        expect("gpu.driver.source", equalTo("elsewhere"));
        expect("gpu.row_remap.failure", equalTo("yes"));
        assertEquals(List.of("gpu.row_remap.failure [0000:17:00.0] FAULT: no; yes"), said());
    }

    @Test
    void labelsSayWhichNodeIsMeantAndNoLabelsLeaveItOpen() {
        Selector trainers = new Selector(new TreeMap<>(), new TreeMap<>(Map.of("pool", "train")));
        read("sysctl.vm.swappiness", new Reading.Whole(60));
        expect("sysctl.vm.swappiness", trainers, equalTo("10"));
        assertEquals(
                List.of("sysctl.vm.swappiness [node] UNKNOWN: 10; not known whether it has label pool=train"), said());
        overrides = new Overrides(new TreeMap<>(Map.of("pool", "serve")), List.of(), List.of());
        assertEquals(List.of(), said());
        overrides = new Overrides(new TreeMap<>(Map.of("pool", "train")), List.of(), List.of());
        assertEquals(List.of("sysctl.vm.swappiness [node] DRIFT: 10; 60"), said());
    }

    @Test
    void aWaiverIsShownAndReturnsByItself() {
        read("sysctl.vm.swappiness", new Reading.Whole(60));
        expect("sysctl.vm.swappiness", equalTo("10"));
        waive(NOW.plusSeconds(1));
        assertEquals(Outcome.WAIVED, findings().getFirst().outcome());
        assertEquals(
                Outcome.DRIFT,
                findings().getFirst().held().map(Finding.Held::outcome).orElseThrow());
        waive(NOW);
        assertEquals(Outcome.DRIFT, findings().getFirst().outcome());
    }

    private void waive(Instant until) {
        overrides = new Overrides(
                new TreeMap<>(),
                List.of(new Overrides.Waiver("sysctl.vm.*", Selector.ALL, "known", "storage team", until)),
                List.of());
    }

    @Test
    void aSuppressionHoldsBackWhatItNames() {
        cards();
        read("nic.firmware.version", RAIL_0, version("32.43.1014"));
        read("sysctl.vm.swappiness", new Reading.Whole(60));
        expect("nic.firmware.version", equalTo("32.47.1026"));
        expect("sysctl.vm.swappiness", equalTo("10"));
        overrides = new Overrides(
                new TreeMap<>(),
                List.of(),
                List.of(new Overrides.Suppression(
                        List.of("nic.*"), Selector.ALL, "firmware upgrade", NOW.plus(Duration.ofHours(1)))));
        assertEquals(
                List.of(
                        "nic.firmware.version [0000:17:00.0] SUPPRESSED: 32.47.1026; 32.43.1014",
                        "sysctl.vm.swappiness [node] DRIFT: 10; 60"),
                said());
    }
}
