package io.holdfast.agent.health;

import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.finding.Outcome;
import io.holdfast.protocol.finding.Severity;
import io.holdfast.protocol.judge.Judgement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What is remembered of a condition that is not well, or was not a moment ago. A value.
///
///     (well) --BAD--> held back --lasts raise_for--> raised --good or gone for clear_for--> (well)
///                        \--good--> (well)
///
/// Time counts only between two readings that agree. A reading that says nothing (`UNKNOWN`) stops the
/// clock and turns it neither on nor back, so it can neither raise a fault nor clear one.
///
/// @param phase what the latest reading that said something said
/// @param heldMillis how long readings have agreed on it
/// @param isContinuous the latest reading said something, in this boot and process
/// @param readAt when the latest reading was made
/// @param severity of the latest reading that was not well, by what it said and how long it lasted
/// @param observed the latest reading that was not well, in words
/// @param source where that was read
/// @param cycles when it was last well again after it had been not well for `DOWN`; the newest last
record Condition(
        Phase phase,
        long heldMillis,
        boolean isContinuous,
        Instant readAt,
        boolean isRaised,
        Severity severity,
        String observed,
        String source,
        List<Instant> cycles) {
    /// What a reading said.
    enum Phase {
        BAD,
        GOOD,
        /// There is nothing to read: the device is not there, or cannot have such a value.
        GONE
    }

    /// Shorter than this it was no down: sampling sees it or not, by chance.
    static final Duration DOWN = Duration.ofSeconds(25);
    /// This many downs within `FLAP_WINDOW` are flapping.
    static final int FLAPS = 3;

    static final Duration FLAP_WINDOW = Duration.ofHours(12);
    /// A device that is gone takes its faults with it, but not at once: a probe may miss it once.
    static final Duration GONE_FOR = Duration.ofMinutes(10);

    /// Beyond, the number said is this one.
    private static final int MOST_CYCLES = 50;

    Condition {
        cycles = List.copyOf(cycles);
    }

    static Condition begin(Judgement bad, Look look) {
        boolean atOnce = bad.row().overTime().raiseFor().isZero();
        return new Condition(
                Phase.BAD,
                0,
                true,
                look.at(),
                atOnce,
                bad.severity(),
                bad.observed(),
                bad.fact().source(),
                List.of());
    }

    /// After a reading that says something.
    Condition after(Phase said, Judgement judged, Look look) {
        Duration passed = isContinuous && !look.isNewBoot() ? look.since(readAt) : Duration.ZERO;
        Duration before = look.isNewBoot() ? Duration.ZERO : Duration.ofMillis(heldMillis);
        Duration held = phase == said ? before.plus(passed) : Duration.ZERO;
        Check.OverTime rule = judged.row().overTime();
        boolean stays = switch (said) {
            case BAD -> isRaised || held.compareTo(rule.raiseFor()) >= 0;
            case GOOD -> isRaised && held.compareTo(rule.clearFor()) < 0;
            case GONE -> isRaised && held.compareTo(longer(rule.clearFor(), GONE_FOR)) < 0;
        };
        boolean isCycle = said == Phase.GOOD
                && phase == Phase.BAD
                && !look.isGrace()
                && before.plus(passed).compareTo(DOWN) >= 0;
        boolean isBad = said == Phase.BAD;
        return new Condition(
                said,
                held.toMillis(),
                true,
                look.at(),
                stays,
                isBad ? severity(judged, held) : severity,
                isBad ? judged.observed() : observed,
                isBad ? judged.fact().source() : source,
                cycles(isCycle && canFlap(rule), look.at()));
    }

    /// After a reading that says nothing.
    Condition afterNothing(Look look) {
        return new Condition(
                phase,
                look.isNewBoot() ? 0 : heldMillis,
                false,
                look.at(),
                isRaised,
                severity,
                observed,
                source,
                cycles(false, look.at()));
    }

    /// As another process finds it: how long nobody looked is not known.
    Condition interrupted() {
        return new Condition(phase, heldMillis, false, readAt, isRaised, severity, observed, source, cycles);
    }

    private static Severity severity(Judgement bad, Duration held) {
        return bad.row().overTime().worsens().stream()
                .filter(worse -> held.compareTo(worse.after()) >= 0)
                .map(Check.Worse::severity)
                .reduce(bad.severity(), (one, other) -> one.compareTo(other) >= 0 ? one : other);
    }

    private List<Instant> cycles(boolean oneMore, Instant now) {
        if (cycles.isEmpty() && !oneMore) {
            return cycles;
        }
        List<Instant> recent = new ArrayList<>(cycles);
        recent.removeIf(end -> !end.isAfter(now.minus(FLAP_WINDOW)));
        if (oneMore) {
            recent.add(now);
        }
        return recent.size() > MOST_CYCLES ? recent.subList(recent.size() - MOST_CYCLES, recent.size()) : recent;
    }

    /// What is meant to last before it counts is what may flap.
    private static boolean canFlap(Check.OverTime rule) {
        return !rule.raiseFor().isZero() || !rule.clearFor().isZero();
    }

    boolean isFlapping() {
        return cycles.size() >= FLAPS;
    }

    /// Whether there is nothing to remember.
    boolean isOver() {
        return phase != Phase.BAD && !isRaised && cycles.isEmpty();
    }

    /// The judgement of the latest reading, in the light of those before.
    ///
    /// Not well, but not for long enough, is `SUPPRESSED`: held back, and nowhere shown as OK.
    Judgement said(Judgement now) {
        Check.OverTime rule = now.row().overTime();
        if (isRaised || isFlapping()) {
            String words = inWords(now, rule);
            return now.with(Outcome.FAULT, severity, words);
        }
        if (now.outcome() == Outcome.FAULT) {
            String words = now.observed() + "; a fault after " + Spoken.time(rule.raiseFor());
            return now.with(Outcome.SUPPRESSED, severity, words);
        }
        return now;
    }

    private String inWords(Judgement now, Check.OverTime rule) {
        StringBuilder words = new StringBuilder(now.observed());
        if (isFlapping()) {
            words.append("; flapping: ")
                    .append(cycles.size() < MOST_CYCLES ? "" : "at least ")
                    .append(cycles.size())
                    .append(" times down in ")
                    .append(Spoken.time(FLAP_WINDOW));
        } else if (now.outcome() != Outcome.FAULT) {
            words.append("; was ").append(observed);
            if (phase == Phase.GOOD && isContinuous) {
                words.append(", over after ").append(Spoken.time(rule.clearFor()));
            }
        }
        return words.toString();
    }

    static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
