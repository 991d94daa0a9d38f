package io.holdfast.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.holdfast.aggregator.BaselineConfig;
import io.holdfast.aggregator.rollout.Pace;
import io.holdfast.aggregator.rollout.Rule;
import io.holdfast.protocol.fact.NodeId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// An advisory that comes to a running fleet, from its file to a finding of the node and away again.
@ExtendWith(Broker.class)
class SecurityFloorTest {
    private static final NodeId NODE = new NodeId("lab", "n1");
    private static final String KERNEL = "os.kernel.release";
    private static final String BASELINE = """
            baseline: site/train
            title: Training nodes
            expect:
              os.release.id: ubuntu
            """;
    private static final String ADVISORY = """
            kind: SecurityFloors
            advisories:
            - id: SITE-2026-7
              title: Kernel, autumn
              date: 2026-11-20
              severity: degraded
              floors:
                kernel: {6.8: 6.8.0-90}
            """;

    @TempDir
    Path folder;

    @Test
    void aNodeBelowTheFloorOfAnAdvisoryIsDriftedUntilItIsAboveIt(RunningBroker broker) throws Exception {
        Path declared = Files.createDirectories(folder.resolve("baselines"));
        Files.writeString(declared.resolve("train.yaml"), BASELINE);
        BaselineConfig config =
                new BaselineConfig(List.of(declared), List.of(Rule.forAll("site/train")), Pace.QUICK, true);
        RecordedHost host = RecordedHost.in(folder.resolve("host"));
        try (Stand stand = new Stand(broker, folder).startAggregator(Optional.empty(), config)) {
            stand.startAgent(NODE, host);
            Await.until("a node as declared", () -> stand.state(NODE), "HEALTHY"::equals);

            Files.writeString(declared.resolve("advisories.yaml"), ADVISORY);
            JsonNode found = Await.until("the finding", () -> finding(stand), one -> !one.isMissingNode());
            assertEquals("DRIFT", found.path("outcome").asText());
            assertEquals("DEGRADED", found.path("severity").asText());
            assertTrue(found.path("expected").asText().contains("SITE-2026-7 of 2026-11-20"), found::toString);
            assertEquals("SITE-2026-7", found.path("declared").path("document").asText());
            Await.until("the state", () -> stand.state(NODE), "DRIFTED"::equals);

            host.withKernel("6.8.0-91-generic");
            Await.until("the node above the floor", () -> stand.state(NODE), "HEALTHY"::equals);
        }
    }

    private static JsonNode finding(Stand stand) {
        for (JsonNode finding : stand.node(NODE).path("findings")) {
            if (finding.path("check").asText().equals(KERNEL)) {
                return finding;
            }
        }
        return MissingNode.getInstance();
    }
}
