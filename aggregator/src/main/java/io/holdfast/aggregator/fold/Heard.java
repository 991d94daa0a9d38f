package io.holdfast.aggregator.fold;

import java.time.Instant;

/// How far a node was heard: all that a heartbeat changes.
///
/// @param at append time of the last record (broker time)
/// @param run number of the enrolment that the sequences belong to
/// @param report highest sequence of a report in that run
/// @param snapshot highest sequence of a snapshot record in that run
public record Heard(Instant at, long run, long report, long snapshot) {
    /// The one of two that knows more of the same node.
    public Heard later(Heard other) {
        if (run != other.run) {
            return run > other.run ? this : other;
        }
        return report + snapshot >= other.report + other.snapshot ? this : other;
    }
}
