package io.holdfast.systemtests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.agent.report.KafkaBaselines;
import io.holdfast.protocol.fleet.Assignment;
import io.holdfast.protocol.kafka.KafkaAccess;
import io.holdfast.protocol.wire.Digests;
import io.holdfast.protocol.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A baseline is found by its digest, wherever it is said to lie.
@ExtendWith(Broker.class)
class BaselineFetchTest {
    private static final byte[] FIRST = "{\"name\":\"first\"}".getBytes(StandardCharsets.UTF_8);
    private static final byte[] SECOND = "{\"name\":\"second\"}".getBytes(StandardCharsets.UTF_8);

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

            KafkaBaselines baselines =
                    new KafkaBaselines(KafkaAccess.plain(broker.bootstrapServers()), Thread::startVirtualThread);
            assertArrayEquals(FIRST, find(baselines, first, place(right)).orElseThrow());
            assertArrayEquals(FIRST, find(baselines, first, place(forged)).orElseThrow());
            assertArrayEquals(FIRST, find(baselines, first, Optional.empty()).orElseThrow());
            assertArrayEquals(SECOND, find(baselines, second, place(right)).orElseThrow());
            assertEquals(Optional.empty(), find(baselines, "nowhere", place(right)));
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

    private static Optional<byte[]> find(KafkaBaselines baselines, String digest, Optional<Assignment.Place> place)
            throws Exception {
        return baselines
                .find(digest, place)
                .toCompletionStage()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
    }
}
