package io.holdfast.aggregator.rollout;

import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.NodeId;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What was foreseen of which node. Only that is held back there: the same check on another node, or on another
/// instance of it, is a surprise.
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
    ///
    /// @param waived what departs as well, and an approved exception held: should that end, it is no surprise
    public record Alike(SortedSet<NodeId> nodes, List<Told> told, List<Told> waived) {
        public Alike {
            nodes = Collections.unmodifiableSortedSet(new TreeSet<>(nodes));
            told = List.copyOf(told);
            // An older aggregator knew of none.
            waived = waived == null ? List.of() : List.copyOf(waived);
        }
    }

    /// A check that departs on instances of a node.
    ///
    /// @param fresh whether it does so because the baseline is another: it does not depart from the one in force
    public record Told(CheckId check, String observed, List<Instance> instances, boolean fresh) {
        public Told {
            instances = List.copyOf(instances);
        }
    }

    /// What was foreseen of a node that no exception held.
    List<Told> open(NodeId node) {
        return of(node).map(Alike::told).orElse(List.of());
    }

    /// All that was foreseen of a node.
    List<Told> all(NodeId node) {
        return of(node).stream()
                .flatMap(group -> Stream.concat(group.told().stream(), group.waived().stream()))
                .toList();
    }

    private Optional<Alike> of(NodeId node) {
        return alike.stream().filter(group -> group.nodes().contains(node)).findFirst();
    }

    /// The nodes that a value of a check was foreseen on.
    ///
    /// @param isWaived whether those where an exception held it
    public SortedSet<NodeId> nodes(CheckId check, String observed, boolean isWaived) {
        SortedSet<NodeId> nodes = new TreeSet<>();
        for (Alike group : alike) {
            List<Told> its = isWaived ? group.waived() : group.told();
            if (its.stream()
                    .anyMatch(one -> one.check().equals(check) && one.observed().equals(observed))) {
                nodes.addAll(group.nodes());
            }
        }
        return nodes;
    }
}
