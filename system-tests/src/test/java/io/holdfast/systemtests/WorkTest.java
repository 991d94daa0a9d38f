package io.holdfast.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.aggregator.BaselineConfig;
import io.holdfast.aggregator.rollout.Pace;
import io.holdfast.aggregator.rollout.Rule;
import io.holdfast.protocol.fact.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Work of others on a node, from its label to the node's findings and back, on a broker.
@ExtendWith(Broker.class)
class WorkTest {
    private static final NodeId NODE = new NodeId("lab", "n1");
    private static final String DRIVER = "kernel.module.nvidia";
    private static final String KERNEL = "os.kernel.release";
    private static final String BASELINE = """
            baseline: site/train
            title: Training nodes
            expect:
              kernel.module.nvidia: {is: live, severity: critical, release: true}
              os.kernel.release: "1.2.3"
            """;

    @TempDir
    Path folder;

    private Path inventory() {
        return folder.resolve("inventory.yaml");
    }

    private void upgrade(String state) throws IOException {
        Path half = Files.writeString(folder.resolve("half.yaml"), """
                nodes:
                - node: lab/n1
                  labels: {nvidia.com/gpu-driver-upgrade-state: "%s"}
                """.formatted(state));
        Files.move(half, inventory(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void aDriverUpgradeExplainsTheDriversDriftUntilItIsDoneAndNothingElse(RunningBroker broker) throws Exception {
        upgrade("");
        Path declared = Files.createDirectories(folder.resolve("baselines"));
        Files.writeString(declared.resolve("train.yaml"), BASELINE);
        BaselineConfig config =
                new BaselineConfig(List.of(declared), List.of(Rule.forAll("site/train")), Pace.QUICK, true);
        try (Stand stand = new Stand(broker, folder).startAggregator(Optional.of(inventory()), config)) {
            RecordedHost host = RecordedHost.in(folder.resolve("host"))
                    .write("/proc/modules", "nvme 61440 1 - Live 0x0000000000000000\n")
                    .write("/sys/module/nvme/initstate", "live\n");
            stand.startAgent(NODE, host);
            Await.until(
                    "the finding", () -> finding(stand, DRIVER).path("outcome").asText(), "DRIFT"::equals);

            upgrade("pod-restart-required");
            JsonNode held = Await.until(
                    "the finding to be held back",
                    () -> finding(stand, DRIVER),
                    one -> one.path("outcome").asText().equals("SUPPRESSED"));
            assertEquals("GPU driver upgrade", held.path("held").path("reason").asText());
            assertEquals("DRIFT", finding(stand, KERNEL).path("outcome").asText());
            assertEquals("IN_MAINTENANCE", stand.state(NODE));
            assertEquals(
                    "DRIFTED", stand.node(NODE).path("summary").path("under").asText());
            assertEquals("0.0", stand.metric("holdfast_fleet_nodes_unreleasable"));
            assertEquals(
                    "1.0", stand.metric("holdfast_fleet_work_nodes{how=\"under_way\",work=\"gpu-driver-upgrade\"}"));

            String since = since(stand);
            stand.stopAggregator();
            Folders.delete(stand.state());
            stand.startAggregator(Optional.of(inventory()), config);
            Await.until("the node again", () -> stand.state(NODE), "IN_MAINTENANCE"::equals);
            assertEquals(since, since(stand));

            upgrade("upgrade-failed");
            Await.until(
                    "the finding again",
                    () -> finding(stand, DRIVER).path("outcome").asText(),
                    "DRIFT"::equals);
            Await.until("the state", () -> stand.state(NODE), "DRIFTED"::equals);
            String told = Await.until("a need", () -> need(stand), text -> !text.isEmpty());
            assertTrue(told.equals("GPU driver upgrade failed (upgrade-failed)"), told);

            upgrade("upgrade-done");
            Await.until("no need", () -> need(stand), String::isEmpty);
        }
    }

    private static String since(Stand stand) {
        return stand.node(NODE)
                .path("summary")
                .path("work")
                .path(0)
                .path("since")
                .asText();
    }

    private static JsonNode finding(Stand stand, String check) {
        for (JsonNode finding : stand.node(NODE).path("findings")) {
            if (finding.path("check").asText().equals(check)) {
                return finding;
            }
        }
        return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
    }

    private static String need(Stand stand) {
        for (JsonNode need : stand.fleet().path("needsYou")) {
            if (need.path("kind").asText().equals("work")) {
                return need.path("text").asText();
            }
        }
        return "";
    }
}
