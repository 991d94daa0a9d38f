package io.holdfast.protocol.fleet;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// All that a node has to follow, as a level: the newest one replaces every older one.
///
/// @param mode how far the agent may go
/// @param baseline digest of the baseline to judge by; empty text for none
/// @param labels the node's labels, resolved by the aggregator
/// @param stop no effect may start anywhere
public record Assignment(Mode mode, String baseline, SortedMap<String, String> labels, boolean stop) {
    public Assignment {
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    }

    /// How far an agent may go. There is no enforce for a whole node: steps are enforced one by one.
    public enum Mode {
        /// Read, judge, report. Never change anything.
        OBSERVE,
        /// A word of a newer writer: treated as OBSERVE.
        UNKNOWN
    }
}
