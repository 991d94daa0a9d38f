package io.holdfast.aggregator.correlate;

import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fact.Section;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/// The last facts of all nodes as columns: for each check and role, which nodes read which value. A fleet reads few
/// distinct values, so that ten thousand nodes are a few bits each, and a question about all of them is asked once per
/// value. A column in which every node reads something else (serial numbers) is given up when it has too many values:
/// no question about all nodes is about it. One thread may write while others read.
public final class FactColumns {
    /// What one column holds.
    ///
    /// @param devices whether it is about the devices of a node (`NodeValue.ofDevices`) or about the node itself
    public record Column(CheckId check, boolean devices) implements Comparable<Column> {
        @Override
        public int compareTo(Column other) {
            int byCheck = check.compareTo(other.check);
            return byCheck != 0 ? byCheck : Boolean.compare(devices, other.devices);
        }
    }

    /// More values in one column are too many.
    private static final int MOST_VALUES = 1_024;

    private final Predicate<CheckId> wanted;
    private final Predicate<CheckId> limited;
    private final Map<NodeId, Integer> numbers = new HashMap<>();
    private final List<NodeId> nodes = new ArrayList<>();
    private final SortedMap<Column, Map<Cell, BitSet>> columns = new TreeMap<>();
    private final Set<Column> givenUp = new HashSet<>();
    /// Which columns a section filled last.
    private final Map<Section, Collection<Column>> ofSection = new HashMap<>();
    private long changes;

    /// Keeps what identifies single devices as well as it keeps all else.
    ///
    /// @param wanted checks that are kept
    public FactColumns(Predicate<CheckId> wanted) {
        this(wanted, _ -> false);
    }

    /// Keeps some columns only as long as they have few values.
    ///
    /// @param wanted checks that are kept
    /// @param limited checks of which no more than about a thousand different values are kept
    public FactColumns(Predicate<CheckId> wanted, Predicate<CheckId> limited) {
        this.wanted = wanted;
        this.limited = limited;
    }

    /// Takes in what a section of a node says now; what it said before is forgotten.
    public synchronized void put(NodeId node, Section section, List<Fact> facts) {
        int number = numbers.computeIfAbsent(node, this::numbered);
        Collection<Column> filled = ofSection.computeIfAbsent(section, _ -> new java.util.TreeSet<>());
        filled.forEach(column -> clear(column, number));
        byColumn(facts).forEach((column, of) -> {
            filled.add(column);
            Map<Cell, BitSet> cells = columns.computeIfAbsent(column, _ -> new HashMap<>());
            cells.computeIfAbsent(Cell.of(column, of), _ -> new BitSet()).set(number);
            if (cells.size() > MOST_VALUES && limited.test(column.check())) {
                columns.remove(column);
                givenUp.add(column);
            }
        });
        changes++;
    }

    /// Forgets a section of a node.
    public synchronized void remove(NodeId node, Section section) {
        if (numbers.containsKey(node)) {
            put(node, section, List.of());
        }
    }

    private int numbered(NodeId node) {
        nodes.add(node);
        return nodes.size() - 1;
    }

    private void clear(Column column, int number) {
        Map<Cell, BitSet> values = columns.getOrDefault(column, Map.of());
        values.values().removeIf(set -> {
            set.clear(number);
            return set.isEmpty();
        });
    }

    private Map<Column, List<Fact>> byColumn(List<Fact> facts) {
        Map<Column, List<Fact>> grouped = new HashMap<>();
        for (Fact fact : facts) {
            if (wanted.test(fact.check())) {
                Column column = new Column(fact.check(), !fact.instance().equals(Instance.NODE));
                if (!givenUp.contains(column)) {
                    grouped.computeIfAbsent(column, _ -> new ArrayList<>()).add(fact);
                }
            }
        }
        return grouped;
    }

    /// Grows with every change.
    public synchronized long changes() {
        return changes;
    }

    /// Reads all columns while nobody writes, each value in one text; what is not known is left out. Values and sets
    /// must not be kept or changed.
    public synchronized void read(BiConsumer<Column, Map<String, BitSet>> reader) {
        columns.forEach((column, cells) -> {
            Map<String, BitSet> values = new HashMap<>();
            cells.forEach((cell, who) -> cell.text()
                    .ifPresent(text ->
                            values.computeIfAbsent(text, _ -> new BitSet()).or(who)));
            if (!values.isEmpty()) {
                reader.accept(column, Collections.unmodifiableMap(values));
            }
        });
    }

    /// Whether it is known what nodes read of a check: it is kept, and was not given up.
    synchronized boolean keeps(CheckId check) {
        return wanted.test(check)
                && !givenUp.contains(new Column(check, true))
                && !givenUp.contains(new Column(check, false));
    }

    /// What all nodes read of some checks.
    synchronized Extract extract(Predicate<CheckId> checks) {
        Map<CheckId, Extract.Readings> readings = new HashMap<>();
        columns.forEach((column, cells) -> {
            if (checks.test(column.check())) {
                readings.computeIfAbsent(column.check(), _ -> new Extract.Readings(nodes.size()))
                        .add(cells);
            }
        });
        return new Extract(List.copyOf(nodes), readings);
    }

    /// The node that a bit stands for.
    public synchronized NodeId node(int number) {
        return nodes.get(number);
    }
}
