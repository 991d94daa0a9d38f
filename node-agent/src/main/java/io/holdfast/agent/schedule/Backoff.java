package io.holdfast.agent.schedule;

import java.time.Duration;

/// How long to wait before trying again: doubles from 1 s up to a limit, never the same for two agents.
public final class Backoff {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Duration SOON = Duration.ofSeconds(10);

    private final Jitter jitter;
    private final Duration longest;
    private final Duration first;
    private Duration next;

    private Backoff(Jitter jitter, Duration longest) {
        this.jitter = jitter;
        this.longest = longest;
        this.first = FIRST.compareTo(longest) < 0 ? FIRST : longest;
        this.next = first;
    }

    /// Up to 60 s: for what opens connections.
    public static Backoff patient(Jitter jitter) {
        return new Backoff(jitter, LONGEST);
    }

    /// Up to 10 s: for what goes through a client that has a backoff of its own; a node is called silent
    /// after three
    /// heartbeats.
    public static Backoff quick(Jitter jitter) {
        return new Backoff(jitter, SOON);
    }

    /// As `quick`, and never above a third of the heartbeat.
    public static Backoff quick(Jitter jitter, Duration heartbeat) {
        Duration third = heartbeat.dividedBy(3);
        return new Backoff(jitter, third.compareTo(SOON) < 0 ? third : SOON);
    }

    public Duration next() {
        Duration wait = jitter.upTo(next);
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(longest) > 0 ? longest : doubled;
        return wait;
    }

    /// It worked: the next failure waits short again.
    public void reset() {
        next = first;
    }
}
