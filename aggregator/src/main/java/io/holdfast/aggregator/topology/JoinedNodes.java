package io.holdfast.aggregator.topology;

import io.holdfast.protocol.fact.NodeId;
import java.util.SortedMap;
import java.util.TreeMap;

/// Two lists as one: a node that either names is expected. Where both label a node alike, the first is believed.
public final class JoinedNodes implements ExpectedNodes {
    private final ExpectedNodes first;
    private final ExpectedNodes second;
    private volatile Inventory current;

    public JoinedNodes(ExpectedNodes first, ExpectedNodes second) {
        this.first = first;
        this.second = second;
        this.current = join(first.current(), second.current());
    }

    @Override
    public Inventory current() {
        return current;
    }

    @Override
    public synchronized boolean refresh() {
        boolean isFirstNew = first.refresh();
        boolean isSecondNew = second.refresh();
        if (!isFirstNew && !isSecondNew) {
            return false;
        }
        Inventory next = join(first.current(), second.current());
        boolean changed = !next.equals(current);
        current = next;
        return changed;
    }

    private static Inventory join(Inventory first, Inventory second) {
        return new Inventory(
                join(first.nodes(), second.nodes()),
                join(first.maintenance(), second.maintenance()),
                first.isComplete() && second.isComplete());
    }

    private static SortedMap<NodeId, SortedMap<String, String>> join(
            SortedMap<NodeId, SortedMap<String, String>> first, SortedMap<NodeId, SortedMap<String, String>> second) {
        TreeMap<NodeId, SortedMap<String, String>> nodes = new TreeMap<>(second);
        first.forEach((node, labels) -> nodes.merge(node, labels, (theirs, ours) -> {
            TreeMap<String, String> both = new TreeMap<>(theirs);
            both.putAll(ours);
            return both;
        }));
        return nodes;
    }
}
