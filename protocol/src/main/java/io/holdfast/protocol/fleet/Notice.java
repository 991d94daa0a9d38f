package io.holdfast.protocol.fleet;

import io.holdfast.protocol.finding.Severity;
import java.time.Instant;

/// Something that a person should hear of, once: the value of `holdfast.fleet.notice.v1`, keyed by what it is about.
///
/// @param id the same where it is told again
/// @param at when it was told (aggregator clock)
/// @param about id of what it is about
/// @param text one sentence
public record Notice(String id, Instant at, Kind kind, Severity severity, String about, String text) {
    /// What happened.
    public enum Kind {
        /// A waiver ends soon.
        WAIVER_EXPIRES,
        /// A waiver has ended by itself.
        WAIVER_EXPIRED,
        /// A word of a newer writer.
        UNKNOWN
    }
}
