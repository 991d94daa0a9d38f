package io.holdfast.agent.schedule;

import io.holdfast.agent.probe.Probe;
import io.holdfast.protocol.fact.Fact;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// What came of running a probe once.
public sealed interface Attempt {
    Probe probe();

    Instant at();

    /// It ended in time.
    record Answered(Probe probe, Instant at, Duration took, List<Fact> facts) implements Attempt {}

    /// It was given up at its deadline. Whatever it says later is too old to be believed.
    record Overdue(Probe probe, Instant at, Duration deadline) implements Attempt {}

    /// It threw: a bug of ours.
    record Broken(Probe probe, Instant at, Duration took, String what) implements Attempt {}

    /// It has not ended since the agent started, `after` ago, and is still waited for.
    record NotYet(Probe probe, Instant at, Duration after) implements Attempt {}

    /// It was due again while an earlier run of it was still under way.
    record StillRunning(Probe probe, Instant at) implements Attempt {}
}
