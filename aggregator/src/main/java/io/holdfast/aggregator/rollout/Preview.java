package io.holdfast.aggregator.rollout;

import io.holdfast.aggregator.fold.Departures;
import io.holdfast.aggregator.rollout.Foresight.Told;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.finding.Finding;
import io.holdfast.protocol.finding.Outcome;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

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

    private static final int NAMED = 3;

    /// One value of one check that departs.
    ///
    /// @param outcome `WAIVED` where an approved exception holds it
    /// @param nodes on how many nodes any instance does
    /// @param fresh on how many of them one does that does not depart from the baseline in force
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
    /// @param departing each node that was judged, with what departs from the baseline in force
    public record Asked(Map<NodeId, Departures> departing, int unread) {
        public Asked {
            departing = Map.copyOf(departing);
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
        Gathering gathered = new Gathering(asked);
        found.forEach(gathered::add);
        return new Preview(
                gathered.rows(),
                asked.departing().size(),
                asked.unread(),
                new TreeSet<>(),
                Optional.of(gathered.foresight(catalog)));
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

    /// What departs on a node where nobody said so, in words: a check, with the instances where it was foreseen on
    /// others of that node.
    SortedSet<String> beyond(Member member) {
        SortedSet<String> beyond = new TreeSet<>();
        member.departs().all().forEach((check, instances) -> {
            if (!accepted.contains(check)) {
                Set<Instance> said = said(member.node(), check);
                List<String> more = instances.stream()
                        .filter(one -> !said.contains(one))
                        .map(Instance::text)
                        .toList();
                if (said.isEmpty()) {
                    beyond.add(check.text());
                } else if (!more.isEmpty()) {
                    beyond.add(check + " of " + some(more));
                }
            }
        });
        return beyond;
    }

    private Set<Instance> said(NodeId node, CheckId check) {
        return foresight.orElse(Foresight.NONE).all(node).stream()
                .filter(one -> one.check().equals(check))
                .flatMap(one -> one.instances().stream())
                .collect(Collectors.toSet());
    }

    private static String some(List<String> names) {
        return String.join(", ", names.subList(0, Math.min(NAMED, names.size())))
                + (names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "");
    }

    /// What departs on a node because the baseline is another, and that nobody has accepted yet.
    List<Told> fresh(NodeId node) {
        return foresight.orElse(Foresight.NONE).open(node).stream()
                .filter(one -> one.fresh() && !accepted.contains(one.check()))
                .toList();
    }
}
