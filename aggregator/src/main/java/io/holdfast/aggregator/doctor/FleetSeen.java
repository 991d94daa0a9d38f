package io.holdfast.aggregator.doctor;

import io.holdfast.aggregator.topology.Inventory;
import io.holdfast.protocol.diagnosis.BrokerSeen;
import io.holdfast.protocol.diagnosis.FolderSeen;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fleet.NodeState;
import java.util.List;
import java.util.Optional;

/// All that a doctor looks at beside a running aggregator.
///
/// @param inventory the nodes there should be
/// @param partitions that the aggregator is told of
public record FleetSeen(
        BrokerSeen broker, Optional<Topics> topics, FolderSeen data, Inventory inventory, int partitions) {
    /// What stands in the topics.
    ///
    /// @param members instances of the aggregator that fold now
    /// @param lag records from agents that are not folded yet
    public record Topics(int members, long lag, List<Node> nodes) {
        public Topics {
            nodes = List.copyOf(nodes);
        }
    }

    /// A node as the fleet knows it.
    ///
    /// @param uncovered facts that its agent is not permitted to read
    public record Node(NodeId node, NodeState state, String agentVersion, int uncovered) {}
}
