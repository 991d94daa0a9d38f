package io.holdfast.aggregator.stream;

import io.holdfast.aggregator.fold.FleetNode;
import io.holdfast.aggregator.fold.Heard;
import io.holdfast.aggregator.fold.HeardNodes;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.wire.Wire;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/// How far each node of one partition was heard, as `holdfast.fleet.heard.v1` keeps it. A heartbeat changes
/// nothing else, so it is told for all nodes together, in as few records as they fit in, and not by a summary
/// of each.
///
/// Keys are `<partition>/<number>`. Each record is whole: the newest one of a key says all that the older
/// ones said, and compaction may drop them.
final class HeardTopic {
    /// With names of 250 letters a record stays below what the broker takes.
    private static final int IN_ONE_RECORD = 2_500;

    private final KeyValueStore<String, byte[]> store;
    private final int partition;
    private final SortedMap<NodeId, Heard> told = new TreeMap<>();
    private final Map<String, byte[]> read = new HashMap<>();

    HeardTopic(KeyValueStore<String, byte[]> store, int partition) {
        this.store = store;
        this.partition = partition;
    }

    /// The partition that a key of this topic lies in: that of its nodes.
    static int partition(String key) {
        return Integer.parseInt(key.substring(0, key.indexOf('/')));
    }

    Optional<Heard> find(NodeId node) {
        readStore();
        return Optional.ofNullable(told.get(node));
    }

    /// What there is to tell of these nodes; nothing when none was heard since the last time.
    List<Record<String, byte[]>> moved(Collection<FleetNode> nodes, long nowMillis) {
        readStore();
        boolean moved = false;
        for (FleetNode node : nodes) {
            moved |= !node.heard().equals(told.put(node.node(), node.heard()));
        }
        return moved ? records(nowMillis) : List.of();
    }

    private List<Record<String, byte[]>> records(long nowMillis) {
        List<Record<String, byte[]>> records = new ArrayList<>();
        List<NodeId> all = List.copyOf(told.keySet());
        for (int from = 0; from < all.size(); from += IN_ONE_RECORD) {
            int to = Math.min(all.size(), from + IN_ONE_RECORD);
            SortedMap<NodeId, Heard> part =
                    to == all.size() ? told.tailMap(all.get(from)) : told.subMap(all.get(from), all.get(to));
            String key = partition + "/" + from / IN_ONE_RECORD;
            byte[] value = Wire.encode(new HeardNodes(part));
            read.put(key, value);
            records.add(new Record<>(key, value, nowMillis, new RecordHeaders()));
        }
        return records;
    }

    /// The store is filled from the topic: with what an earlier process wrote, and a moment later with what
    /// was written here.
    private void readStore() {
        try (KeyValueIterator<String, byte[]> stored = store.all()) {
            stored.forEachRemaining(entry -> {
                byte[] before = read.put(entry.key, entry.value);
                if (!Arrays.equals(before, entry.value)) {
                    Wire.decode(entry.value, HeardNodes.class)
                            .nodes()
                            .forEach((node, heard) -> told.merge(node, heard, Heard::later));
                }
            });
        }
    }
}
