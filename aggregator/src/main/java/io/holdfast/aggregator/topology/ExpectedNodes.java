package io.holdfast.aggregator.topology;

/// Which nodes there should be, told by somebody else than the nodes.
public interface ExpectedNodes {
    /// The latest that could be used.
    Inventory current();

    /// Looks whether there is news. May block on a disk, never on a network.
    ///
    /// @return whether there is a new inventory
    boolean refresh();
}
