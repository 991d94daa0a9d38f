package io.holdfast.aggregator.stream;

import io.holdfast.aggregator.ingest.StateRecord;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/// From the nodes' topics to the fleet's. Names topics, stores and functions; decides nothing.
///
/// ```
/// node.snapshot, node.report, node.event -> nodes -> node.state, fleet.node, fleet.heard, node.inbox
/// node.state -> store node-state
/// fleet.node -> store fleet-nodes -> nodes     fleet.heard -> store fleet-heard -> nodes
/// ```
///
/// The stores have the topics themselves as their changelog: there is no internal topic to lose.
public final class FleetTopology {
    public static final String FLEET_NODES = "fleet-nodes";
    public static final String FLEET_HEARD = "fleet-heard";
    public static final String NODE_STATE = "node-state";

    static final String TO_NODE_STATE = "to-node-state";
    static final String TO_FLEET_NODE = "to-fleet-node";
    static final String TO_FLEET_HEARD = "to-fleet-heard";
    static final String TO_INBOX = "to-inbox";

    private static final String NODES = "nodes";

    private FleetTopology() {}

    /// Builds the topology.
    ///
    /// @param nodes makes one processor for each task
    /// @param onPage told the node whose page can be read anew
    static Topology build(Supplier<NodeProcessor> nodes, Consumer<NodeId> onPage) {
        Serializer<String> text = Serdes.String().serializer();
        Serializer<byte[]> bytes = Serdes.ByteArray().serializer();
        Deserializer<String> readText = Serdes.String().deserializer();
        Deserializer<byte[]> readBytes = Serdes.ByteArray().deserializer();
        Topology topology = new Topology();
        topology.addSource(
                "from-nodes",
                readText,
                readBytes,
                Topics.NODE_SNAPSHOT.name(),
                Topics.NODE_REPORT.name(),
                Topics.NODE_EVENT.name());
        topology.addProcessor(NODES, nodes::get, "from-nodes");
        topology.addReadOnlyStateStore(
                store(FLEET_NODES, false),
                "from-fleet-node",
                readText,
                readBytes,
                Topics.FLEET_NODE.name(),
                "fill-fleet-nodes",
                () -> new StoreFiller(FLEET_NODES, _ -> {}));
        topology.addReadOnlyStateStore(
                store(FLEET_HEARD, false),
                "from-fleet-heard",
                readText,
                readBytes,
                Topics.FLEET_HEARD.name(),
                "fill-fleet-heard",
                () -> new StoreFiller(FLEET_HEARD, _ -> {}));
        topology.addReadOnlyStateStore(
                store(NODE_STATE, true),
                "from-node-state",
                readText,
                readBytes,
                Topics.NODE_STATE.name(),
                "fill-node-state",
                () -> new StoreFiller(NODE_STATE, key -> onPage.accept(NodeId.parse(StateRecord.nodeKey(key)))));
        topology.connectProcessorAndStateStores(NODES, FLEET_NODES, FLEET_HEARD, NODE_STATE);
        topology.addSink(TO_NODE_STATE, Topics.NODE_STATE.name(), text, bytes, new ByNode(), NODES);
        topology.addSink(TO_FLEET_NODE, Topics.FLEET_NODE.name(), text, bytes, NODES);
        topology.addSink(
                TO_FLEET_HEARD,
                Topics.FLEET_HEARD.name(),
                text,
                bytes,
                (_, key, _, _) -> Optional.of(Set.of(HeardTopic.partition(key))),
                NODES);
        topology.addSink(TO_INBOX, Topics.NODE_INBOX.name(), text, bytes, NODES);
        return topology;
    }

    private static StoreBuilder<KeyValueStore<String, byte[]>> store(String name, boolean onDisk) {
        return Stores.keyValueStoreBuilder(
                        onDisk ? Stores.persistentKeyValueStore(name) : Stores.inMemoryKeyValueStore(name),
                        Serdes.String(),
                        Serdes.ByteArray())
                .withLoggingDisabled()
                .withCachingDisabled();
    }

    /// Sections lie where their node lies.
    private static final class ByNode implements StreamPartitioner<String, byte[]> {
        @Override
        public Optional<Set<Integer>> partitions(String topic, String key, byte[] value, int partitions) {
            byte[] node = StateRecord.nodeKey(key).getBytes(StandardCharsets.UTF_8);
            return Optional.of(Set.of(BuiltInPartitioner.partitionForKey(node, partitions)));
        }
    }
}
