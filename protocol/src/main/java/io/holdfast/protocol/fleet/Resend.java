package io.holdfast.protocol.fleet;

import io.holdfast.protocol.fact.Section;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/// Sections whose digest a report names and the aggregator does not have.
public record Resend(SortedSet<Section> sections) {
    public Resend {
        sections = Collections.unmodifiableSortedSet(new TreeSet<>(sections));
    }
}
