package io.holdfast.aggregator.correlate;

import io.holdfast.protocol.fact.Fact;
import java.util.List;
import java.util.Optional;

/// What a node reads in one column, whole: every instance with its reading. Nodes that read the same share it.
///
/// @param hash of the facts, made once
/// @param text in one text, without the names of instances; empty where it is not known
record Cell(List<Fact> facts, int hash, Optional<String> text) {
    static Cell of(FactColumns.Column column, List<Fact> facts) {
        List<Fact> sorted = facts.stream().sorted(Fact.ORDER).toList();
        return new Cell(sorted, sorted.hashCode(), NodeValue.of(column, sorted));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cell cell && cell.hash == hash && cell.facts.equals(facts);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
