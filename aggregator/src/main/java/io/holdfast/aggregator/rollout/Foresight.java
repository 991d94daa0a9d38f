package io.holdfast.aggregator.rollout;

import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.NodeId;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// What was foreseen of which node. Only that is held back there: the same check on another node is a surprise.
///
/// @param alike nodes of which the same was foreseen; each node stands in one of them at most
/// @param drains how many nodes have to be drained to mend what departs because the baseline is another
public record Foresight(List<Alike> alike, int drains) {
    /// Nothing was foreseen of any node.
    static final Foresight NONE = new Foresight(List.of(), 0);

    public Foresight {
        alike = List.copyOf(alike);
    }

    /// Nodes of which the same was foreseen.
    public record Alike(SortedSet<NodeId> nodes, List<Told> told) {
        public Alike {
            nodes = Collections.unmodifiableSortedSet(new TreeSet<>(nodes));
            told = List.copyOf(told);
        }
    }

    /// A check that departs on a node.
    ///
    /// @param fresh whether it does so because the baseline is another: it does not depart from the one in force
    public record Told(CheckId check, String observed, List<Instance> instances, boolean fresh) {
        public Told {
            instances = List.copyOf(instances);
        }
    }

    /// What was foreseen of a node.
    List<Told> of(NodeId node) {
        return alike.stream()
                .filter(group -> group.nodes().contains(node))
                .findFirst()
                .map(Alike::told)
                .orElse(List.of());
    }

    /// The nodes that a value of a check was foreseen on.
    public SortedSet<NodeId> nodes(CheckId check, String observed) {
        SortedSet<NodeId> nodes = new TreeSet<>();
        for (Alike group : alike) {
            if (group.told().stream()
                    .anyMatch(one -> one.check().equals(check) && one.observed().equals(observed))) {
                nodes.addAll(group.nodes());
            }
        }
        return nodes;
    }
}
