package io.holdfast.agent.schedule;

import java.time.Duration;
import java.time.Instant;

/// The one thread on which the state of an agent changes. Nothing on it blocks. What it owns needs no lock.
public interface Loop {
    /// The wall clock.
    Instant now();

    /// Runs a task on the loop, soon. May be called from any thread.
    void run(Runnable task);

    /// Runs a task on the loop, later. May be called from any thread.
    void after(Duration delay, Runnable task);
}
