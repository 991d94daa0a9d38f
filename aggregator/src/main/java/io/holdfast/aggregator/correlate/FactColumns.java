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
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/// The last facts of all nodes as columns: for each check and role, which nodes read which value. A fleet reads few
/// distinct values, so that ten thousand nodes are a few bits each, and a question about all of them is asked once per
/// value. One thread may write while others read.
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

    private final Predicate<CheckId> wanted;
    private final Map<NodeId, Integer> numbers = new HashMap<>();
    private final List<NodeId> nodes = new ArrayList<>();
    private final SortedMap<Column, Map<String, BitSet>> columns = new TreeMap<>();
    /// Which columns a section filled last.
    private final Map<Section, Collection<Column>> ofSection = new HashMap<>();
    private long changes;

    /// @param wanted checks that are kept
    public FactColumns(Predicate<CheckId> wanted) {
        this.wanted = wanted;
    }

    /// Takes in what a section of a node says now; what it said before is forgotten.
    public synchronized void put(NodeId node, Section section, List<Fact> facts) {
        int number = numbers.computeIfAbsent(node, this::numbered);
        Collection<Column> filled = ofSection.computeIfAbsent(section, _ -> new java.util.TreeSet<>());
        filled.forEach(column -> clear(column, number));
        byColumn(facts)
                .forEach((column, of) -> NodeValue.of(column, of).ifPresent(value -> {
                    filled.add(column);
                    columns.computeIfAbsent(column, _ -> new HashMap<>())
                            .computeIfAbsent(value, _ -> new BitSet())
                            .set(number);
                }));
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
        Map<String, BitSet> values = columns.getOrDefault(column, Map.of());
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
                grouped.computeIfAbsent(column, _ -> new ArrayList<>()).add(fact);
            }
        }
        return grouped;
    }

    /// Grows with every change.
    public synchronized long changes() {
        return changes;
    }

    /// Reads all columns while nobody writes. Values and sets must not be kept or changed.
    public synchronized void read(BiConsumer<Column, Map<String, BitSet>> reader) {
        columns.forEach((column, values) -> {
            if (!values.isEmpty()) {
                reader.accept(column, Collections.unmodifiableMap(values));
            }
        });
    }

    /// The node that a bit stands for.
    public synchronized NodeId node(int number) {
        return nodes.get(number);
    }
}
