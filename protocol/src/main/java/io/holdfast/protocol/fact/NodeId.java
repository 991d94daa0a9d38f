package io.holdfast.protocol.fact;

import java.util.regex.Pattern;

/// A node within a cluster, written `<cluster>/<node>`. Node names repeat across clusters, so neither half stands
/// alone.
///
/// The cluster is a DNS label (RFC 1123), the node a Kubernetes node name (RFC 1123 subdomain).
public record NodeId(String cluster, String name) implements Comparable<NodeId> {
    private static final Pattern CLUSTER = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?");

    public NodeId {
        if (!CLUSTER.matcher(cluster).matches()) {
            throw new IllegalArgumentException("cluster \"" + cluster + "\": expected " + CLUSTER);
        }
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("node \"" + name + "\": expected " + NAME);
        }
    }

    /// Parses `<cluster>/<node>`.
    public static NodeId parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("node id \"" + text + "\": expected <cluster>/<node>");
        }
        return new NodeId(text.substring(0, slash), text.substring(slash + 1));
    }

    @Override
    public int compareTo(NodeId other) {
        int byCluster = cluster.compareTo(other.cluster);
        return byCluster != 0 ? byCluster : name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return cluster + "/" + name;
    }
}
