package io.holdfast.agent.report;

import io.holdfast.protocol.fleet.Assignment;
import io.holdfast.protocol.kafka.KafkaAccess;
import io.holdfast.protocol.wire.Digests;
import io.holdfast.protocol.wire.Topics;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Reads one baseline from `holdfast.baseline.v1` with a consumer that lives no longer than that. A baseline
/// changes rarely: a consumer that stays would be one more connection per node for nothing.
public final class KafkaBaselines implements BaselineSource {
    private static final Duration POLL = Duration.ofMillis(500);
    /// At the place it is said to lie.
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /// For everything the topic has.
    private static final Duration SCAN_PATIENCE = Duration.ofSeconds(60);

    private final KafkaAccess access;
    private final Executor threads;

    /// @param threads starts a task at once, in a thread that may wait
    public KafkaBaselines(KafkaAccess access, Executor threads) {
        this.access = access;
        this.threads = threads;
    }

    private static Map<String, String> config(String bootstrapServers) {
        Map<String, String> config = new HashMap<>(KafkaClients.common(bootstrapServers, KafkaClients.MOST));
        config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, Integer.toString(Topics.MAX_RECORD_BYTES));
        return Map.copyOf(config);
    }

    @Override
    public Future<Optional<byte[]>> find(String digest, Optional<Assignment.Place> place) {
        Promise<Optional<byte[]>> found = Promise.promise();
        threads.execute(() -> {
            try (KafkaConsumer<byte[], byte[]> consumer =
                    new KafkaConsumer<>(Map.copyOf(KafkaClients.entering(access, config(access.bootstrapServers()))))) {
                found.complete(place.isPresent() ? pointed(consumer, digest, place.get()) : scanned(consumer, digest));
            } catch (KafkaException e) {
                found.fail(KafkaClients.judged(access, e));
            }
        });
        return found.future();
    }

    private static Optional<byte[]> pointed(
            KafkaConsumer<byte[], byte[]> consumer, String digest, Assignment.Place place) {
        TopicPartition partition = new TopicPartition(Topics.BASELINE.name(), place.partition());
        consumer.assign(List.of(partition));
        consumer.seek(partition, place.offset());
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                // One is enough: compaction has moved what is not the first.
                return holds(record, digest) ? Optional.of(record.value()) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static Optional<byte[]> scanned(KafkaConsumer<byte[], byte[]> consumer, String digest) {
        List<TopicPartition> partitions = consumer.partitionsFor(Topics.BASELINE.name()).stream()
                .map(one -> new TopicPartition(one.topic(), one.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        long deadline = System.nanoTime() + SCAN_PATIENCE.toNanos();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (holds(record, digest)) {
                    return Optional.of(record.value());
                }
            }
            if (System.nanoTime() > deadline) {
                throw new KafkaException(Topics.BASELINE.name() + " could not be read to its end");
            }
        }
        return Optional.empty();
    }

    /// The key is not believed: the digest is that of the bytes.
    private static boolean holds(ConsumerRecord<byte[], byte[]> record, String digest) {
        return record.key() != null
                && record.value() != null
                && new String(record.key(), StandardCharsets.UTF_8).equals(digest)
                && Digests.of(record.value()).equals(digest);
    }
}
