package io.holdfast.agent.cli;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.protocol.fact.NodeId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// How a node is called when nobody says: `local/<host name>`.
final class NodeNames {
    private static final String CLUSTER = "local";
    private static final List<String> SOURCES = List.of("/etc/hostname", "/proc/sys/kernel/hostname");
    private static final int LONGEST = 253;

    private NodeNames() {}

    static NodeId of(HostRoot host) {
        return SOURCES.stream()
                .map(host::read)
                .flatMap(read -> read instanceof Attribute.Value<String>(String _, String text)
                        ? clean(text).stream()
                        : java.util.stream.Stream.empty())
                .findFirst()
                .map(name -> new NodeId(CLUSTER, name))
                .orElse(new NodeId(CLUSTER, "unnamed"));
    }

    /// A Kubernetes node name: lower case, other characters as `-`, none of `-.` at the ends.
    static Optional<String> clean(String hostname) {
        String name = hostname.strip().toLowerCase(Locale.ROOT).replaceAll("[^-.a-z0-9]+", "-");
        String trimmed = trim(name);
        return Optional.of(trim(trimmed.substring(0, Math.min(trimmed.length(), LONGEST))))
                .filter(text -> !text.isEmpty());
    }

    private static String trim(String name) {
        return name.replaceAll("^[-.]+|[-.]+$", "");
    }
}
