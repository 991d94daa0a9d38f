package io.holdfast.aggregator.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.aggregator.TestingNode;
import io.holdfast.aggregator.fold.FleetNode;
import io.holdfast.aggregator.topology.Inventory;
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
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FleetFiguresTest {
    private static final Instant START = TestingNode.START;

    private static Finding finding(String check, Outcome outcome, boolean release) {
        return new Finding(
                new CheckId(check),
                List.of(Instance.NODE),
                Scope.NODE,
                outcome,
                Severity.WARNING,
                "10",
                "60",
                START,
                "/proc",
                Optional.of(new Finding.Declared("role", "site/train", release)),
                Optional.empty());
    }

    private static NodeSummary node(String name, Finding... findings) {
        TestingNode agent = new TestingNode(name, 1);
        NodeReport report = agent.reportOf(List.of(findings), Map.of());
        NodeRecord record =
                new NodeRecord(MessageType.REPORT, new Sender(agent.id(), "boot-1", 1, "m1.shared"), 1, START, "d1");
        return NodeSummary.of(
                FleetNode.unheard(agent.id(), START).reported(record, report, START), Inventory.NONE, START);
    }

    @Test
    void releaseConditionsThatAreNotMetOrNotKnownAreCountedOnceANode() {
        FleetFigures figures = FleetFigures.of(List.of(
                node("lab/n1", finding("iommu.mode", Outcome.DRIFT, true), finding("gpu.count", Outcome.UNKNOWN, true)),
                node("lab/n2", finding("iommu.mode", Outcome.PENDING, true)),
                node("lab/n3", finding("iommu.mode", Outcome.DRIFT, false)),
                node(
                        "lab/n4",
                        finding("iommu.mode", Outcome.WAIVED, true),
                        finding("gpu.count", Outcome.SUPPRESSED, true))));
        assertEquals(Map.of("iommu.mode", 2, "gpu.count", 1), figures.unmet());
        assertEquals(2, figures.blocked());
    }

    @Test
    void ofManySilentNodesThoseThatJustFellSilentAreNamed() {
        List<NodeSummary> nodes = IntStream.range(0, FleetFigures.NAMED + 10)
                .mapToObj(number -> silent("lab/n" + number, START.plusSeconds(number)))
                .toList();
        FleetFigures figures = FleetFigures.of(nodes);
        assertEquals(FleetFigures.NAMED + 10, figures.states().get(NodeState.SILENT));
        assertEquals(FleetFigures.NAMED, figures.silent().size());
        assertEquals(
                START.plusSeconds(10),
                figures.silent().values().stream().min(Instant::compareTo).orElseThrow());
    }

    private static NodeSummary silent(String name, Instant lastHeard) {
        TestingNode agent = new TestingNode(name, 1);
        NodeRecord record = new NodeRecord(
                MessageType.REPORT, new Sender(agent.id(), "boot-1", 1, "m1.shared"), 1, lastHeard, "d1");
        FleetNode heard = FleetNode.unheard(agent.id(), lastHeard)
                .reported(record, agent.reportOf(List.of(), Map.of()), lastHeard);
        return NodeSummary.of(heard.fellSilent(lastHeard.plusSeconds(90)), Inventory.NONE, lastHeard.plusSeconds(90));
    }
}
