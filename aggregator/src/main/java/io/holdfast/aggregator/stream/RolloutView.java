package io.holdfast.aggregator.stream;

import io.holdfast.aggregator.rollout.Rollout;
import io.holdfast.protocol.fleet.Assignment;
import io.holdfast.protocol.wire.Topics;
import io.holdfast.protocol.wire.Wire;
import io.holdfast.protocol.wire.WireException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All rollouts, and where the baselines lie, read from `holdfast.fleet.rollout.v1` and `holdfast.baseline.v1`. Every
/// replica holds all of it. One thread reads; others look.
final class RolloutView {
    private static final Logger LOG = LoggerFactory.getLogger(RolloutView.class);

    private final KafkaConsumer<String, byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final Map<TopicPartition, Long> goal = new HashMap<>();
    private final Map<String, Rollout> rollouts = new ConcurrentHashMap<>();
    private final PublishedBaselines baselines = new PublishedBaselines();
    private volatile boolean isComplete;

    /// @param consumer used by the reading thread alone
    RolloutView(KafkaConsumer<String, byte[]> consumer, int partitions) {
        this.consumer = consumer;
        this.partitions = Stream.of(Topics.FLEET_ROLLOUT, Topics.BASELINE)
                .flatMap(topic -> IntStream.range(0, partitions)
                        .mapToObj(partition -> new TopicPartition(topic.name(), partition)))
                .toList();
    }

    /// Rollouts by their rule.
    Map<String, Rollout> rollouts() {
        return Map.copyOf(rollouts);
    }

    /// Where baselines lie, by digest.
    Map<String, Assignment.Place> places() {
        return baselines.places();
    }

    /// Name of a baseline that was published.
    Optional<String> nameOf(String digest) {
        return baselines.nameOf(digest);
    }

    /// The bytes of a baseline that was published.
    Optional<byte[]> baseline(String digest) {
        return baselines.find(digest);
    }

    boolean hasBaseline(String digest) {
        return baselines.has(digest);
    }

    /// Whether all that was in the topics at start has been read.
    boolean isComplete() {
        return isComplete;
    }

    void open() {
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    void read(Duration patience) {
        if (goal.isEmpty()) {
            goal.putAll(consumer.endOffsets(partitions));
        }
        consumer.poll(patience).forEach(this::take);
        isComplete = isComplete
                || goal.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    /// What was written is known before it is read back.
    void wrote(Rollout rollout) {
        rollouts.put(rollout.rule(), rollout);
    }

    void wrote(String digest, byte[] baseline, Assignment.Place place) {
        baselines.put(digest, baseline, place);
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            return;
        }
        try {
            if (record.topic().equals(Topics.BASELINE.name())) {
                baselines.put(record.key(), record.value(), new Assignment.Place(record.partition(), record.offset()));
                return;
            }
            Rollout rollout = Wire.decode(record.value(), Rollout.class);
            rollouts.put(rollout.rule(), rollout);
        } catch (WireException | IllegalArgumentException e) {
            LOG.warn("{} offset {} cannot be read: {}", record.topic(), record.offset(), e.getMessage());
        }
    }

    void close() {
        KafkaEntrance.leave(consumer);
    }
}
