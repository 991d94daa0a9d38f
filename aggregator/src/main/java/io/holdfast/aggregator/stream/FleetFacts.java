package io.holdfast.aggregator.stream;

import io.holdfast.aggregator.correlate.CohortDrift;
import io.holdfast.aggregator.correlate.CohortRule;
import io.holdfast.aggregator.correlate.FactColumns;
import io.holdfast.aggregator.correlate.WhatIf;
import io.holdfast.aggregator.ingest.StateRecord;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fact.Section;
import io.holdfast.protocol.wire.SectionWire;
import io.holdfast.protocol.wire.Topics;
import io.holdfast.protocol.wire.WireException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the nodes of the fleet read, as columns in memory, from the sections in `holdfast.node.state.v1`. Read by a
/// thread of its own: the fold does not wait for it.
public final class FleetFacts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FleetFacts.class);
    private static final Duration POLL = Duration.ofMillis(500);

    /// Who differs from its peers.
    ///
    /// @param complete whether all that was stored at the start has been read: until then nodes are lacking
    public record Cohorts(List<CohortDrift.Cohort> cohorts, boolean complete) {}

    private final CohortRule rule = CohortRule.shipped();
    private final FactColumns columns =
            new FactColumns(WhatIf.wanted(Catalog.shipped()), WhatIf.limited(rule, Catalog.shipped()));
    private final KafkaConsumer<String, byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final Thread thread;
    private volatile boolean open = true;
    private volatile boolean complete;
    private long judgedAt = -1;
    private List<CohortDrift.Cohort> judged = List.of();

    /// @param consumer used and closed by this object
    FleetFacts(KafkaConsumer<String, byte[]> consumer, int partitions) {
        this.consumer = consumer;
        this.partitions = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(Topics.NODE_STATE.name(), partition))
                .toList();
        this.thread = Thread.ofPlatform().name("fleet-facts").unstarted(this::run);
    }

    FleetFacts start() {
        thread.start();
        return this;
    }

    /// All cohorts as they are now. Judged anew where anything changed; never call it on an event loop.
    public synchronized Cohorts cohorts() {
        long changes = columns.changes();
        if (changes != judgedAt) {
            judged = CohortDrift.of(columns, rule, Catalog.shipped());
            judgedAt = changes;
        }
        return new Cohorts(judged, complete);
    }

    /// What nodes read, for questions about all of them.
    public FactColumns columns() {
        return columns;
    }

    /// Whether all that was stored at the start has been read.
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
                consumer.poll(POLL).forEach(this::take);
                complete = complete
                        || goal.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
            } catch (WakeupException e) {
                break;
            } catch (KafkaException e) {
                LOG.debug("the facts of the fleet wait for the broker", e);
            }
        }
        KafkaEntrance.leave(consumer);
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        int mark = record.key().indexOf('#');
        if (mark < 0) {
            return;
        }
        try {
            take(NodeId.parse(record.key().substring(0, mark)), record.key().substring(mark + 1), record.value());
        } catch (WireException | IllegalArgumentException e) {
            LOG.warn("{} offset {} cannot be read: {}", record.topic(), record.offset(), e.getMessage());
        }
    }

    private void take(NodeId node, String section, byte @Nullable [] value) {
        if (value == null) {
            columns.remove(node, Section.valueOf(section.toUpperCase(Locale.ROOT)));
        } else {
            SectionWire.Decoded decoded =
                    SectionWire.decode(StateRecord.read(value).data());
            columns.put(node, decoded.facts().section(), decoded.facts().facts());
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
