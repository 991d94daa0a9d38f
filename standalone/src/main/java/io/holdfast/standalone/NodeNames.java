package io.holdfast.standalone;

import io.holdfast.protocol.fact.NodeId;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/// Node ids made of host names and folder names: what Kubernetes would not accept as a node name becomes `-`, and a
/// name
/// that is taken gets a number.
final class NodeNames {
    private final String cluster;
    private final Set<NodeId> taken = new HashSet<>();

    NodeNames(String cluster) {
        this.cluster = cluster;
    }

    /// The node id for a name as people write it.
    NodeId next(String name) {
        String clean =
                name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.-]", "-").replaceAll("^[^a-z0-9]+|[^a-z0-9]+$", "");
        String base = clean.isEmpty() ? "node" : clean;
        NodeId node = new NodeId(cluster, base);
        for (int number = 2; !taken.add(node); number++) {
            node = new NodeId(cluster, base + "-" + number);
        }
        return node;
    }
}
