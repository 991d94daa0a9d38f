package io.holdfast.agent.schedule;

import java.time.Duration;

/// How long to wait before trying again: doubles from 1 s to 60 s, never the same for two agents.
public final class Backoff {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final Jitter jitter;
    private Duration next = FIRST;

    public Backoff(Jitter jitter) {
        this.jitter = jitter;
    }

    public Duration next() {
        Duration wait = jitter.upTo(next);
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        return wait;
    }

    /// It worked: the next failure waits short again.
    public void reset() {
        next = FIRST;
    }
}
