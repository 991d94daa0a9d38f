package io.holdfast.agent.schedule;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// Spreads what many agents do at the same interval.
public final class Jitter {
    private static final double WIDTH = 0.1;

    private final RandomGenerator random;

    public Jitter(RandomGenerator random) {
        this.random = random;
    }

    /// Between 90 % and 110 % of an interval.
    public Duration around(Duration interval) {
        return scaled(interval, 1 - WIDTH + 2 * WIDTH * random.nextDouble());
    }

    /// Between half a wait and the whole of it.
    Duration upTo(Duration wait) {
        return scaled(wait, 0.5 + 0.5 * random.nextDouble());
    }

    private static Duration scaled(Duration interval, double factor) {
        return Duration.ofNanos(Math.round(interval.toNanos() * factor));
    }
}
