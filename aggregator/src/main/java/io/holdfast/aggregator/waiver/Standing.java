package io.holdfast.aggregator.waiver;

import io.holdfast.aggregator.fold.Exceptions;
import io.holdfast.aggregator.fold.FleetNode;
import io.holdfast.protocol.baseline.Waiver;
import io.holdfast.protocol.fact.NodeId;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;

/// What a waiver is about on the fleet now, as far as nodes have told. Silent nodes count as they last were.
///
/// @param covered instances that nodes show as waived by it
/// @param open instances of its checks that are findings, on the nodes that it is for
public record Standing(int covered, int coveredNodes, int open, int openNodes) {
    /// Counts.
    public static Standing of(
            Waiver waiver, Collection<FleetNode> nodes, Function<NodeId, ? extends Map<String, String>> labels) {
        int covered = 0;
        int coveredNodes = 0;
        int open = 0;
        int openNodes = 0;
        for (FleetNode node : nodes) {
            Exceptions told = node.health().exceptions();
            if (told.isEmpty() || !waiver.isFor(node.node(), labels.apply(node.node()))) {
                continue;
            }
            int itsCovered = told.waived().stream()
                    .filter(one -> isBy(waiver, one))
                    .mapToInt(Exceptions.Waived::instances)
                    .sum();
            int itsOpen = told.open().entrySet().stream()
                    .filter(entry -> waiver.covers(entry.getKey()))
                    .mapToInt(Map.Entry::getValue)
                    .sum();
            covered += itsCovered;
            coveredNodes += itsCovered > 0 ? 1 : 0;
            open += itsOpen;
            openNodes += itsOpen > 0 ? 1 : 0;
        }
        return new Standing(covered, coveredNodes, open, openNodes);
    }

    /// A node is told no id: who waives the same for the same reason until the same time is one.
    private static boolean isBy(Waiver waiver, Exceptions.Waived one) {
        return waiver.covers(one.check())
                && one.reason().equals(waiver.reason())
                && one.owner().equals(waiver.owner())
                && one.until().equals(waiver.expires());
    }

    static String words(int findings, int nodes) {
        return findings
                + (findings == 1 ? " finding on " : " findings on ")
                + nodes
                + (nodes == 1 ? " node" : " nodes");
    }
}
