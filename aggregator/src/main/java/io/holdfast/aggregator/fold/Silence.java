package io.holdfast.aggregator.fold;

import io.holdfast.protocol.fleet.NodeState;
import java.time.Duration;
import java.time.Instant;

/// When a node that is not heard is silent. Judged in broker time, and only by one who has read everything
/// there is: a partition
/// that lags or a broker that was away says nothing about its nodes.
///
/// @param interval at which nodes report
public record Silence(Duration interval) {
    private static final int MISSED = 3;

    /// How long nothing has to be heard.
    public Duration patience() {
        return interval.multipliedBy(MISSED);
    }

    /// Whether the node counts as silent.
    ///
    /// @param caughtUpSince since when everything appended has been read without a break
    public boolean judges(FleetNode node, Instant caughtUpSince, Instant now) {
        return node.state() != NodeState.SILENT
                && Duration.between(caughtUpSince, now).compareTo(patience()) > 0
                && Duration.between(node.lastHeard(), now).compareTo(patience()) > 0;
    }
}
