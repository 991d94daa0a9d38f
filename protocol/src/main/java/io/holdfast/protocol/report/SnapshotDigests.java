package io.holdfast.protocol.report;

import io.holdfast.protocol.fact.Section;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// The digests of all sections of a node, without their facts: says that what was sent earlier still stands.
public record SnapshotDigests(String bootId, SortedMap<Section, String> sections) {
    public SnapshotDigests {
        sections = Collections.unmodifiableSortedMap(new TreeMap<>(sections));
    }
}
