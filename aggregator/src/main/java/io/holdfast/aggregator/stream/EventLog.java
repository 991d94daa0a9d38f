package io.holdfast.aggregator.stream;

import io.holdfast.aggregator.fold.NodeEvents;
import io.holdfast.aggregator.ingest.StateRecord;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.wire.Wire;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/// How far the events of the nodes of one partition were taken in. The events lie in `holdfast.node.state.v1` beside
/// the sections; what is written comes into the store a moment later, so what was made here counts before it.
final class EventLog {
    private final KeyValueStore<String, byte[]> store;
    private final Map<NodeId, NodeEvents> newest = new HashMap<>();

    EventLog(KeyValueStore<String, byte[]> store) {
        this.store = store;
    }

    NodeEvents of(NodeId node) {
        return newest.computeIfAbsent(node, one -> NodeEvents.of(kept(store, one)));
    }

    void taken(NodeId node, NodeEvents after) {
        newest.put(node, after);
    }

    /// The entries that a store has of a node, in no order.
    static List<NodeEvents.Entry> kept(ReadOnlyKeyValueStore<String, byte[]> store, NodeId node) {
        List<NodeEvents.Entry> entries = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> found =
                store.range(StateRecord.eventKey(node, 0), StateRecord.lastEventKey(node))) {
            found.forEachRemaining(entry -> entries.add(Wire.decode(entry.value, NodeEvents.Entry.class)));
        }
        return entries;
    }
}
