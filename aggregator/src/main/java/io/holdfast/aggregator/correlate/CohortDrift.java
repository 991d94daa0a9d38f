package io.holdfast.aggregator.correlate;

import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.NodeId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/// Drift without a baseline: nodes of the same hardware are compared check by check, and who reads otherwise than most
/// of its peers is named. Pure.
public final class CohortDrift {
    /// Fewer peers, or fewer of them that agree, prove nothing.
    private static final int PEERS = 5;

    private static final double MOST = 0.8;

    private CohortDrift() {}

    /// Nodes of the same hardware.
    ///
    /// @param hardware what they share, by check
    public record Cohort(SortedMap<String, String> hardware, SortedSet<NodeId> nodes, List<Difference> differences) {
        public Cohort {
            hardware = Collections.unmodifiableSortedMap(hardware);
            nodes = Collections.unmodifiableSortedSet(nodes);
            differences = List.copyOf(differences);
        }

        /// The one that differs from its peers in the fewest checks; empty where none is fit.
        public Optional<NodeId> typical(Predicate<NodeId> isFit) {
            Map<NodeId, Integer> odds = new HashMap<>();
            differences.forEach(one -> one.odd().keySet().forEach(node -> odds.merge(node, 1, Integer::sum)));
            return nodes.stream()
                    .filter(isFit)
                    .min(Comparator.comparingInt((NodeId node) -> odds.getOrDefault(node, 0))
                            .thenComparing(Comparator.naturalOrder()));
        }
    }

    /// A check in which not all peers are alike.
    ///
    /// @param usual what most of them read
    /// @param alike how many read that
    /// @param known of how many it is known what they read
    /// @param suspected whether too few peers, or too few that agree, stand behind it
    /// @param odd those who read something else, and what
    public record Difference(
            CheckId check, String usual, int alike, int known, boolean suspected, SortedMap<NodeId, String> odd) {
        public Difference {
            odd = Collections.unmodifiableSortedMap(odd);
        }
    }

    /// Checks that columns have to hold for this.
    public static Predicate<CheckId> wanted(CohortRule rule, Catalog catalog) {
        Map<CheckId, Boolean> known = new HashMap<>();
        return check -> known.computeIfAbsent(check, one -> rule.names(one) || isCompared(one, catalog));
    }

    /// Configuration that does not change by itself. What identifies a single device is of another kind.
    private static boolean isCompared(CheckId check, Catalog catalog) {
        return catalog.find(check)
                .filter(row -> row.kind() == Check.Kind.DRIFT && !row.isVolatile())
                .isPresent();
    }

    /// All cohorts, the largest first.
    public static List<Cohort> of(FactColumns columns, CohortRule rule, Catalog catalog) {
        Map<SortedMap<String, String>, BitSet> members = members(columns, rule);
        Map<SortedMap<String, String>, List<Difference>> differences = new HashMap<>();
        columns.read((column, values) -> {
            if (isCompared(column.check(), catalog)) {
                members.forEach((hardware, peers) -> {
                    Difference found = compare(column.check(), values, peers, columns);
                    if (!found.odd().isEmpty()) {
                        differences
                                .computeIfAbsent(hardware, _ -> new ArrayList<>())
                                .add(found);
                    }
                });
            }
        });
        return members.entrySet().stream()
                .map(cohort -> new Cohort(
                        cohort.getKey(),
                        named(cohort.getValue(), columns),
                        differences.getOrDefault(cohort.getKey(), List.of())))
                .sorted(Comparator.comparingInt(
                                (Cohort cohort) -> -cohort.nodes().size())
                        .thenComparing(cohort -> cohort.nodes().first()))
                .toList();
    }

    private static Map<SortedMap<String, String>, BitSet> members(FactColumns columns, CohortRule rule) {
        Map<Integer, SortedMap<String, String>> hardware = new HashMap<>();
        for (CohortRule.Row row : rule.rows()) {
            columns.read((column, values) -> {
                if (column.check().text().equals(row.check())) {
                    values.forEach((value, nodes) -> {
                        if (!NodeValue.isNothing(value)) {
                            nodes.stream()
                                    .forEach(node -> hardware.computeIfAbsent(node, _ -> new TreeMap<>())
                                            .put(row.check(), row.part(value)));
                        }
                    });
                }
            });
        }
        Map<SortedMap<String, String>, BitSet> members = new HashMap<>();
        hardware.forEach((node, parts) ->
                members.computeIfAbsent(parts, _ -> new BitSet()).set(node));
        return members;
    }

    private static Difference compare(CheckId check, Map<String, BitSet> values, BitSet peers, FactColumns columns) {
        Map<String, BitSet> among = new TreeMap<>();
        int known = 0;
        String usual = "";
        int alike = 0;
        for (Map.Entry<String, BitSet> value : values.entrySet()) {
            BitSet who = (BitSet) value.getValue().clone();
            who.and(peers);
            int count = who.cardinality();
            if (count > 0) {
                among.put(value.getKey(), who);
                known += count;
                if (count > alike) {
                    alike = count;
                    usual = value.getKey();
                }
            }
        }
        SortedMap<NodeId, String> odd = new TreeMap<>();
        // Without a majority there is nothing that a node could be held against.
        if (alike * 2 > known) {
            among.remove(usual);
            among.forEach((value, who) -> who.stream().forEach(node -> odd.put(columns.node(node), value)));
        }
        boolean suspected = known < PEERS || alike < MOST * known;
        return new Difference(check, usual, alike, known, suspected, odd);
    }

    private static SortedSet<NodeId> named(BitSet numbers, FactColumns columns) {
        SortedSet<NodeId> nodes = new TreeSet<>();
        numbers.stream().forEach(number -> nodes.add(columns.node(number)));
        return nodes;
    }
}
