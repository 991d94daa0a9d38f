package io.holdfast.agent.report;

import io.holdfast.protocol.fleet.Enrolment;
import io.holdfast.protocol.wire.BaselineClaim;
import io.holdfast.protocol.wire.Envelope;
import io.holdfast.protocol.wire.MessageType;
import io.holdfast.protocol.wire.NodeRecord;
import io.holdfast.protocol.wire.Sender;
import io.holdfast.protocol.wire.SessionKey;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// One enrolment of a node: the name and key it signs under, and the number of its next record in each topic.
public final class NodeSession {
    private final Sender sender;
    private final SessionKey key;
    private final Supplier<Instant> clock;
    private final Map<String, Long> lastSequence = new ConcurrentHashMap<>();

    public NodeSession(Sender sender, SessionKey key, Supplier<Instant> clock) {
        this.sender = sender;
        this.key = key;
        this.clock = clock;
    }

    /// The session of a grant.
    public static NodeSession of(Enrolment.Request request, Enrolment.Grant grant, Supplier<Instant> clock) {
        Sender sender = new Sender(request.node(), request.bootId(), grant.run(), grant.keyId());
        return new NodeSession(sender, SessionKey.decode(grant.sessionKey()), clock);
    }

    public Sender sender() {
        return sender;
    }

    /// What shows that a baseline is wanted by this node.
    BaselineClaim claim(String digest) {
        return BaselineClaim.of(sender, key, digest);
    }

    /// Signs a record, as the next one of its topic.
    public Envelope seal(MessageType type, byte[] data) {
        long sequence = lastSequence.merge(type.topic().name(), 1L, Long::sum);
        return NodeRecord.seal(key, sender, type, sequence, clock.get(), data);
    }
}
