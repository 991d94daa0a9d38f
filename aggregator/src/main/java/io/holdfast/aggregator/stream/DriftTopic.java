package io.holdfast.aggregator.stream;

import io.holdfast.aggregator.correlate.DriftLedger;
import io.holdfast.protocol.drift.Background;
import io.holdfast.protocol.drift.DriftRecord;
import io.holdfast.protocol.drift.DriftRecords;
import io.holdfast.protocol.drift.DriftReport;
import io.holdfast.protocol.drift.DriftReports;
import io.holdfast.protocol.drift.DriftTrend;
import io.holdfast.protocol.drift.NodeDrift;
import io.holdfast.protocol.wire.Envelope;
import io.holdfast.protocol.wire.Topics;
import io.holdfast.protocol.wire.Wire;
import io.holdfast.protocol.wire.WireException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes what the fleet differs in to `holdfast.fleet.drift.v1`: only what reads otherwise than it stands there. Every
/// replica reads the topic; of several that one writes which has its first partition. Two that both believe so for
/// a moment write the same.
///
/// How many nodes differed before is a record of the same topic, so it outlives every process and every folder.
public final class DriftTopic implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DriftTopic.class);
    private static final Duration POLL = Duration.ofMillis(500);
    /// What changes with time alone: a node of no inventory is gone after days.
    private static final Duration LOOK_ANYWAY = Duration.ofMinutes(1);
    /// The trend is one long record, and written no more often than this.
    private static final Duration TREND_EVERY = Duration.ofMinutes(1);

    private static final TopicPartition FIRST = new TopicPartition(Topics.FLEET_DRIFT.name(), 0);

    /// The clients it speaks through; closed by it.
    ///
    /// @param turn a member of the group whose first partition decides who writes; reads nothing
    /// @param view reads all of the topic
    record Clients(
            KafkaConsumer<String, byte[]> turn,
            KafkaConsumer<String, byte[]> view,
            KafkaProducer<String, byte[]> producer) {}

    /// What it looks at.
    ///
    /// @param isReady whether all that the report is made of has been read
    record Sight(FleetView fleet, FleetDrift drift, BooleanSupplier isReady) {}

    private final Sight sight;
    private final Clients clients;
    private final List<TopicPartition> partitions;
    private final Map<TopicPartition, Long> goal = new HashMap<>();
    private final Thread thread;
    /// What stands in the topic.
    private final Map<String, byte[]> told = new HashMap<>();

    private volatile DriftTrend trend = DriftTrend.NONE;
    private volatile boolean open = true;
    private boolean isComplete;
    /// Empty while it is another's turn.
    private Optional<DriftLedger.Open> before = Optional.empty();

    private long seenChanges = -1;
    private Instant looked = Instant.EPOCH;
    private Instant trendWritten = Instant.EPOCH;

    DriftTopic(Sight sight, Clients clients, int partitions) {
        this.sight = sight;
        this.clients = clients;
        this.partitions = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(Topics.FLEET_DRIFT.name(), partition))
                .toList();
        this.thread = Thread.ofPlatform().name("fleet-drift").unstarted(this::run);
    }

    DriftTopic start() {
        thread.start();
        return this;
    }

    /// How many nodes differed before.
    public DriftTrend trend() {
        return trend;
    }

    private void run() {
        clients.view().assign(partitions);
        clients.view().seekToBeginning(partitions);
        clients.turn().subscribe(List.of(Topics.FLEET_DRIFT.name()));
        while (open) {
            try {
                read();
                if (isComplete) {
                    clients.turn().poll(POLL);
                    clients.turn().pause(clients.turn().assignment());
                    look(Instant.now());
                }
            } catch (WakeupException | InterruptedException | InterruptException e) {
                break;
            } catch (NodePages.NotReadyException e) {
                LOG.debug("what the fleet differs in waits for the stores", e);
            } catch (KafkaException | ExecutionException e) {
                LOG.warn("TRANSIENT what the fleet differs in waits: {}", e.toString());
            } catch (RuntimeException e) {
                LOG.error("INTERNAL what the fleet differs in", e);
            }
        }
        KafkaEntrance.leave(clients.view());
        KafkaEntrance.leave(clients.turn());
    }

    private void read() {
        if (goal.isEmpty()) {
            goal.putAll(clients.view().endOffsets(partitions));
        }
        clients.view().poll(isComplete ? Duration.ZERO : POLL).forEach(this::take);
        isComplete = isComplete
                || goal.entrySet().stream().allMatch(end -> clients.view().position(end.getKey()) >= end.getValue());
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            told.remove(record.key());
            return;
        }
        told.put(record.key(), record.value());
        // Who writes knows better than what is read back a moment later.
        if (record.key().equals(DriftRecord.OfTrend.KEY) && before.isEmpty()) {
            decoded(record.value(), DriftRecord.OfTrend.class).ifPresent(read -> trend = read.trend());
        }
    }

    private static <T> Optional<T> decoded(byte[] value, Class<T> type) {
        try {
            return Optional.of(Wire.decode(value, type));
        } catch (WireException e) {
            LOG.warn("{} holds a record that cannot be read: {}", Topics.FLEET_DRIFT.name(), e.getMessage());
            return Optional.empty();
        }
    }

    private void look(Instant now) throws ExecutionException, InterruptedException {
        if (!clients.turn().assignment().contains(FIRST) || !sight.isReady().getAsBoolean()) {
            before = Optional.empty();
            return;
        }
        long changes = sight.fleet().changes();
        boolean isTime = !now.isBefore(looked.plus(LOOK_ANYWAY)) || trend.isDue(now);
        if (before.isPresent() && changes == seenChanges && !isTime) {
            return;
        }
        List<NodeDrift> nodes = sight.drift().nodes(now);
        Background background = sight.drift().background(trend, now);
        DriftReport report = DriftReports.of(nodes, true, background, now);
        List<DriftRecord> wanted = new ArrayList<>(DriftRecords.of(report, nodes, background));
        DriftLedger.Open earlier = before.orElseGet(this::standing);
        DriftTrend.Look counted = DriftLedger.look(earlier, nodes);
        boolean isNew = trend.isDue(now);
        if (isNew || DriftLedger.isNews(counted)) {
            trend = trend.with(counted, now);
        }
        before = Optional.of(DriftLedger.Open.of(nodes));
        if (isNew || !now.isBefore(trendWritten.plus(TREND_EVERY))) {
            wanted.add(new DriftRecord.OfTrend(trend));
            trendWritten = now;
        }
        write(DriftLedger.writes(told, wanted, Set.of(DriftRecord.OfTrend.KEY)), now);
        looked = now;
        seenChanges = changes;
    }

    /// What was open when somebody wrote last.
    private DriftLedger.Open standing() {
        String nodes = DriftRecord.OfNode.KIND + "/";
        return DriftLedger.Open.of(told.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(nodes))
                .flatMap(entry -> decoded(entry.getValue(), DriftRecord.OfNode.class).stream())
                .map(one -> new NodeDrift(one.node(), one.baseline(), one.heard(), 0, DriftRecords.differences(one)))
                .toList());
    }

    private void write(List<DriftLedger.Write> writes, Instant now) throws ExecutionException, InterruptedException {
        List<Future<?>> sent = new ArrayList<>();
        for (DriftLedger.Write one : writes) {
            sent.add(clients.producer().send(record(one, now)));
        }
        for (Future<?> each : sent) {
            each.get();
        }
        for (DriftLedger.Write one : writes) {
            one.record()
                    .ifPresentOrElse(record -> told.put(one.key(), Wire.encode(record)), () -> told.remove(one.key()));
        }
    }

    private static ProducerRecord<String, byte[]> record(DriftLedger.Write one, Instant now) {
        if (one.record().isEmpty()) {
            return new ProducerRecord<>(Topics.FLEET_DRIFT.name(), one.key(), null);
        }
        DriftRecord record = one.record().get();
        Envelope said =
                Records.said(record.type(), one.key(), one.key() + "@" + now.toEpochMilli(), now, Wire.encode(record));
        return new ProducerRecord<>(
                said.topic(), null, now.toEpochMilli(), said.key(), said.data(), Records.headers(said.headers()));
    }

    @Override
    public void close() {
        open = false;
        clients.view().wakeup();
        clients.turn().wakeup();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        clients.producer().close(Duration.ofSeconds(2));
    }
}
