package io.holdfast.aggregator.stream;

import io.holdfast.aggregator.fold.FleetNode;
import io.holdfast.aggregator.fold.Heard;
import io.holdfast.aggregator.fold.HeardNodes;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.wire.Topics;
import io.holdfast.protocol.wire.Wire;
import io.holdfast.protocol.wire.WireException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All nodes of the fleet in memory, read from `holdfast.fleet.node.v1` and `holdfast.fleet.heard.v1`. Every
/// replica holds all of it, whichever partitions it works on.
public final class FleetView implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FleetView.class);
    private static final Duration POLL = Duration.ofMillis(200);

    private final Map<NodeId, FleetNode> nodes = new ConcurrentHashMap<>();
    private final Map<NodeId, Heard> heard = new HashMap<>();
    private final KafkaConsumer<String, byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final FleetListener listener;
    private final Thread thread;
    private volatile boolean open = true;
    private volatile boolean complete;
    private final AtomicLong changes = new AtomicLong();

    /// Prepares to read.
    ///
    /// @param consumer used and closed by this object
    /// @param listener told which nodes changed, from the reading thread
    FleetView(KafkaConsumer<String, byte[]> consumer, int partitions, FleetListener listener) {
        this.consumer = consumer;
        this.partitions = Stream.of(Topics.FLEET_NODE, Topics.FLEET_HEARD)
                .flatMap(topic -> IntStream.range(0, partitions)
                        .mapToObj(partition -> new TopicPartition(topic.name(), partition)))
                .toList();
        this.listener = listener;
        this.thread = Thread.ofPlatform().name("fleet-view").unstarted(this::run);
    }

    FleetView start() {
        thread.start();
        return this;
    }

    public Collection<FleetNode> all() {
        return nodes.values();
    }

    public Optional<FleetNode> find(NodeId node) {
        return Optional.ofNullable(nodes.get(node));
    }

    /// A number that grows whenever a summary changes; not when a node was merely heard.
    long changes() {
        return changes.get();
    }

    /// Whether all that was in the topics at start has been read.
    public boolean isComplete() {
        return complete;
    }

    private void run() {
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> goal = new HashMap<>();
        while (open) {
            try {
                if (goal.isEmpty()) {
                    goal.putAll(consumer.endOffsets(partitions));
                }
                apply(consumer.poll(POLL));
                complete = complete
                        || goal.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
            } catch (WakeupException e) {
                break;
            } catch (KafkaException e) {
                LOG.debug("fleet view waits for the broker", e);
            }
        }
        KafkaEntrance.leave(consumer);
    }

    private void apply(ConsumerRecords<String, byte[]> records) {
        Set<NodeId> changed = new HashSet<>();
        for (ConsumerRecord<String, byte[]> record : records.records(Topics.FLEET_NODE.name())) {
            reading(record, () -> changed.add(summary(NodeId.parse(record.key()), record.value())));
        }
        Map<NodeId, Instant> heardNow = new HashMap<>();
        newest(records.records(Topics.FLEET_HEARD.name()))
                .forEach(record -> reading(record, () -> {
                    HeardNodes message = Wire.decode(record.value(), HeardNodes.class);
                    message.nodes()
                            .forEach((node, until) -> heard(node, until).ifPresent(at -> heardNow.put(node, at)));
                }));
        heardNow.keySet().removeAll(changed);
        if (!changed.isEmpty()) {
            changes.incrementAndGet();
            listener.nodesChanged(changed);
        }
        if (!heardNow.isEmpty()) {
            listener.nodesHeard(heardNow);
        }
    }

    private NodeId summary(NodeId node, byte @Nullable [] value) {
        if (value == null) {
            nodes.remove(node);
            return node;
        }
        FleetNode summary = Wire.decode(value, FleetNode.class);
        nodes.put(
                node,
                Optional.ofNullable(heard.get(node)).map(summary::heardUntil).orElse(summary));
        return node;
    }

    /// @return when the node was heard last, if that is news
    private Optional<Instant> heard(NodeId node, Heard until) {
        heard.merge(node, until, Heard::later);
        FleetNode before = nodes.get(node);
        if (before == null) {
            return Optional.empty();
        }
        FleetNode after = before.heardUntil(until);
        nodes.put(node, after);
        return Optional.of(after.lastHeard()).filter(at -> at.isAfter(before.lastHeard()));
    }

    /// Each record says all that the older ones of its key said: after a start there are many, and one is
    /// enough.
    private static Collection<ConsumerRecord<String, byte[]>> newest(Iterable<ConsumerRecord<String, byte[]>> records) {
        Map<String, ConsumerRecord<String, byte[]>> byKey = new HashMap<>();
        records.forEach(record -> byKey.put(record.key(), record));
        return byKey.values();
    }

    private static void reading(ConsumerRecord<String, byte[]> record, Runnable read) {
        try {
            read.run();
        } catch (WireException | IllegalArgumentException e) {
            LOG.warn("{} offset {} cannot be read: {}", record.topic(), record.offset(), e.getMessage());
        }
    }

    @Override
    public void close() {
        open = false;
        consumer.wakeup();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
