package io.holdfast.aggregator.rollout;

import io.holdfast.aggregator.fold.Departures;
import io.holdfast.aggregator.rollout.Foresight.Told;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.finding.Finding;
import io.holdfast.protocol.finding.Outcome;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Puts together what departs from a baseline: by value for people, and by node for the rollout. A fleet says few
/// different things, so that each is written down once and nodes keep its number.
final class Gathering {
    private static final Departures NOTHING = Departures.of(List.of());
    private static final Comparator<Told> ORDER = Comparator.comparing(Told::check)
            .thenComparing(Told::observed)
            .thenComparing(Told::fresh)
            .thenComparing(one -> one.instances().getFirst());

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

    private record Where(Set<NodeId> nodes, Set<NodeId> fresh) {}

    /// What is told of a node, by number.
    private record Of(BitSet open, BitSet waived) {}

    private final Preview.Asked asked;
    private final SortedMap<Key, Where> rows = new TreeMap<>();
    private final Map<Told, Integer> numbers = new HashMap<>();
    private final List<Told> told = new ArrayList<>();
    private final Map<NodeId, Of> nodes = new HashMap<>();

    Gathering(Preview.Asked asked) {
        this.asked = asked;
    }

    void add(Preview.Found found) {
        for (Finding finding : found.findings()) {
            if (finding.declared().isPresent() && Preview.departs(beneath(finding))) {
                Where where = rows.computeIfAbsent(Key.of(finding), _ -> new Where(new HashSet<>(), new HashSet<>()));
                where.nodes().addAll(found.nodes());
                if (finding.outcome() == Outcome.WAIVED) {
                    int held = number(finding, finding.instances(), false);
                    found.nodes().forEach(node -> of(node).waived().set(held));
                } else {
                    addOpen(finding, found.nodes(), where.fresh());
                }
            }
        }
    }

    private static Outcome beneath(Finding finding) {
        return finding.outcome() == Outcome.WAIVED
                ? finding.held().map(Finding.Held::outcome).orElse(Outcome.UNKNOWN)
                : finding.outcome();
    }

    private void addOpen(Finding finding, Collection<NodeId> where, Set<NodeId> fresh) {
        OptionalInt whole = OptionalInt.empty();
        for (NodeId node : where) {
            Departures now = asked.departing().getOrDefault(node, NOTHING);
            BitSet open = of(node).open();
            if (!now.checks().contains(finding.check())) {
                if (whole.isEmpty()) {
                    whole = OptionalInt.of(number(finding, finding.instances(), true));
                }
                open.set(whole.getAsInt());
                fresh.add(node);
                continue;
            }
            List<Instance> known = new ArrayList<>();
            List<Instance> more = new ArrayList<>();
            finding.instances().forEach(one -> (now.has(finding.check(), one) ? known : more).add(one));
            if (!known.isEmpty()) {
                open.set(number(finding, known, false));
            }
            if (!more.isEmpty()) {
                open.set(number(finding, more, true));
                fresh.add(node);
            }
        }
    }

    private Of of(NodeId node) {
        return nodes.computeIfAbsent(node, _ -> new Of(new BitSet(), new BitSet()));
    }

    private int number(Finding finding, List<Instance> instances, boolean isFresh) {
        Told one = new Told(finding.check(), finding.observed(), instances, isFresh);
        return numbers.computeIfAbsent(one, _ -> {
            told.add(one);
            return told.size() - 1;
        });
    }

    List<Preview.Row> rows() {
        return rows.entrySet().stream()
                .map(row -> new Preview.Row(
                        row.getKey().check(),
                        row.getKey().outcome(),
                        row.getKey().expected(),
                        row.getKey().observed(),
                        row.getValue().nodes().size(),
                        row.getValue().fresh().size()))
                .toList();
    }

    Foresight foresight(Catalog catalog) {
        Map<Of, SortedSet<NodeId>> groups = new HashMap<>();
        nodes.forEach(
                (node, of) -> groups.computeIfAbsent(of, _ -> new TreeSet<>()).add(node));
        List<Foresight.Alike> alike = groups.entrySet().stream()
                .map(group -> new Foresight.Alike(
                        group.getValue(),
                        sorted(group.getKey().open()),
                        sorted(group.getKey().waived())))
                .sorted(Comparator.comparing(group -> group.nodes().first()))
                .toList();
        return new Foresight(alike, drains(alike, catalog));
    }

    private List<Told> sorted(BitSet these) {
        return these.stream().mapToObj(told::get).sorted(ORDER).toList();
    }

    private static int drains(List<Foresight.Alike> alike, Catalog catalog) {
        return alike.stream()
                .filter(group -> group.told().stream()
                        .anyMatch(one -> one.fresh()
                                && catalog.find(one.check())
                                        .filter(row -> row.cost().needsDrain())
                                        .isPresent()))
                .mapToInt(group -> group.nodes().size())
                .sum();
    }
}
