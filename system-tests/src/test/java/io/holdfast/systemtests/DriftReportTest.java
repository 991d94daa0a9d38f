package io.holdfast.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.holdfast.agent.Agent;
import io.holdfast.aggregator.BaselineConfig;
import io.holdfast.aggregator.rollout.Pace;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.wire.Envelope;
import io.holdfast.protocol.wire.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// What a fleet differs in, from the file on a host to the report and its topic.
@ExtendWith(Broker.class)
class DriftReportTest {
    private static final NodeId NODE = new NodeId("lab", "n1");
    private static final String OTHER = "6.8.0-90-generic";
    private static final String CHECK = "check/os.kernel.release";
    private static final Pace PACE = new Pace(Duration.ofMillis(500), Duration.ofSeconds(12));

    @TempDir
    Path folder;

    private BaselineConfig declared() throws IOException {
        Path baselines = Files.createDirectories(folder.resolve("baselines"));
        Files.writeString(baselines.resolve("assign.yaml"), """
                assign:
                - baseline: site/train
                  match: {facts: {sys.product: SYS-212GB-FNR}}
                """);
        Files.writeString(baselines.resolve("train.yaml"), """
                baseline: site/train
                title: Training nodes
                expect:
                  os.kernel.release: {is: "%s", why: tested}
                """.formatted(RecordedHost.KERNEL));
        return new BaselineConfig(List.of(baselines), List.of(), PACE, true);
    }

    /// What stands in the topic: the newest record of each key, where it was not deleted.
    private static Map<String, JsonNode> standing(RunningBroker broker) {
        Map<String, JsonNode> standing = new TreeMap<>();
        for (Envelope record : new Records(broker.bootstrapServers()).all(Topics.FLEET_DRIFT)) {
            if (record.data() == null) {
                standing.remove(record.key());
            } else {
                try {
                    standing.put(record.key(), new JsonMapper().readTree(record.data()));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return standing;
    }

    private static JsonNode at(Map<String, JsonNode> told, String key) {
        return told.getOrDefault(key, MissingNode.getInstance());
    }

    private static JsonNode value(Stand stand) {
        return stand.drift().path("causes").path(0).path("values").path(0);
    }

    @Test
    void reportAndTopicSayTheSameAndWhatIsMendedIsDeletedAndCounted(RunningBroker broker) throws Exception {
        RecordedHost host = RecordedHost.in(folder.resolve("host"));
        try (Stand stand = new Stand(broker, folder).startAggregator(Optional.empty(), declared())) {
            stand.startAgent(NODE, host);
            Await.until(
                    "a clean report", () -> stand.drift().path("headline").asText(), "lab/n1 is as declared."::equals);

            host.withKernel(OTHER);

            Map<String, JsonNode> told =
                    Await.until("the drift in the topic", () -> standing(broker), one -> one.containsKey(CHECK));
            JsonNode value = value(stand);
            assertEquals(RecordedHost.KERNEL, value.path("expected").asText());
            assertEquals(OTHER, value.path("observed").asText());
            assertTrue(value.path("place").asText().endsWith("train.yaml:4"), value::toString);
            assertEquals(value, at(told, "node/lab/n1").path("values").path(0).path("value"));
            assertEquals(1, at(told, CHECK).path("nodes").asInt());
            assertEquals(stand.drift().path("headline"), at(told, "fleet").path("headline"));
            assertTrue(
                    stand.drift().path("headline").asText().contains("after os.kernel.release")
                            || stand.drift().path("headline").asText().contains("of baseline site/train"),
                    () -> stand.drift().path("headline").asText());

            host.withKernel(RecordedHost.KERNEL);

            Await.until(
                    "nothing of it in the topic",
                    () -> standing(broker).keySet(),
                    keys -> !keys.contains(CHECK) && !keys.contains("node/lab/n1") && keys.contains("fleet"));
            JsonNode course = stand.drift().path("trend").path("checks").path("os.kernel.release");
            int ended = 0;
            for (JsonNode count : course.path("ended")) {
                ended += count.asInt();
            }
            assertEquals(1, ended, course::toString);
        }
    }

    @Test
    void sinceAndTrendSurviveAgentAggregatorAndTheirMemory(RunningBroker broker) throws Exception {
        RecordedHost host = RecordedHost.in(folder.resolve("host"));
        try (Stand stand = new Stand(broker, folder).startAggregator(Optional.empty(), declared())) {
            Agent agent = stand.startAgent(NODE, host);
            Await.until(
                    "a clean report", () -> stand.drift().path("headline").asText(), "lab/n1 is as declared."::equals);
            host.withKernel(OTHER);
            String since = Await.until(
                    "the drift",
                    () -> stand.drift().path("checks").path(0).path("since").asText(),
                    text -> !text.isEmpty());
            Await.until("the trend in the topic", () -> standing(broker).keySet(), keys -> keys.contains("trend"));

            agent.close();
            stand.stopAggregator();
            Folders.delete(stand.state());
            stand.startAggregator(Optional.empty(), declared());
            stand.startAgent(NODE, host);
            Await.until(
                    "the fleet", () -> stand.fleet().path("catchingUp").asBoolean(true), isCatchingUp -> !isCatchingUp);
            Await.until("the node", () -> stand.state(NODE), "DRIFTED"::equals);

            assertEquals(
                    since, stand.drift().path("checks").path(0).path("since").asText());
            assertEquals(OTHER, value(stand).path("observed").asText());
            JsonNode trend = Await.until(
                    "the trend",
                    () -> stand.drift().path("trend"),
                    one -> one.path("at").size() > 0);
            int began = 0;
            for (JsonNode count : trend.path("fleet").path("began")) {
                began += count.asInt();
            }
            assertTrue(began <= 1, "counted again after the restart: " + trend);
            JsonNode change = stand.changes(NODE).path(0);
            for (JsonNode one : stand.changes(NODE)) {
                change = one.path("kind").asText().equals("FACT_CHANGED") ? one : change;
            }
            assertEquals("os.kernel.release", change.path("check").asText());
            assertEquals(RecordedHost.KERNEL, change.path("from").asText());
            assertEquals(OTHER, change.path("to").asText());
        }
    }
}
