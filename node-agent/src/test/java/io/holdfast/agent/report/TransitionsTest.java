package io.holdfast.agent.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.agent.memory.Edge;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.finding.Finding;
import io.holdfast.protocol.finding.Outcome;
import io.holdfast.protocol.finding.Scope;
import io.holdfast.protocol.finding.Severity;
import io.holdfast.protocol.report.NodeEvent.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TransitionsTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final CheckId CHECK = new CheckId("port.rate");

    private static Finding finding(Outcome outcome, String observed, String... instances) {
        List<Instance> all = Stream.of(instances).map(Instance::new).toList();
        return new Finding(CHECK, all, Scope.DEVICE, outcome, Severity.DEGRADED, "400", observed, NOW, "/sys");
    }

    private static Edge edge(Kind kind, String text, String... instances) {
        List<Instance> all = Stream.of(instances).map(Instance::new).toList();
        return new Edge(kind, Optional.of(CHECK), all, text, NOW);
    }

    @Test
    void instancesThatMoveTogetherAreOneEdge() {
        assertEquals(
                List.of(edge(Kind.FINDING_OPENED, "FAULT: expected 400, observed 200", "mlx5_0/1", "mlx5_1/1")),
                Transitions.between(List.of(), List.of(finding(Outcome.FAULT, "200", "mlx5_0/1", "mlx5_1/1")), NOW));
    }

    @Test
    void onlyTheInstanceThatJoinsOrLeavesIsNamed() {
        List<Finding> one = List.of(finding(Outcome.FAULT, "200", "mlx5_0/1"));
        List<Finding> both = List.of(finding(Outcome.FAULT, "200", "mlx5_0/1", "mlx5_1/1"));

        assertEquals(
                List.of(edge(Kind.FINDING_OPENED, "FAULT: expected 400, observed 200", "mlx5_1/1")),
                Transitions.between(one, both, NOW));
        assertEquals(
                List.of(edge(Kind.FINDING_CLOSED, "FAULT: expected 400, observed 200", "mlx5_1/1")),
                Transitions.between(both, one, NOW));
    }

    @Test
    void aValueThatMovesWithinAnOutcomeIsNoTransition() {
        assertEquals(
                List.of(),
                Transitions.between(
                        List.of(finding(Outcome.FAULT, "200", "mlx5_0/1")),
                        List.of(finding(Outcome.FAULT, "100", "mlx5_0/1")),
                        NOW));
    }

    @Test
    void anotherOutcomeClosesTheOldOneFirst() {
        assertEquals(
                List.of(
                        edge(Kind.FINDING_CLOSED, "FAULT: expected 400, observed 200", "mlx5_0/1"),
                        edge(Kind.FINDING_OPENED, "UNKNOWN: expected 400, observed timeout", "mlx5_0/1")),
                Transitions.between(
                        List.of(finding(Outcome.FAULT, "200", "mlx5_0/1")),
                        List.of(finding(Outcome.UNKNOWN, "timeout", "mlx5_0/1")),
                        NOW));
    }
}
