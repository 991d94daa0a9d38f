package io.holdfast.systemtests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.agent.report.BaselineSource;
import io.holdfast.agent.report.BaselineWays;
import io.holdfast.agent.report.KafkaBaselines;
import io.holdfast.aggregator.BaselineConfig;
import io.holdfast.aggregator.rollout.Pace;
import io.holdfast.aggregator.rollout.Rule;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fleet.Assignment;
import io.holdfast.protocol.kafka.KafkaAccess;
import io.holdfast.protocol.wire.Digests;
import io.holdfast.protocol.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// A baseline is found by its digest, wherever it is said to lie.
@ExtendWith(Broker.class)
class BaselineFetchTest {
    private static final byte[] FIRST = "{\"name\":\"first\"}".getBytes(StandardCharsets.UTF_8);
    private static final byte[] SECOND = "{\"name\":\"second\"}".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    @Test
    void aWrongPlaceOrAForgedKeyNeverGivesAnotherBaseline(RunningBroker broker) throws Exception {
        String first = Digests.of(FIRST);
        String second = Digests.of(SECOND);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
                KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", broker.bootstrapServers()),
                        new StringSerializer(),
                        new ByteArraySerializer())) {
            admin.createTopics(List.of(new NewTopic(Topics.BASELINE.name(), 2, (short) 1)))
                    .all()
                    .get();
            // Somebody wrote other bytes under the digest; the right ones came before.
            RecordMetadata right = write(producer, 0, first, FIRST);
            RecordMetadata forged = write(producer, 0, first, SECOND);
            write(producer, 1, second, SECOND);

            BaselineSource baselines = new BaselineWays(
                    new KafkaBaselines(KafkaAccess.plain(broker.bootstrapServers()), Thread::startVirtualThread),
                    BaselineSource.NONE);
            assertArrayEquals(FIRST, find(baselines, first, place(right)).orElseThrow());
            assertArrayEquals(FIRST, find(baselines, first, place(forged)).orElseThrow());
            assertArrayEquals(FIRST, find(baselines, first, Optional.empty()).orElseThrow());
            assertArrayEquals(SECOND, find(baselines, second, place(right)).orElseThrow());
            assertEquals(Optional.empty(), find(baselines, "nowhere", place(right)));
        }
    }

    @Test
    void aNodeAsksTheAggregatorForWhatIsInTheTopicNoMore(RunningBroker broker) throws Exception {
        Path declared = Files.createDirectories(folder.resolve("baselines"));
        Files.writeString(declared.resolve("train.yaml"), """
                baseline: site/train
                expect:
                  os.kernel.release: "1.2.3"
                """);
        BaselineConfig config =
                new BaselineConfig(List.of(declared), List.of(Rule.forAll("site/train")), Pace.QUICK, true);
        try (Stand stand = new Stand(broker, folder).startAggregator(Optional.empty(), config)) {
            NodeId first = new NodeId("lab", "n1");
            NodeId second = new NodeId("lab", "n2");
            stand.startAgent(first, RecordedHost.in(folder.resolve("first")));
            String digest = Await.until("the baseline", () -> baseline(stand, first), one -> one.length() == 43);
            empty(broker);
            stand.startAgent(second, RecordedHost.in(folder.resolve("second")));
            Await.until("the baseline on another node", () -> baseline(stand, second), digest::equals);
        }
    }

    private static String baseline(Stand stand, NodeId node) {
        for (JsonNode one : stand.nodes()) {
            if (one.path("node").asText().equals(node.toString())) {
                return one.path("baseline").asText();
            }
        }
        return "";
    }

    /// As if the records had been lost; a compacted topic lets nobody delete them.
    private static void empty(RunningBroker broker) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, Topics.BASELINE.name()),
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("cleanup.policy", "delete"), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
            int partitions = admin.describeTopics(List.of(Topics.BASELINE.name()))
                    .allTopicNames()
                    .get()
                    .values()
                    .iterator()
                    .next()
                    .partitions()
                    .size();
            admin.deleteRecords(IntStream.range(0, partitions)
                            .boxed()
                            .collect(Collectors.toMap(
                                    partition -> new TopicPartition(Topics.BASELINE.name(), partition),
                                    _ -> RecordsToDelete.beforeOffset(-1))))
                    .all()
                    .get();
        }
    }

    private static RecordMetadata write(KafkaProducer<String, byte[]> producer, int partition, String key, byte[] data)
            throws Exception {
        return producer.send(new ProducerRecord<>(Topics.BASELINE.name(), partition, key, data))
                .get();
    }

    private static Optional<Assignment.Place> place(RecordMetadata record) {
        return Optional.of(new Assignment.Place(record.partition(), record.offset()));
    }

    private static Optional<byte[]> find(BaselineSource baselines, String digest, Optional<Assignment.Place> place)
            throws Exception {
        return baselines
                .find(digest, place)
                .toCompletionStage()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
    }
}
