package io.holdfast.aggregator.foreign;

import java.time.Instant;

/// Work of somebody else on a node.
///
/// @param rule name of the rule of `work.yaml` that knows it
/// @param by requestor of a maintenance; empty text where a label says no more than that there is work
/// @param said what says so: the value of the label, or the reason that the object gives
/// @param since when it came to this stage (aggregator clock, when it was first seen)
public record Work(String rule, String by, String said, Stage stage, Instant since) {
    /// How far it is.
    public enum Stage {
        /// Announced; the node is in service.
        QUEUED,
        UNDER_WAY,
        /// Nobody goes on with it.
        FAILED,
        /// A word of a newer writer.
        UNKNOWN
    }

    private boolean isOfOne(Work other) {
        return rule.equals(other.rule) && by.equals(other.by) && stage == other.stage;
    }

    /// With the time of an earlier look, where that saw it at the same stage.
    Work asSeen(Iterable<Work> before) {
        for (Work one : before) {
            if (isOfOne(one)) {
                return new Work(rule, by, said, stage, one.since);
            }
        }
        return this;
    }
}
