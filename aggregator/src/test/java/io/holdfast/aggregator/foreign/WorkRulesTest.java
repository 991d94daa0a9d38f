package io.holdfast.aggregator.foreign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.protocol.baseline.Overrides.Suppression;
import io.holdfast.protocol.baseline.Selector;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.finding.Outcome;
import io.holdfast.protocol.fleet.NodeState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkRulesTest {
    private static final Instant NOW = Instant.parse("2026-11-26T10:20:00Z");
    private static final String GPU = "nvidia.com/gpu-driver-upgrade-state";
    private static final String OFED = "nvidia.com/ofed-driver-upgrade-state";
    private static final CheckId DRIVER = new CheckId("gpu.driver.version");
    private static final CheckId FIRMWARE = new CheckId("nic.firmware.version");
    private static final CheckId SYSCTL = new CheckId("sysctl.vm.swappiness");
    private static final CheckId ECC = new CheckId("gpu.ecc.uncorrectable.volatile");

    private final WorkRules rules = WorkRules.shipped();

    private static Signs labelled(String label, String value) {
        return new Signs(new TreeMap<>(Map.of(label, value)), new TreeMap<>());
    }

    private static Signs maintained(String requestor, String reason) {
        return new Signs(new TreeMap<>(), new TreeMap<>(Map.of(requestor, reason)));
    }

    private List<Work> on(Signs signs) {
        return rules.on(signs, List.of(), NOW);
    }

    private boolean holds(Signs signs, CheckId check, Outcome outcome) {
        return rules.suppressions(on(signs), NOW).stream().anyMatch(one -> one.covers(check, outcome));
    }

    /// The values are those of k8s-operator-libs, of the node preparation and of the maintenance operator.
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
                    nvidia.com/gpu-driver-upgrade-state  | ''                        | -         | -
                    nvidia.com/gpu-driver-upgrade-state  | upgrade-done              | -         | -
                    nvidia.com/gpu-driver-upgrade-state  | upgrade-required          | QUEUED    | -
                    nvidia.com/gpu-driver-upgrade-state  | cordon-required           | UNDER_WAY | IN_MAINTENANCE
                    nvidia.com/gpu-driver-upgrade-state  | wait-for-jobs-required    | UNDER_WAY | IN_MAINTENANCE
                    nvidia.com/gpu-driver-upgrade-state  | pod-restart-required      | UNDER_WAY | IN_MAINTENANCE
                    nvidia.com/gpu-driver-upgrade-state  | a-state-of-next-year      | UNDER_WAY | IN_MAINTENANCE
                    nvidia.com/gpu-driver-upgrade-state  | upgrade-failed            | FAILED    | -
                    nvidia.com/ofed-driver-upgrade-state | drain-required            | UNDER_WAY | IN_MAINTENANCE
                    nvidia.com/ofed-driver-upgrade-state | upgrade-failed            | FAILED    | -
                    spectrocloud.com/nodeprep            | inithw                    | UNDER_WAY | PREPARING
                    spectrocloud.com/nodeprep            | complete                  | -         | -
                    NodeMaintenance                      | ''                        | -         | -
                    NodeMaintenance                      | Pending                   | -         | -
                    NodeMaintenance                      | Scheduled                 | UNDER_WAY | IN_MAINTENANCE
                    NodeMaintenance                      | WaitForPodCompletion      | UNDER_WAY | IN_MAINTENANCE
                    NodeMaintenance                      | Ready                     | UNDER_WAY | IN_MAINTENANCE
                    NodeMaintenance                      | RequestorFailed           | FAILED    | -
                    nvidia.com/gpu.product               | NVIDIA-H200               | -         | -
                    """)
    void aSignSaysHowFarTheWorkIs(String sign, String value, Work.Stage stage, NodeState shown) {
        List<Work> work =
                on(sign.equals("NodeMaintenance") ? maintained("somebody.example", value) : labelled(sign, value));
        assertEquals(Optional.ofNullable(stage), work.stream().map(Work::stage).findFirst());
        assertEquals(Optional.ofNullable(shown), rules.shows(work));
    }

    @Test
    void anUpgradeExplainsTheDriftOfItsOwnKindAlone() {
        Signs gpu = labelled(GPU, "pod-restart-required");
        assertTrue(holds(gpu, DRIVER, Outcome.DRIFT));
        assertFalse(holds(gpu, FIRMWARE, Outcome.DRIFT));
        assertFalse(holds(gpu, SYSCTL, Outcome.DRIFT));
        Signs ofed = labelled(OFED, "pod-restart-required");
        assertTrue(holds(ofed, FIRMWARE, Outcome.DRIFT));
        assertFalse(holds(ofed, DRIVER, Outcome.DRIFT));
    }

    @Test
    void noUpgradeExplainsAFaultOfTheHardware() {
        for (String check : List.of(
                "gpu.ecc.uncorrectable.volatile", "gpu.xid.unknown", "gpu.pci.count", "gpu.pcie.width", "port.state")) {
            for (String label : List.of(GPU, OFED)) {
                assertFalse(holds(labelled(label, "drain-required"), new CheckId(check), Outcome.FAULT), check);
            }
        }
        assertFalse(holds(labelled("spectrocloud.com/nodeprep", "config"), ECC, Outcome.FAULT));
    }

    @Test
    void nothingIsHeldBackForWorkThatFailed() {
        assertFalse(holds(labelled(GPU, "upgrade-failed"), DRIVER, Outcome.DRIFT));
        assertFalse(holds(maintained("a.example", "RequestorFailed"), DRIVER, Outcome.DRIFT));
    }

    @Test
    void whatIsQueuedIsExplainedAndTheNodeIsInService() {
        Signs queued = labelled(GPU, "upgrade-required");
        assertTrue(holds(queued, DRIVER, Outcome.DRIFT));
        assertEquals(Optional.empty(), rules.shows(on(queued)));
        assertFalse(rules.isLong(on(queued).getFirst(), NOW.plus(Duration.ofDays(3))));
    }

    @Test
    void aMaintenanceHoldsBackEverythingAndTheSuppressionNamesItsOwner() {
        List<Suppression> held = rules.suppressions(on(maintained("nvidia.doca-driver-upgrade", "Draining")), NOW);
        assertEquals(
                List.of("Maintenance by nvidia.doca-driver-upgrade"),
                held.stream().map(Suppression::reason).toList());
        assertTrue(held.getFirst().covers(ECC, Outcome.FAULT));
        assertEquals(Selector.ALL, held.getFirst().where());
    }

    @Test
    void aPreparationExplainsDriftAndNothingElse() {
        Signs preparing = labelled("spectrocloud.com/nodeprep", "config");
        assertTrue(holds(preparing, SYSCTL, Outcome.DRIFT));
        assertTrue(holds(preparing, SYSCTL, Outcome.PENDING));
        assertFalse(holds(preparing, SYSCTL, Outcome.UNKNOWN));
    }

    @Test
    void workIsAsOldAsItsStageWhateverItsLabelSays() {
        Work first = on(labelled(GPU, "cordon-required")).getFirst();
        Instant later = NOW.plus(Duration.ofMinutes(90));
        Work drained =
                rules.on(labelled(GPU, "drain-required"), List.of(first), later).getFirst();
        assertEquals(NOW, drained.since());
        assertEquals("drain-required", drained.said());
        Work failed = rules.on(labelled(GPU, "upgrade-failed"), List.of(drained), later)
                .getFirst();
        assertEquals(later, failed.since());
    }

    @Test
    void aPersonIsToldOfWhatTakesTwoHours() {
        Work work = on(labelled(GPU, "drain-required")).getFirst();
        assertFalse(rules.isLong(work, NOW.plus(Duration.ofMinutes(119))));
        assertTrue(rules.isLong(work, NOW.plus(Duration.ofHours(2))));
    }

    /// It is renewed every hour: two hours after the last word of an aggregator everything is a finding again.
    @Test
    void whatIsHeldBackEndsByItself() {
        List<Work> work = on(labelled(GPU, "drain-required"));
        assertEquals(
                List.of(Instant.parse("2026-11-26T12:00:00Z")),
                rules.suppressions(work, NOW).stream().map(Suppression::until).toList());
        assertEquals(rules.suppressions(work, NOW), rules.suppressions(work, Instant.parse("2026-11-26T10:59:59Z")));
    }

    @Test
    void everyCheckOfARuleIsOneOfTheCatalog() {
        Catalog catalog = Catalog.shipped();
        rules.rules()
                .forEach(rule -> rule.checks()
                        .forEach(pattern -> assertTrue(
                                catalog.rows().stream()
                                        .anyMatch(check -> Selector.fits(List.of(pattern), check.pattern())
                                                || isFamily(check.pattern(), pattern)),
                                () -> rule.work() + ": no check is " + pattern)));
    }

    /// `kernel.module_version.<module>` takes part in `kernel.module_version.nvidia*`.
    private static boolean isFamily(String id, String pattern) {
        return id.contains("<") && pattern.startsWith(id.substring(0, id.indexOf('<')));
    }
}
