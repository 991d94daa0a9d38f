package io.holdfast.aggregator.stream;

import io.holdfast.aggregator.fold.FleetNode;
import io.holdfast.aggregator.fold.NodeEvents;
import io.holdfast.aggregator.fold.Silence;
import io.holdfast.aggregator.foreign.Work;
import io.holdfast.aggregator.foreign.WorkRules;
import io.holdfast.aggregator.ingest.Ingest;
import io.holdfast.aggregator.ingest.StateRecord;
import io.holdfast.aggregator.topology.ExpectedNodes;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fleet.NodeState;
import io.holdfast.protocol.report.NodeEvent;
import io.holdfast.protocol.wire.Envelope;
import io.holdfast.protocol.wire.NodeRecord;
import io.holdfast.protocol.wire.Topics;
import io.holdfast.protocol.wire.Wire;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/// Carries records through `Ingest` and what follows to the topics. Once an interval it tells who was heard;
/// three times it looks for silent nodes.
///
/// The newest state of each node is kept in memory; the stores behind it are filled from
/// `holdfast.fleet.node.v1` and `holdfast.fleet.heard.v1`, which this processor itself writes. So the topics
/// are the only truth, and a lost state folder loses nothing.
final class NodeProcessor implements Processor<String, byte[], String, byte[]> {
    private static final Duration ASSIGN_EVERY = Duration.ofSeconds(1);

    private final Ingest ingest;
    private final Inbox inbox;
    private final Silence silence;
    private final CatchUp catchUp;
    private final ExpectedNodes inventory;
    private final Map<NodeId, FleetNode> newest = new HashMap<>();
    /// Nodes that may have to follow something else because they are other than they were.
    private final Set<NodeId> stirred = new HashSet<>();

    private @Nullable ProcessorContext<String, byte[]> wiring;
    private @Nullable KeyValueStore<String, byte[]> kept;
    private @Nullable HeardTopic heard;
    private @Nullable EventLog events;

    NodeProcessor(Ingest ingest, Inbox inbox, Silence silence, CatchUp catchUp, ExpectedNodes inventory) {
        this.ingest = ingest;
        this.inventory = inventory;
        this.inbox = inbox;
        this.silence = silence;
        this.catchUp = catchUp;
    }

    @Override
    public void init(ProcessorContext<String, byte[]> context) {
        wiring = context;
        kept = context.getStateStore(FleetTopology.FLEET_NODES);
        heard = new HeardTopic(
                context.getStateStore(FleetTopology.FLEET_HEARD),
                context.taskId().partition());
        events = new EventLog(context.getStateStore(FleetTopology.NODE_STATE));
        Duration interval = silence.interval();
        context.schedule(ASSIGN_EVERY, PunctuationType.WALL_CLOCK_TIME, this::assign);
        context.schedule(interval, PunctuationType.WALL_CLOCK_TIME, this::tellHeard);
        context.schedule(
                interval.dividedBy(3), PunctuationType.WALL_CLOCK_TIME, now -> look(Instant.ofEpochMilli(now)));
    }

    @Override
    public void process(Record<String, byte[]> record) {
        RecordMetadata place = context().recordMetadata().orElseThrow();
        byte[] data = record.value() == null ? new byte[0] : record.value();
        String key = record.key() == null ? "" : record.key();
        Envelope envelope = Records.envelope(place.topic(), key, record.headers(), data);
        Instant appended = Instant.ofEpochMilli(record.timestamp());
        switch (ingest.take(envelope, appended, this::known)) {
            case Ingest.Result.Taken taken -> taken(taken, appended);
            case Ingest.Result.Happened(NodeRecord said, NodeEvent event) ->
                happened(said.sender().node(), event, appended);
            case Ingest.Result.Repeated(FleetNode before, FleetNode after) -> publish(before, after, appended);
            case Ingest.Result.Refused _ -> {}
        }
        if (place.topic().equals(Topics.NODE_REPORT.name())) {
            catchUp.read(place.partition(), place.offset() + 1);
        }
    }

    private void taken(Ingest.Result.Taken taken, Instant appended) {
        taken.store().ifPresent(state -> context().forward(state(state, appended), FleetTopology.TO_NODE_STATE));
        publish(taken.before(), taken.after(), appended);
        inbox.afterRecord(taken.before(), taken.after(), context().currentSystemTimeMs())
                .forEach(order -> context().forward(order(order), FleetTopology.TO_INBOX));
    }

    private void happened(NodeId node, NodeEvent event, Instant appended) {
        NodeEvents.Step step = events().of(node).happened(event, appended);
        ingest.counted(event, step);
        step.added().ifPresent(entry -> {
            events().taken(node, step.after());
            context().forward(state(StateRecord.event(node, entry), appended), FleetTopology.TO_NODE_STATE);
        });
    }

    /// What is known of a node: the newer of what this processor made and what the topics say.
    private Optional<FleetNode> known(NodeId node) {
        FleetNode inMemory = newest.get(node);
        if (inMemory != null) {
            return Optional.of(inMemory);
        }
        return Optional.ofNullable(store().get(node.toString())).map(this::read);
    }

    private FleetNode read(byte[] summary) {
        FleetNode node = Wire.decode(summary, FleetNode.class);
        return heard().find(node.node()).map(node::heardUntil).orElse(node);
    }

    private void publish(FleetNode before, FleetNode after, Instant at) {
        newest.put(after.node(), after);
        if (before.state() != after.state() || !before.highlights().equals(after.highlights())) {
            stirred.add(after.node());
        }
        if (!worthTelling(before, after)) {
            return;
        }
        context()
                .forward(
                        new Record<>(
                                after.node().toString(), Wire.encode(after), at.toEpochMilli(), new RecordHeaders()),
                        FleetTopology.TO_FLEET_NODE);
    }

    /// What a heartbeat alone changes is told of all nodes together: see `HeardTopic`.
    private static boolean worthTelling(FleetNode before, FleetNode after) {
        return before.state() != after.state()
                || before.level().run() != after.level().run()
                || !before.speakers().duplicate().equals(after.speakers().duplicate())
                || !before.health().equals(after.health())
                || !before.reported().equals(after.reported())
                || !before.held().equals(after.held())
                || !before.highlights().equals(after.highlights())
                || !before.work().equals(after.work())
                || !before.level().reportDigest().equals(after.level().reportDigest());
    }

    private void tellHeard(long now) {
        heard().moved(newest.values(), now).forEach(record -> context().forward(record, FleetTopology.TO_FLEET_HEARD));
    }

    /// Tells those whose assignment is another by now: a wave has begun, a label has changed.
    private void assign(long nowMillis) {
        Instant now = Instant.ofEpochMilli(nowMillis);
        List<FleetNode> asked = inbox.isAnotherFor(now)
                ? all()
                : stirred.stream().flatMap(node -> known(node).stream()).toList();
        for (FleetNode asking : asked) {
            FleetNode node = worked(asking, now);
            if (node.state() != NodeState.SILENT) {
                inbox.assignment(node, now).ifPresent(order -> context().forward(order(order), FleetTopology.TO_INBOX));
            }
        }
        stirred.clear();
    }

    private FleetNode worked(FleetNode node, Instant now) {
        List<Work> work = inventory
                .current()
                .signs(node.node())
                .map(signs -> WorkRules.shipped().on(signs, node.work(), now))
                .orElse(node.work());
        FleetNode next = node.worked(work);
        if (!next.equals(node)) {
            publish(node, next, now);
        }
        return next;
    }

    private List<FleetNode> all() {
        List<FleetNode> all = new ArrayList<>(newest.values());
        try (KeyValueIterator<String, byte[]> stored = store().all()) {
            stored.forEachRemaining(entry -> {
                if (!newest.containsKey(NodeId.parse(entry.key))) {
                    all.add(read(entry.value));
                }
            });
        }
        return all;
    }

    private void look(Instant now) {
        Optional<Instant> since = catchUp.since(context().taskId().partition());
        if (since.isEmpty()) {
            return;
        }
        for (FleetNode node : all()) {
            FleetNode settled = node.settled(since.get(), now);
            FleetNode after = silence.judges(node, since.get(), now) ? settled.fellSilent(now) : settled;
            if (!after.equals(node)) {
                publish(node, after, now);
            }
        }
    }

    private static Record<String, byte[]> state(StateRecord state, Instant at) {
        return new Record<>(state.key(), state.value(), at.toEpochMilli(), new RecordHeaders());
    }

    private Record<String, byte[]> order(Envelope order) {
        return new Record<>(
                order.key(), order.data(), context().currentSystemTimeMs(), Records.headers(order.headers()));
    }

    private ProcessorContext<String, byte[]> context() {
        return java.util.Objects.requireNonNull(wiring);
    }

    private HeardTopic heard() {
        return java.util.Objects.requireNonNull(heard);
    }

    private EventLog events() {
        return java.util.Objects.requireNonNull(events);
    }

    private KeyValueStore<String, byte[]> store() {
        return java.util.Objects.requireNonNull(kept);
    }
}
