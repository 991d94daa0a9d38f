package io.holdfast.agent.health;

import java.time.Duration;
import java.time.Instant;

/// When something was read, and in which stretch of the node's life.
///
/// @param at when it was read (node clock)
/// @param isNewBoot the look before was in another boot, or never
/// @param isGrace the node booted a moment ago: links train, drivers load, and what they count is no fault
record Look(Instant at, boolean isNewBoot, boolean isGrace) {
    /// How long after an earlier look; zero where the clock was set back.
    Duration since(Instant earlier) {
        Duration between = Duration.between(earlier, at);
        return between.isNegative() ? Duration.ZERO : between;
    }
}
