package io.holdfast.agent.report;

import io.holdfast.agent.memory.InboxPosition;
import io.holdfast.protocol.wire.Envelope;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/// The way orders reach a node. All methods are called on the loop.
public interface InboxReader {
    /// Begins to read where the place says.
    void start();

    /// Ends when nothing of it is open any more.
    Future<Void> stop();

    /// Where records go.
    interface Listener {
        /// Takes one record.
        ///
        /// @param next where to read on after it
        void take(Envelope record, InboxPosition next);
    }

    /// Makes a reader for one node.
    interface Factory {
        InboxReader create(Vertx vertx, KafkaInbox.Place place, Reporter.Outlet outlet, Listener listener);
    }
}
