package io.holdfast.aggregator.stream;

import io.holdfast.protocol.fact.NodeId;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/// Told what can be read anew. Called from threads that must not be blocked.
public interface FleetListener {
    /// The summaries of these nodes changed.
    void nodesChanged(Set<NodeId> nodes);

    /// These nodes were heard; nothing else of their summaries changed.
    ///
    /// @param nodes when each was heard last
    void nodesHeard(Map<NodeId, Instant> nodes);

    /// Facts or findings of a node were stored: its page reads differently from now on.
    void pageChanged(NodeId node);
}
