package io.holdfast.aggregator.stream;

import io.holdfast.aggregator.fold.FleetNode;
import io.holdfast.protocol.baseline.Overrides;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fleet.Assignment;
import io.holdfast.protocol.fleet.Resend;
import io.holdfast.protocol.wire.Envelope;
import io.holdfast.protocol.wire.InboxRecord;
import io.holdfast.protocol.wire.MessageType;
import io.holdfast.protocol.wire.Wire;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Function;

/// What nodes are told: an assignment when one enrols anew, and a request to resend what is lacking. Used
/// by one stream thread.
final class Inbox {
    private static final Duration ASSIGNMENT_BINDS = Duration.ofHours(24);
    private static final Duration RESEND_BINDS = Duration.ofMinutes(5);

    private final String keyId;
    private final PrivateKey key;
    private final Duration heartbeat;
    private final Function<NodeId, SortedMap<String, String>> labels;
    private final Map<NodeId, Instant> lackingSince = new HashMap<>();
    private final Map<NodeId, Long> generations = new HashMap<>();

    Inbox(String keyId, PrivateKey key, Duration heartbeat, Function<NodeId, SortedMap<String, String>> labels) {
        this.keyId = keyId;
        this.key = key;
        this.heartbeat = heartbeat;
        this.labels = labels;
    }

    /// What follows for the node itself from a record of its.
    List<Envelope> afterRecord(FleetNode before, FleetNode after, long nowMillis) {
        Instant now = Instant.ofEpochMilli(nowMillis);
        List<Envelope> orders = new ArrayList<>();
        if (after.level().run() > before.level().run()) {
            Overrides overrides = new Overrides(labels.apply(after.node()), List.of(), List.of());
            Assignment assignment = new Assignment(Assignment.Mode.OBSERVE, "", Optional.empty(), overrides, false);
            orders.add(sign(MessageType.ASSIGNMENT, after.node(), now, ASSIGNMENT_BINDS, Wire.encode(assignment)));
        }
        if (after.lacking().isEmpty()) {
            lackingSince.remove(after.node());
        } else if (lackedLong(after.node(), now)) {
            lackingSince.put(after.node(), now);
            Resend resend = new Resend(new TreeSet<>(after.lacking().keySet()));
            orders.add(sign(MessageType.RESEND, after.node(), now, RESEND_BINDS, Wire.encode(resend)));
        }
        return orders;
    }

    /// A report and the sections it names travel in two topics: only what is still lacking two heartbeats
    /// later was lost.
    private boolean lackedLong(NodeId node, Instant now) {
        Instant since = lackingSince.computeIfAbsent(node, _ -> now);
        return Duration.between(since, now).compareTo(heartbeat.multipliedBy(2)) >= 0;
    }

    /// Generations are wall-clock milliseconds, raised by one where two fall together: they grow over
    /// restarts and replicas.
    private Envelope sign(MessageType type, NodeId node, Instant now, Duration binds, byte[] data) {
        long generation = generations.merge(node, now.toEpochMilli(), (last, next) -> Math.max(last + 1, next));
        return new InboxRecord(type, node, generation, now, now.plus(binds), data).seal(keyId, key);
    }
}
