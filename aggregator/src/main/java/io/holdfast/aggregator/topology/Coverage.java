package io.holdfast.aggregator.topology;

import io.holdfast.aggregator.fold.FleetNode;
import io.holdfast.aggregator.foreign.WorkRules;
import io.holdfast.protocol.fleet.NodeState;
import java.time.Duration;
import java.time.Instant;

/// What others add to what a node said: one that the inventory no longer lists and that is long silent has been taken
/// away, and one that somebody works on is not in service.
public final class Coverage {
    private static final Duration GONE_AFTER = Duration.ofDays(7);

    private Coverage() {}

    /// The state to show. Without an inventory nobody can say that a node is gone.
    public static NodeState of(FleetNode node, Inventory inventory, Instant now) {
        boolean gone = !inventory.nodes().isEmpty()
                && !inventory.nodes().containsKey(node.node())
                && node.state() == NodeState.SILENT
                && Duration.between(node.since(), now).compareTo(GONE_AFTER) >= 0;
        if (gone) {
            return NodeState.RETIRED;
        }
        return WorkRules.shipped()
                .shows(node.work())
                .filter(state -> state.compareTo(node.state()) < 0)
                .orElse(node.state());
    }
}
