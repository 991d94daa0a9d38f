package io.holdfast.aggregator.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.holdfast.aggregator.TestingNode;
import io.holdfast.aggregator.fold.FleetNode;
import io.holdfast.aggregator.ingest.IngestCounters;
import io.holdfast.aggregator.topology.Inventory;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.finding.Finding;
import io.holdfast.protocol.finding.Outcome;
import io.holdfast.protocol.finding.Scope;
import io.holdfast.protocol.finding.Severity;
import io.holdfast.protocol.fleet.NodeState;
import io.holdfast.protocol.report.NodeReport;
import io.holdfast.protocol.wire.MessageType;
import io.holdfast.protocol.wire.NodeRecord;
import io.holdfast.protocol.wire.Sender;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FleetBodyTest {
    private static final Instant START = TestingNode.START;

    private static NodeRecord record(TestingNode node, String boot, long run, long sequence) {
        return new NodeRecord(
                MessageType.REPORT, new Sender(node.id(), boot, run, "m1.shared"), sequence, START, "d" + sequence);
    }

    private static FleetNode node(String name, Map<String, Integer> uncovered) {
        TestingNode agent = new TestingNode(name, 1);
        NodeReport said = agent.reportOf(List.of(), Map.of());
        NodeReport report = new NodeReport(
                said.node(),
                said.bootId(),
                said.agentVersion(),
                said.origin(),
                said.baseline(),
                said.findings(),
                said.sections(),
                said.missing(),
                new TreeMap<>(uncovered),
                said.facts());
        return FleetNode.unheard(agent.id(), START).reported(record(agent, "boot-1", 1, 1), report, START);
    }

    private static FleetBody fleet(FleetNode... nodes) {
        List<NodeSummary> summaries = java.util.Arrays.stream(nodes)
                .map(node -> NodeSummary.of(node, Inventory.NONE, START))
                .toList();
        return FleetBody.of(summaries, new IngestCounters(), true, START);
    }

    @Test
    void whatIsNotCoveredIsSaidOncePerPrivilegeAndNotPerNode() {
        FleetBody fleet = fleet(
                node("lab/n1", Map.of("CAP_SYS_ADMIN", 9, "CAP_SYSLOG", 4)),
                node("lab/n2", Map.of("CAP_SYS_ADMIN", 2)),
                node("lab/n3", Map.of()));
        assertEquals(
                List.of(
                        new FleetBody.UncoveredBody("CAP_SYSLOG", 4, 1),
                        new FleetBody.UncoveredBody("CAP_SYS_ADMIN", 9, 2)),
                fleet.uncovered());
        assertEquals(List.of(), fleet.needsYou());
    }

    @Test
    void twoMachinesUnderOneNameNeedAPersonWhateverTheStateOfTheOneThatIsShown() {
        FleetNode node = node("lab/n1", Map.of());
        TestingNode agent = new TestingNode("lab/n1", 1);
        assertNull(NodeSummary.of(node, Inventory.NONE, START).duplicate());
        for (int beat = 1; beat < 4; beat++) {
            Instant at = START.plusSeconds(30L * beat);
            node = node.heardAgain(record(agent, "boot-2", 2, beat), at);
            node = node.passedOver(record(agent, "boot-1", 1, beat + 1), at.plusSeconds(10));
        }
        FleetBody.NeedBody need = fleet(node).needsYou().getFirst();
        assertEquals("duplicate", need.kind());
        assertEquals(Severity.CRITICAL, need.severity());
        assertEquals("2 machines report under this name", need.text());
        assertEquals(
                List.of("DUPLICATE"),
                NodeSummary.of(node, Inventory.NONE, START).marks());
    }

    @Test
    void aNodeThatNeedsAPersonSaysWhatOf() {
        TestingNode agent = new TestingNode("lab/n1", 1);
        NodeReport report = agent.reportOf(
                List.of(
                        TestingNode.fault("gpu.row_remap.pending", Severity.DEGRADED),
                        TestingNode.fault("gpu.row_remap.failure", Severity.CRITICAL)),
                Map.of());
        FleetNode node = FleetNode.unheard(agent.id(), START).reported(record(agent, "boot-1", 1, 1), report, START);
        FleetBody.NeedBody need = fleet(node).needsYou().getFirst();
        assertEquals(Severity.CRITICAL, need.severity());
        assertEquals(
                Catalog.shipped()
                        .find(new CheckId("gpu.row_remap.failure"))
                        .orElseThrow()
                        .title(),
                need.text());
    }

    private static FleetNode drifted(String name, String observed) {
        return with(name, observed, Outcome.DRIFT);
    }

    private static FleetNode with(String name, String observed, Outcome outcome) {
        TestingNode agent = new TestingNode(name, 1);
        Optional<Finding.Held> held = outcome == Outcome.DRIFT
                ? Optional.empty()
                : Optional.of(new Finding.Held(Outcome.DRIFT, "tested", "sre", START.plusSeconds(3600)));
        NodeReport said = agent.reportOf(
                List.of(new Finding(
                        new CheckId("sysctl.vm.swappiness"),
                        List.of(Instance.NODE),
                        Scope.NODE,
                        outcome,
                        Severity.WARNING,
                        "10",
                        observed,
                        START,
                        "/proc/sys/vm/swappiness",
                        Optional.of(new Finding.Declared("role", "site/train", false)),
                        held)),
                Map.of());
        NodeReport report = new NodeReport(
                said.node(),
                said.bootId(),
                said.agentVersion(),
                said.origin(),
                "digest",
                said.findings(),
                said.sections(),
                said.missing(),
                said.uncovered(),
                said.facts());
        return FleetNode.unheard(agent.id(), START).reported(record(agent, "boot-1", 1, 1), report, START);
    }

    @Test
    void aHealthyNodeOfWhichSomethingIsWaivedOrHeldBackDoesNotCountAsDeclared() {
        FleetBody fleet = fleet(
                with("lab/n1", "60", Outcome.WAIVED),
                with("lab/n2", "60", Outcome.SUPPRESSED),
                drifted("lab/n3", "60"));
        assertEquals(2, fleet.states().get(NodeState.HEALTHY));
        assertEquals(new FleetBody.PartsBody(3, 0, 1, 1, 3), fleet.health().all());
    }

    @Test
    void driftNeedsAPersonOncePerValueAndSaysExpectedAndObserved() {
        FleetBody fleet = fleet(drifted("lab/n1", "60"), drifted("lab/n2", "60"), drifted("lab/n3", "1"));
        assertEquals(
                List.of(
                        "lab/n1 sysctl.vm.swappiness: expected 10, observed 60, on 2 nodes",
                        "lab/n3 sysctl.vm.swappiness: expected 10, observed 1"),
                fleet.needsYou().stream()
                        .map(need -> need.node() + " " + need.text())
                        .toList());
    }
}
