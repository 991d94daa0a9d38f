package io.holdfast.aggregator.stream;

import io.holdfast.aggregator.fold.FleetNode;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.wire.Topics;
import io.holdfast.protocol.wire.Wire;
import io.holdfast.protocol.wire.WireException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All nodes of the fleet in memory, read from `holdfast.fleet.node.v1`. Every replica holds all of it,
/// whichever partitions it works
/// on.
public final class FleetView implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FleetView.class);
    private static final Duration POLL = Duration.ofMillis(200);

    private final Map<NodeId, FleetNode> nodes = new ConcurrentHashMap<>();
    private final KafkaConsumer<String, byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final Consumer<Set<NodeId>> onChange;
    private final Thread thread;
    private volatile boolean open = true;
    private volatile boolean complete;

    /// Prepares to read.
    ///
    /// @param consumer used and closed by this object
    /// @param onChange told which nodes changed, from the reading thread; must not block
    FleetView(KafkaConsumer<String, byte[]> consumer, int partitions, Consumer<Set<NodeId>> onChange) {
        this.consumer = consumer;
        this.partitions = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(Topics.FLEET_NODE.name(), partition))
                .toList();
        this.onChange = onChange;
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

    /// Whether all that was in the topic at start has been read.
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
        consumer.close();
    }

    private void apply(ConsumerRecords<String, byte[]> records) {
        Set<NodeId> changed = new HashSet<>();
        for (ConsumerRecord<String, byte[]> record : records) {
            try {
                NodeId node = NodeId.parse(record.key());
                if (record.value() == null) {
                    nodes.remove(node);
                } else {
                    nodes.put(node, Wire.decode(record.value(), FleetNode.class));
                }
                changed.add(node);
            } catch (WireException | IllegalArgumentException e) {
                LOG.warn("{} offset {} is no node: {}", record.topic(), record.offset(), e.getMessage());
            }
        }
        if (!changed.isEmpty()) {
            onChange.accept(changed);
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
