package io.holdfast.agent.report;

import io.holdfast.protocol.wire.Envelope;
import io.vertx.core.Future;
import java.util.List;

/// The way records leave a node. One of these may serve many nodes.
public interface Transport {
    /// Hands a record over. The future ends when it is stored for good, which may be hours later, or when
    /// it will never
    /// be. Records of one topic and key arrive in the order in which they are handed over. Never blocks.
    Future<Void> send(Envelope record);

    /// Hands records of one topic and key over, one after the other, and none after one that was not taken:
    /// a later one must not arrive where an earlier one did not even leave. Never blocks.
    ///
    /// @return an answer for each, in order
    List<Future<Void>> sendInOrder(List<Envelope> records);
}
