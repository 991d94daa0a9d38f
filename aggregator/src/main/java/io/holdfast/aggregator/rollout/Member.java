package io.holdfast.aggregator.rollout;

import io.holdfast.aggregator.fold.Departures;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fleet.NodeState;

/// A node that a rollout is about, as it is now.
///
/// @param state what it is, whoever works on it: a fault is one in a maintenance too
/// @param isInService whether nobody else works on it
/// @param baseline digest of the baseline that it says it is judged by
/// @param departs what departs from that baseline, held back or not
public record Member(NodeId node, NodeState state, boolean isInService, String baseline, Departures departs) {
    /// Whether nothing is known of it now.
    boolean isUnheard() {
        return switch (state) {
            case RETIRED, UNENROLLED, SILENT, UNKNOWN -> true;
            case IN_MAINTENANCE, PREPARING, UNHEALTHY, DEGRADED, DRIFTED, PENDING, UNDECLARED, HEALTHY -> false;
        };
    }

    boolean isFaulty() {
        return state == NodeState.UNHEALTHY || state == NodeState.DEGRADED;
    }

    /// Whether it would show that something is wrong with a baseline, and not with itself.
    boolean isFit() {
        return isInService && (state == NodeState.HEALTHY || state == NodeState.UNDECLARED);
    }
}
