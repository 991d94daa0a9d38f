package io.holdfast.standalone.simulate;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Which made-up nodes there are, and in what they differ from each other.
///
/// @param servers what all of them are: the shipped baseline that describes such a server; empty for a mixed fleet
/// @param symptoms how single nodes differ; empty where chance decides, and changes its mind
public record Simulated(int nodes, Optional<String> servers, Optional<List<Symptom>> symptoms) {
    public static final Simulated NONE = mixed(0);

    public Simulated {
        servers.ifPresent(Simulated::layout);
        symptoms = symptoms.map(List::copyOf);
        int odd = symptoms.orElse(List.of()).stream().mapToInt(Symptom::nodes).sum();
        if (odd > nodes) {
            throw new IllegalArgumentException(
                    "symptoms on " + odd + " nodes: expected no more than the " + nodes + " nodes that there are");
        }
    }

    /// Servers of several kinds, on which things happen by chance.
    public static Simulated mixed(int nodes) {
        return new Simulated(nodes, Optional.empty(), Optional.empty());
    }

    /// Servers of one kind, on which nothing happens by itself.
    public static Simulated alike(int nodes, String servers) {
        return new Simulated(nodes, Optional.of(servers), Optional.of(List.of()));
    }

    /// The names that `servers` may have.
    public static List<String> kinds() {
        return Arrays.stream(Layout.values()).map(Layout::follows).toList();
    }

    Optional<Layout> layout() {
        return servers.map(Simulated::layout);
    }

    private static Layout layout(String servers) {
        return Arrays.stream(Layout.values())
                .filter(layout -> layout.follows().equals(servers))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        servers + ": expected one of " + kinds().stream().collect(Collectors.joining(", "))));
    }

    /// For the terminal.
    public String words() {
        String what = servers.map(kind -> ", all as " + kind + " describes").orElse("");
        String differ = symptoms.map(list -> list.isEmpty()
                        ? ", all alike"
                        : ", but " + list.stream().map(Symptom::words).collect(Collectors.joining(", ")))
                .orElse("");
        return nodes + " nodes" + what + differ;
    }
}
