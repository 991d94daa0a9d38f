package io.holdfast.protocol.fleet;

import io.holdfast.protocol.baseline.Overrides;
import java.util.Objects;
import java.util.Optional;

/// All that a node has to follow, as a level: the newest one replaces every older one.
///
/// @param mode how far the agent may go
/// @param baseline digest of the baseline to judge by; empty text for none
/// @param place where that baseline lies; empty where it has to be looked for
/// @param overrides what only the aggregator can know of the node: its labels, waivers, suppressions
/// @param stop no effect may start anywhere
public record Assignment(Mode mode, String baseline, Optional<Place> place, Overrides overrides, boolean stop) {
    /// Nothing but to read and to report.
    public static final Assignment NONE = new Assignment(Mode.OBSERVE, "", Optional.empty(), Overrides.NONE, false);

    public Assignment {
        // An older writer knew of none.
        overrides = Objects.requireNonNullElse(overrides, Overrides.NONE);
    }

    /// Where a baseline lies in `holdfast.baseline.v1`.
    public record Place(int partition, long offset) {}

    /// How far an agent may go. There is no enforce for a whole node: steps are enforced one by one.
    public enum Mode {
        /// Read, judge, report. Never change anything.
        OBSERVE,
        /// A word of a newer writer: treated as OBSERVE.
        UNKNOWN
    }
}
