package io.holdfast.agent.kernel;

import io.holdfast.agent.parse.Sighting;
import java.time.Instant;
import java.util.List;

/// A record of the log that says something about the health of the machine.
///
/// @param record which it is, within one boot: `kmsg-17`
/// @param usec microseconds since boot: unlike the time of day it never jumps
/// @param at time of day, by the clock as it was when the record was read
public record Heard(String record, long usec, Instant at, List<Sighting> sightings) {
    public Heard {
        sightings = List.copyOf(sightings);
    }
}
