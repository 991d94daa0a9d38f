package io.holdfast.agent.report;

import io.holdfast.protocol.wire.Envelope;
import io.vertx.core.Future;

/// The way records leave a node. One of these may serve many nodes.
public interface Transport {
    /// Hands a record over. The future ends when it is stored for good, which may be hours later, or when
    /// it will never
    /// be. Records of one topic and key arrive in the order in which they are handed over. Never blocks.
    Future<Void> send(Envelope record);
}
