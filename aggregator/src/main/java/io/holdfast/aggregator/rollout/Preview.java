package io.holdfast.aggregator.rollout;

import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.finding.Outcome;
import io.holdfast.protocol.judge.Judgement;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What departs from a baseline before it is in force.
///
/// @param rows the checks with their values and on how many nodes
/// @param nodes that were judged
/// @param unread nodes whose facts could not be judged now
/// @param accepted checks that departed later, and with which somebody went on all the same
public record Preview(List<Row> rows, int nodes, int unread, SortedSet<CheckId> accepted) {
    /// Nobody has looked yet.
    static final Preview NONE = new Preview(List.of(), 0, 0, new TreeSet<>());

    /// One value of one check that departs.
    ///
    /// @param nodes on how many nodes any instance does
    /// @param fresh on how many of them the check does not depart from the baseline in force
    public record Row(CheckId check, Outcome outcome, String expected, String observed, int nodes, int fresh) {}

    /// A node as it would be judged.
    ///
    /// @param departing checks that depart from the baseline in force
    public record Judged(List<Judgement> judgements, Set<CheckId> departing) {}

    private record Key(CheckId check, Outcome outcome, String expected, String observed) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            return java.util.Comparator.comparing(Key::check)
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
    /// @param judged each node by the new baseline
    public static Preview of(Collection<Judged> judged, int unread) {
        SortedMap<Key, Integer> counted = new TreeMap<>();
        SortedMap<Key, Integer> fresh = new TreeMap<>();
        for (Judged node : judged) {
            Set<Key> keys = node.judgements().stream()
                    .filter(one -> one.declared().isPresent() && departs(one.outcome()))
                    .map(one -> new Key(one.fact().check(), one.outcome(), one.expected(), one.observed()))
                    .collect(Collectors.toSet());
            keys.forEach(key -> {
                counted.merge(key, 1, Integer::sum);
                fresh.merge(key, node.departing().contains(key.check()) ? 0 : 1, Integer::sum);
            });
        }
        List<Row> rows = counted.entrySet().stream()
                .map(entry -> row(entry.getKey(), entry.getValue(), fresh.getOrDefault(entry.getKey(), 0)))
                .toList();
        return new Preview(rows, judged.size(), unread, new TreeSet<>());
    }

    private static Row row(Key key, int nodes, int fresh) {
        return new Row(key.check(), key.outcome(), key.expected(), key.observed(), nodes, fresh);
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
        return new Preview(rows, nodes, unread, all);
    }

    /// All checks that may depart without surprise.
    public SortedSet<CheckId> checks() {
        SortedSet<CheckId> checks = rows.stream().map(Row::check).collect(Collectors.toCollection(TreeSet::new));
        checks.addAll(accepted);
        return checks;
    }

    /// The checks that depart because the baseline is another, and that nobody has accepted yet.
    SortedSet<CheckId> foreseen() {
        return rows.stream()
                .filter(row -> row.fresh() > 0 && !accepted.contains(row.check()))
                .map(Row::check)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
