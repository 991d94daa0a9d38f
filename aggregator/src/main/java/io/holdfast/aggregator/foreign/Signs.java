package io.holdfast.aggregator.foreign;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// By what others' work on a node shows.
///
/// @param labels of the node
/// @param maintenance for each requestor that has a NodeMaintenance for the node, the reason of the object's condition
/// `Ready`; empty text before it has one
public record Signs(SortedMap<String, String> labels, SortedMap<String, String> maintenance) {
    public static final Signs NONE = new Signs(new TreeMap<>(), new TreeMap<>());

    public Signs {
        labels = Collections.unmodifiableSortedMap(labels);
        maintenance = Collections.unmodifiableSortedMap(maintenance);
    }
}
