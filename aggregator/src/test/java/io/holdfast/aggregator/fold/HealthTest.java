package io.holdfast.aggregator.fold;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.finding.Finding;
import io.holdfast.protocol.finding.Outcome;
import io.holdfast.protocol.finding.Scope;
import io.holdfast.protocol.finding.Severity;
import io.holdfast.protocol.fleet.NodeState;
import io.holdfast.protocol.report.NodeReport;
import io.holdfast.protocol.report.Origin;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The state that a report alone gives a node.
class HealthTest {
    @ParameterizedTest
    @CsvSource({
        "DRIFT, CRITICAL, false, DRIFTED",
        "PENDING, DEGRADED, true, PENDING",
        "UNKNOWN, WARNING, false, HEALTHY",
        "UNKNOWN, DEGRADED, true, DEGRADED",
        "WAIVED, CRITICAL, true, HEALTHY",
        "SUPPRESSED, CRITICAL, true, HEALTHY",
        "FAULT, DEGRADED, false, DEGRADED",
        "FAULT, CRITICAL, false, UNHEALTHY"
    })
    void aDeclaredFindingMakesAState(Outcome outcome, Severity severity, boolean release, NodeState state) {
        assertEquals(
                state, Health.of(report("digest", outcome, severity, release)).judged());
    }

    @ParameterizedTest
    @CsvSource({"DRIFT, UNDECLARED", "FAULT, UNHEALTHY"})
    void withoutABaselineNothingIsClaimed(Outcome outcome, NodeState state) {
        assertEquals(
                state, Health.of(report("", outcome, Severity.CRITICAL, false)).judged());
    }

    private static NodeReport report(String baseline, Outcome outcome, Severity severity, boolean release) {
        Finding finding = new Finding(
                new CheckId("os.secureboot"),
                List.of(Instance.NODE),
                Scope.NODE,
                outcome,
                severity,
                "yes",
                "no",
                Instant.EPOCH,
                "/test",
                Optional.of(new Finding.Declared("base", "test", release)),
                Optional.empty());
        return new NodeReport(
                NodeId.parse("lab/n1"),
                "b",
                "1.0",
                Origin.RECORDED,
                baseline,
                List.of(finding),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                1);
    }
}
