package io.holdfast.protocol.fact;

/// A node within a cluster, written `<cluster>/<node>`. Node names repeat across clusters, so neither half stands
/// alone.
///
/// The cluster is a DNS label (RFC 1123), the node a Kubernetes node name (RFC 1123 subdomain).
public record NodeId(String cluster, String name) implements Comparable<NodeId> {
    private static final int LONGEST_CLUSTER = 63;
    private static final int LONGEST_NAME = 253;

    public NodeId {
        if (!isName(cluster, LONGEST_CLUSTER, false)) {
            throw new IllegalArgumentException(
                    "cluster \"" + cluster + "\": expected a DNS label: a-z, 0-9 and -, at most " + LONGEST_CLUSTER);
        }
        if (!isName(name, LONGEST_NAME, true)) {
            throw new IllegalArgumentException(
                    "node \"" + name + "\": expected a DNS name: a-z, 0-9, - and ., at most " + LONGEST_NAME);
        }
    }

    private static boolean isName(String text, int longest, boolean dotted) {
        int last = text.length() - 1;
        if (last < 0 || last >= longest || !isLetterOrDigit(text.charAt(0)) || !isLetterOrDigit(text.charAt(last))) {
            return false;
        }
        for (int at = 1; at < last; at++) {
            char c = text.charAt(at);
            if (!isLetterOrDigit(c) && c != '-' && !(dotted && c == '.')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
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
