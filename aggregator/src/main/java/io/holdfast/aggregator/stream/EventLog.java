package io.holdfast.aggregator.stream;

import io.holdfast.aggregator.fold.NodeEvents;
import io.holdfast.aggregator.ingest.StateRecord;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.wire.Wire;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.state.KeyValueStore;

/// The events of the nodes of one partition. They lie in `holdfast.node.state.v1` beside the sections; what is
/// written comes into the store a moment later, and until then it is kept here.
final class EventLog {
    private final KeyValueStore<String, byte[]> store;
    private final Map<String, byte[]> underWay = new HashMap<>();

    EventLog(KeyValueStore<String, byte[]> store) {
        this.store = store;
    }

    NodeEvents of(NodeId node) {
        String key = StateRecord.eventsKey(node);
        byte[] value = underWay.containsKey(key) ? underWay.get(key) : store.get(key);
        return value == null ? NodeEvents.NONE : Wire.decode(value, NodeEvents.class);
    }

    StateRecord written(NodeId node, NodeEvents events) {
        StateRecord record = StateRecord.events(node, events);
        underWay.put(record.key(), record.value());
        return record;
    }

    /// Forgets what the store holds by now.
    void settle() {
        underWay.entrySet().removeIf(entry -> Arrays.equals(entry.getValue(), store.get(entry.getKey())));
    }
}
