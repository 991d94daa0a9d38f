package io.holdfast.aggregator.web;

import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fleet.NodeState;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The fleet as Prometheus is told of it: figures, and names only where there are few.
///
/// @param silent when each silent node was last heard; at most `NAMED`, those silent for the shortest time first: a
///     node that just fell silent is news, one that has been for a week is not
/// @param unmet on how many nodes each release condition is not met or not known to be; at most `NAMED`, the most
///     frequent first
/// @param working on how many nodes others do what
record FleetFigures(
        Map<NodeState, Integer> states,
        int duplicates,
        FleetBody.HealthBody health,
        Map<NodeId, Instant> silent,
        int blocked,
        Map<String, Integer> unmet,
        Map<Working, Integer> working) {
    /// A kind of work of others, and how it goes.
    ///
    /// @param how stage of it, in lower case; `long` for what is under way for too long
    record Working(String work, String how) {}

    /// How many series one family may have at most: a fleet that is wrong everywhere must not break the one that
    /// watches it.
    static final int NAMED = 50;

    /// Taken away, or out on purpose: its release conditions are not met, and nobody has to be told.
    private static final Set<NodeState> OUT_OF_SERVICE =
            EnumSet.of(NodeState.RETIRED, NodeState.IN_MAINTENANCE, NodeState.PREPARING);

    static FleetFigures of(Collection<NodeSummary> nodes) {
        EnumMap<NodeState, Integer> states = new EnumMap<>(NodeState.class);
        TreeMap<NodeId, Instant> silent = new TreeMap<>();
        TreeMap<String, Integer> unmet = new TreeMap<>();
        nodes.forEach(node -> states.merge(node.state(), 1, Integer::sum));
        nodes.stream()
                .filter(node -> node.state() == NodeState.SILENT && node.lastHeard() != null)
                .sorted(Comparator.comparing(NodeSummary::lastHeard).reversed())
                .limit(NAMED)
                .forEach(node -> silent.put(node.node(), node.lastHeard()));
        List<NodeSummary> blocked = nodes.stream()
                .filter(node -> !OUT_OF_SERVICE.contains(node.state()))
                .filter(node -> !node.unmet().isEmpty())
                .toList();
        blocked.forEach(node -> node.unmet().forEach(check -> unmet.merge(check, 1, Integer::sum)));
        return new FleetFigures(
                states,
                (int) nodes.stream().filter(node -> node.duplicate() != null).count(),
                FleetBody.health(nodes),
                silent,
                blocked.size(),
                most(unmet),
                working(nodes));
    }

    private static Map<Working, Integer> working(Collection<NodeSummary> nodes) {
        Map<Working, Integer> counts = new HashMap<>();
        nodes.stream()
                .flatMap(node -> node.work().stream()
                        .map(one -> new Working(
                                one.work(),
                                one.isLong() ? "long" : one.stage().name().toLowerCase(Locale.ROOT)))
                        .distinct())
                .forEach(one -> counts.merge(one, 1, Integer::sum));
        return counts;
    }

    private static Map<String, Integer> most(Map<String, Integer> counts) {
        TreeMap<String, Integer> most = new TreeMap<>();
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(NAMED)
                .forEach(entry -> most.put(entry.getKey(), entry.getValue()));
        return most;
    }
}
