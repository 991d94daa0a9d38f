package io.holdfast.aggregator.rollout;

import java.time.Duration;

/// How fast a rollout goes.
///
/// @param soak a wave is watched at least that long
/// @param patience after which a canary that still departs from the baseline is suspect
public record Pace(Duration soak, Duration patience) {
    /// On machines: a driver is installed, and a node drained for it, in less.
    public static final Pace LIVE = new Pace(Duration.ofMinutes(5), Duration.ofHours(1));

    /// Where somebody sits and watches.
    public static final Pace QUICK = new Pace(Duration.ofSeconds(2), Duration.ofSeconds(45));

    /// For a sentence: `45 s`, `60 min`.
    String patienceInWords() {
        return patience.toSecondsPart() == 0 ? patience.toMinutes() + " min" : patience.toSeconds() + " s";
    }
}
