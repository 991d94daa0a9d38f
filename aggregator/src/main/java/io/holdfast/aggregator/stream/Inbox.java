package io.holdfast.aggregator.stream;

import io.holdfast.aggregator.fold.FleetNode;
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
import java.util.TreeSet;

/// What nodes are told: an assignment when one enrols anew and whenever it is another, and a request to
/// resend what is lacking. Used by one stream thread.
final class Inbox {
    private static final Duration ASSIGNMENT_BINDS = Duration.ofHours(24);
    private static final Duration WHOLE_LOOK = Duration.ofMinutes(1);
    private static final Duration RESEND_BINDS = Duration.ofMinutes(5);

    private final String keyId;
    private final PrivateKey key;
    private final Duration heartbeat;
    private final Assigned assigned;
    private final Map<NodeId, Assignment> told = new HashMap<>();
    private Object basis = "none yet";
    private Instant wholeLook = Instant.EPOCH;
    private final Map<NodeId, Instant> lackingSince = new HashMap<>();
    private final Map<NodeId, Long> generations = new HashMap<>();

    /// What a node has to follow, as things stand.
    interface Assigned {
        /// Empty as long as that is not known: nobody is told to forget what he follows.
        Optional<Assignment> of(FleetNode node, Instant now);

        /// What it depends on beside the node; the same as long as nothing of it has changed.
        Object basis();
    }

    Inbox(String keyId, PrivateKey key, Duration heartbeat, Assigned assigned) {
        this.keyId = keyId;
        this.key = key;
        this.heartbeat = heartbeat;
        this.assigned = assigned;
    }

    /// What follows for the node itself from a record of its.
    List<Envelope> afterRecord(FleetNode before, FleetNode after, long nowMillis) {
        Instant now = Instant.ofEpochMilli(nowMillis);
        List<Envelope> orders = new ArrayList<>();
        if (after.level().run() > before.level().run()) {
            told.remove(after.node());
            assignment(after, now).ifPresent(orders::add);
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

    /// Whether any node may have to follow something else than at the last time this was said; now and then anyway,
    /// because what is held back carries an end that has to be renewed.
    boolean isAnotherFor(Instant now) {
        Object next = assigned.basis();
        boolean isAnother = !next.equals(basis) || !now.isBefore(wholeLook.plus(WHOLE_LOOK));
        if (isAnother) {
            basis = next;
            wholeLook = now;
        }
        return isAnother;
    }

    /// The assignment of a node, where it is another than the node was told.
    Optional<Envelope> assignment(FleetNode node, Instant now) {
        return assigned.of(node, now)
                .filter(next -> !next.equals(told.put(node.node(), next)))
                .map(next -> sign(MessageType.ASSIGNMENT, node.node(), now, ASSIGNMENT_BINDS, Wire.encode(next)));
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
