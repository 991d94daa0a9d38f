package io.holdfast.standalone.simulate;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// When made-up hosts change, and into what. Calm: about three in a hundred are odd at a time.
///
/// A host is well for a spell, then odd for a spell, and so on; spells are exponentially distributed, so that no two
/// hosts keep step.
///
/// @param well mean time between two oddities of one host
/// @param odd mean time that an oddity lasts
record Weather(Duration well, Duration odd) {
    /// As on a fleet with good days.
    static final Weather CALM = new Weather(Duration.ofMinutes(260), Duration.ofMinutes(8));

    /// Nothing happens for as long as anybody watches.
    static final Weather STILL = new Weather(Duration.ofDays(100_000), Duration.ofMillis(1));

    private static final Duration SHORTEST = Duration.ofSeconds(20);

    /// A state and how long it lasts.
    record Spell(Optional<Oddity> oddity, Duration lasts) {}

    /// How a host is found when the simulation begins: as if it had run for long.
    Spell first(Layout layout, RandomGenerator random) {
        double share = (double) odd.toMillis() / (odd.toMillis() + well.toMillis());
        return random.nextDouble() < share ? oddSpell(layout, random) : wellSpell(random);
    }

    Spell next(Spell last, Layout layout, RandomGenerator random) {
        return last.oddity().isPresent() ? wellSpell(random) : oddSpell(layout, random);
    }

    private Spell wellSpell(RandomGenerator random) {
        return new Spell(Optional.empty(), spread(well, random));
    }

    private Spell oddSpell(Layout layout, RandomGenerator random) {
        return new Spell(Optional.of(oddity(layout, random)), spread(odd, random));
    }

    private static Duration spread(Duration mean, RandomGenerator random) {
        Duration length = Duration.ofMillis(Math.round(mean.toMillis() * random.nextExponential()));
        return length.compareTo(SHORTEST) < 0 ? SHORTEST : length;
    }

    private static Oddity oddity(Layout layout, RandomGenerator random) {
        int gpu = random.nextInt(layout.gpus());
        int card = random.nextInt(layout.cards());
        int share = random.nextInt(100);
        if (share < 10) {
            return Symptom.Kind.DRIVER.oddity();
        } else if (share < 20) {
            return Symptom.Kind.SYSCTL.oddity();
        } else if (share < 25) {
            return Symptom.Kind.KERNEL.oddity();
        } else if (share < 45) {
            return new Oddity.LinkDown(card);
        } else if (share < 60) {
            return new Oddity.RowRemapPending(gpu);
        } else if (share < 70) {
            return new Oddity.Hot(gpu);
        } else if (share < 80) {
            return new Oddity.LinkNarrow(card);
        } else if (share < 84) {
            return new Oddity.GpuLost(gpu);
        } else if (share < 92) {
            return new Oddity.Away();
        } else {
            return new Oddity.Rebooting();
        }
    }
}
