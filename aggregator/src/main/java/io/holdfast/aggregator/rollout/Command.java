package io.holdfast.aggregator.rollout;

import java.time.Instant;

/// What a person wants done with a rollout: the value of `holdfast.fleet.command.v1`.
///
/// @param id the same for the same wish, however often it is sent
/// @param rollout id of the rollout it is meant for
/// @param who asks for it
/// @param why in their words; empty text for none
public record Command(String id, String rule, String rollout, Verb verb, String who, String why, Instant at) {
    /// What can be done with a rollout.
    public enum Verb {
        APPROVE,
        /// For all nodes at once, without waves.
        APPROVE_FOR_ALL,
        STOP,
        RESUME,
        ROLL_BACK,
        /// A word of a newer writer.
        UNKNOWN
    }
}
