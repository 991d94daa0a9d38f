package io.holdfast.aggregator.ingest;

import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.wire.Envelope;
import io.holdfast.protocol.wire.KeyId;
import io.holdfast.protocol.wire.MasterKeys;
import io.holdfast.protocol.wire.NodeRecord;
import io.holdfast.protocol.wire.Sender;
import io.holdfast.protocol.wire.SessionKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Checks HMACs. Keeps the session keys of the nodes heard last, because deriving one costs more than
/// checking one. Used by one
/// stream thread.
public final class RecordVerifier {
    private record Run(NodeId node, long run, String keyId) {}

    private final MasterKeys masters;
    private final Map<Run, SessionKey> derived;

    /// @param remembered how many session keys are kept
    public RecordVerifier(MasterKeys masters, int remembered) {
        this.masters = masters;
        this.derived = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Run, SessionKey> eldest) {
                return size() > remembered;
            }
        };
    }

    public NodeRecord.Verdict verify(Envelope envelope) {
        return NodeRecord.verify(envelope, this::key);
    }

    private Optional<SessionKey> key(Sender sender) {
        Optional<byte[]> master = masters.master(KeyId.parse(sender.keyId()).master());
        return master.map(secret -> derived.computeIfAbsent(
                new Run(sender.node(), sender.run(), sender.keyId()),
                run -> SessionKey.derive(secret, run.node(), run.run(), run.keyId())));
    }
}
