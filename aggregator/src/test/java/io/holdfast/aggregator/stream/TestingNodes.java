package io.holdfast.aggregator.stream;

import io.holdfast.aggregator.topology.ExpectedNodes;
import io.holdfast.aggregator.topology.Inventory;

/// A list of nodes that the test writes.
final class TestingNodes implements ExpectedNodes {
    private volatile Inventory current = Inventory.NONE;

    void list(Inventory next) {
        current = next;
    }

    @Override
    public Inventory current() {
        return current;
    }

    @Override
    public boolean refresh() {
        return false;
    }
}
