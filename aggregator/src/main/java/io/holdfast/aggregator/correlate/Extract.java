package io.holdfast.aggregator.correlate;

import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.NodeId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the nodes read of some checks, taken out of the columns at one moment: for each check a number per node that
/// stands for all it reads of it.
///
/// @param nodes a node's place here is its number
record Extract(List<NodeId> nodes, Map<CheckId, Readings> readings) {
    /// What nodes read of one check. Number 0 stands for nothing.
    static final class Readings {
        private final int[] ofNode;
        private final List<List<Fact>> facts = new ArrayList<>(List.of(List.of()));

        Readings(int nodes) {
            this.ofNode = new int[nodes];
        }

        /// A check that is read about a node and about its devices has two columns.
        void add(Map<Cell, BitSet> cells) {
            cells.forEach((cell, who) -> {
                Map<Integer, Integer> joined = new HashMap<>();
                who.stream()
                        .forEach(node -> ofNode[node] =
                                joined.computeIfAbsent(ofNode[node], before -> join(before, cell.facts())));
            });
        }

        private int join(int before, List<Fact> more) {
            List<Fact> all = new ArrayList<>(facts.get(before));
            all.addAll(more);
            facts.add(all);
            return facts.size() - 1;
        }

        /// How many numbers there are.
        int size() {
            return facts.size();
        }

        int of(int node) {
            return ofNode[node];
        }

        List<Fact> facts(int number) {
            return facts.get(number);
        }
    }
}
