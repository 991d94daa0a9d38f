package io.holdfast.aggregator.rollout;

import io.holdfast.aggregator.rollout.Foresight.Told;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.finding.Finding;
import io.holdfast.protocol.finding.Outcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What departs from a baseline before it is in force.
///
/// @param rows the checks with their values and on how many nodes
/// @param nodes that were judged
/// @param unread nodes whose facts could not be judged now
/// @param accepted checks that departed later, and with which somebody went on all the same
/// @param foresight what departs on which node; empty where an older version wrote it
public record Preview(
        List<Row> rows, int nodes, int unread, SortedSet<CheckId> accepted, Optional<Foresight> foresight) {
    /// Nobody has looked yet.
    static final Preview NONE = new Preview(List.of(), 0, 0, new TreeSet<>(), Optional.empty());

    /// One value of one check that departs.
    ///
    /// @param outcome `WAIVED` where an approved exception holds it
    /// @param nodes on how many nodes any instance does
    /// @param fresh on how many of them the check does not depart from the baseline in force
    public record Row(CheckId check, Outcome outcome, String expected, String observed, int nodes, int fresh) {}

    /// What would be found on nodes.
    public record Found(Collection<NodeId> nodes, List<Finding> findings) {
        public Found {
            nodes = List.copyOf(nodes);
            findings = List.copyOf(findings);
        }
    }

    /// Who was asked about.
    ///
    /// @param departing each node that was judged, with the checks that depart from the baseline in force
    public record Asked(Map<NodeId, ? extends Set<CheckId>> departing, int unread) {
        public Asked {
            departing = Map.copyOf(departing);
        }

        private boolean isFresh(NodeId node, CheckId check) {
            Set<CheckId> known = departing.get(node);
            return known == null || !known.contains(check);
        }
    }

    private record Key(CheckId check, Outcome outcome, String expected, String observed) implements Comparable<Key> {
        static Key of(Finding one) {
            return new Key(one.check(), one.outcome(), one.expected(), one.observed());
        }

        @Override
        public int compareTo(Key other) {
            return Comparator.comparing(Key::check)
                    .thenComparing(Key::outcome)
                    .thenComparing(Key::expected)
                    .thenComparing(Key::observed)
                    .compare(this, other);
        }
    }

    public Preview {
        rows = List.copyOf(rows);
        accepted = Collections.unmodifiableSortedSet(new TreeSet<>(accepted));
    }

    /// Counts what departs.
    ///
    /// @param found what would be found by the new baseline; a node may stand in several of them
    public static Preview of(Collection<Found> found, Asked asked, Catalog catalog) {
        SortedMap<Key, Set<NodeId>> where = new TreeMap<>();
        Map<NodeId, Node> told = new TreeMap<>();
        for (Found one : found) {
            for (Finding finding : one.findings()) {
                if (finding.declared().isPresent() && departs(beneath(finding))) {
                    where.computeIfAbsent(Key.of(finding), _ -> new TreeSet<>()).addAll(one.nodes());
                    one.nodes()
                            .forEach(node -> told.computeIfAbsent(node, _ -> Node.empty())
                                    .add(finding, node, asked));
                }
            }
        }
        List<Row> rows = where.entrySet().stream()
                .map(entry -> row(entry.getKey(), entry.getValue(), asked))
                .toList();
        Foresight foresight = new Foresight(alike(told), drains(told.values(), catalog));
        return new Preview(rows, asked.departing().size(), asked.unread(), new TreeSet<>(), Optional.of(foresight));
    }

    /// What departs on one node, while it is gathered.
    private record Node(List<Told> open, List<Told> waived) {
        private static final Comparator<Told> ORDER =
                Comparator.comparing(Told::check).thenComparing(Told::observed);

        static Node empty() {
            return new Node(new ArrayList<>(), new ArrayList<>());
        }

        void add(Finding finding, NodeId node, Asked asked) {
            if (finding.outcome() == Outcome.WAIVED) {
                waived.add(told(finding, false));
            } else {
                open.add(told(finding, asked.isFresh(node, finding.check())));
            }
        }

        Node sorted() {
            return new Node(
                    open.stream().sorted(ORDER).toList(),
                    waived.stream().sorted(ORDER).toList());
        }
    }

    private static Outcome beneath(Finding finding) {
        return finding.held()
                .filter(_ -> finding.outcome() == Outcome.WAIVED)
                .map(Finding.Held::outcome)
                .orElse(finding.outcome());
    }

    private static Told told(Finding finding, boolean isFresh) {
        return new Told(finding.check(), finding.observed(), finding.instances(), isFresh);
    }

    private static Row row(Key key, Set<NodeId> nodes, Asked asked) {
        int fresh = key.outcome() == Outcome.WAIVED
                ? 0
                : (int) nodes.stream()
                        .filter(node -> asked.isFresh(node, key.check()))
                        .count();
        return new Row(key.check(), key.outcome(), key.expected(), key.observed(), nodes.size(), fresh);
    }

    private static List<Foresight.Alike> alike(Map<NodeId, Node> told) {
        Map<Node, SortedSet<NodeId>> groups = new HashMap<>();
        told.forEach((node, one) ->
                groups.computeIfAbsent(one.sorted(), _ -> new TreeSet<>()).add(node));
        return groups.entrySet().stream()
                .map(group -> new Foresight.Alike(
                        group.getValue(), group.getKey().open(), group.getKey().waived()))
                .sorted(Comparator.comparing(group -> group.nodes().first()))
                .toList();
    }

    private static int drains(Collection<Node> told, Catalog catalog) {
        return (int) told.stream()
                .filter(node -> node.open().stream()
                        .anyMatch(one -> one.fresh()
                                && catalog.find(one.check())
                                        .filter(row -> row.cost().needsDrain())
                                        .isPresent()))
                .count();
    }

    /// Whether a judgement says that something is not as declared.
    static boolean departs(Outcome outcome) {
        return switch (outcome) {
            case DRIFT, PENDING, FAULT -> true;
            case OK, UNKNOWN, NOT_APPLICABLE, SUPPRESSED, WAIVED -> false;
        };
    }

    Preview accepting(Collection<CheckId> more) {
        TreeSet<CheckId> all = new TreeSet<>(accepted);
        all.addAll(more);
        return new Preview(rows, nodes, unread, all, foresight);
    }

    /// The checks that depart on a node where nobody said so.
    SortedSet<CheckId> beyond(Member member) {
        SortedSet<CheckId> beyond = new TreeSet<>(member.departs());
        beyond.removeAll(accepted);
        if (!beyond.isEmpty()) {
            foresight.orElse(Foresight.NONE).all(member.node()).forEach(one -> beyond.remove(one.check()));
        }
        return beyond;
    }

    /// What departs on a node because the baseline is another, and that nobody has accepted yet.
    List<Told> fresh(NodeId node) {
        return foresight.orElse(Foresight.NONE).open(node).stream()
                .filter(one -> one.fresh() && !accepted.contains(one.check()))
                .toList();
    }
}
