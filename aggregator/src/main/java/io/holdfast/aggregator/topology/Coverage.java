package io.holdfast.aggregator.topology;

import io.holdfast.aggregator.fold.FleetNode;
import io.holdfast.protocol.fleet.NodeState;
import java.time.Duration;
import java.time.Instant;

/// What the inventory adds to what a node said: a node that it no longer lists and that is long silent has
/// been taken away.
public final class Coverage {
    private static final Duration GONE_AFTER = Duration.ofDays(7);

    private Coverage() {}

    /// The state to show. Without an inventory nobody can say that a node is gone.
    public static NodeState of(FleetNode node, Inventory inventory, Instant now) {
        boolean gone = !inventory.nodes().isEmpty()
                && !inventory.nodes().containsKey(node.node())
                && node.state() == NodeState.SILENT
                && Duration.between(node.since(), now).compareTo(GONE_AFTER) >= 0;
        return gone ? NodeState.RETIRED : node.state();
    }
}
