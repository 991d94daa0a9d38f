package io.holdfast.agent.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.finding.Finding;
import io.holdfast.protocol.finding.Outcome;
import io.holdfast.protocol.finding.Scope;
import io.holdfast.protocol.finding.Severity;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AgentMetricsTest {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final AgentMetrics metrics = new AgentMetrics(registry);

    private static Finding finding(String check, Outcome outcome, Severity severity, Instance... instances) {
        return new Finding(
                new CheckId(check),
                List.of(instances),
                Scope.NODE,
                outcome,
                severity,
                "none",
                "1",
                Instant.EPOCH,
                "/dev/kmsg");
    }

    private List<String> critical() {
        return registry.scrape()
                .lines()
                .filter(line -> line.startsWith("holdfast_agent_critical{"))
                .toList();
    }

    @Test
    void whatPagesBearsNodeAndCheckAndGoesWithTheFinding() {
        metrics.speaksFor(new NodeId("lab", "n1"), "0.1");
        metrics.findings(List.of(
                finding("gpu.xid.79", Outcome.FAULT, Severity.CRITICAL, Instance.NODE),
                finding("gpu.ecc", Outcome.FAULT, Severity.DEGRADED, Instance.NODE)));
        assertEquals(
                List.of("holdfast_agent_critical{check=\"gpu.xid.79\",cluster=\"lab\",node=\"n1\"} 1.0"), critical());
        metrics.findings(List.of());
        assertEquals(List.of(), critical());
    }

    @Test
    void whatIsUnknownWaivedOrHeldBackDoesNotPage() {
        metrics.findings(List.of(
                finding("gpu.xid.79", Outcome.UNKNOWN, Severity.CRITICAL, Instance.NODE),
                finding("gpu.xid.48", Outcome.WAIVED, Severity.CRITICAL, Instance.NODE),
                finding("gpu.xid.13", Outcome.SUPPRESSED, Severity.CRITICAL, Instance.NODE)));
        assertEquals(List.of(), critical());
    }

    @Test
    void aNodeThatIsWrongEverywhereDoesNotFloodTheOneThatWatchesIt() {
        metrics.findings(IntStream.range(100, 200)
                .mapToObj(code -> finding("gpu.xid." + code, Outcome.FAULT, Severity.CRITICAL, Instance.NODE))
                .toList());
        assertEquals(12, critical().size());
    }
}
