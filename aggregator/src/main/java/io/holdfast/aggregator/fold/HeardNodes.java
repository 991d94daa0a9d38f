package io.holdfast.aggregator.fold;

import io.holdfast.protocol.fact.NodeId;
import java.util.Collections;
import java.util.SortedMap;

/// How far the nodes of a partition were heard: the value of `holdfast.fleet.heard.v1`.
public record HeardNodes(SortedMap<NodeId, Heard> nodes) {
    public HeardNodes {
        nodes = Collections.unmodifiableSortedMap(nodes);
    }
}
