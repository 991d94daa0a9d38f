package io.holdfast.aggregator.waiver;

import io.holdfast.protocol.baseline.Waiver;
import io.holdfast.protocol.finding.Severity;
import io.holdfast.protocol.fleet.Notice;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// A waiver and what became of it: the value of `holdfast.fleet.waiver.v1`, keyed by its id.
///
/// @param by who asked for it; empty text for one of a file
/// @param at since when it is known
/// @param told what of its end was announced
public record FleetWaiver(Waiver waiver, From from, String by, Instant at, Optional<Ended> ended, Told told) {
    /// How long one that has ended is still shown: what it covered may be back.
    static final Duration KEPT = Duration.ofDays(7);

    private static final Duration ANNOUNCED_BEFORE = Duration.ofHours(24);
    /// Nodes find out by themselves that a waiver has ended, and report it within a heartbeat.
    private static final Duration NODES_REPORT_WITHIN = Duration.ofMinutes(2);

    /// Where it comes from.
    public enum From {
        /// `waivers.yaml` beside the baselines.
        FILE,
        API,
        /// A word of a newer writer.
        UNKNOWN
    }

    /// What of its end was announced.
    public enum Told {
        NOTHING,
        EXPIRES,
        EXPIRED,
        /// A word of a newer writer.
        UNKNOWN
    }

    /// Where it stands.
    public enum State {
        IN_FORCE,
        /// In force, and it ends soon.
        EXPIRES_SOON,
        /// Its time is over.
        EXPIRED,
        /// A person ended it.
        ENDED
    }

    /// Ended by a person before its time.
    public record Ended(String by, String why, Instant at) {}

    /// What follows from looking at it.
    ///
    /// @param next empty to forget it
    public record Step(Optional<FleetWaiver> next, Optional<Notice> notice) {}

    /// One that begins now.
    public static FleetWaiver of(Waiver waiver, From from, String by, Instant now) {
        return new FleetWaiver(waiver, from, by, now, Optional.empty(), Told.NOTHING);
    }

    public FleetWaiver endedBy(String who, String why, Instant now) {
        return state(now) == State.EXPIRED || ended.isPresent()
                ? this
                : new FleetWaiver(waiver, from, by, at, Optional.of(new Ended(who, why, now)), told);
    }

    public boolean isInForce(Instant now) {
        return ended.isEmpty() && waiver.isInForce(now);
    }

    public State state(Instant now) {
        if (ended.isPresent()) {
            return State.ENDED;
        }
        if (!waiver.isInForce(now)) {
            return State.EXPIRED;
        }
        return now.isBefore(announced()) ? State.IN_FORCE : State.EXPIRES_SOON;
    }

    /// When its end is announced: a day before, and for a short one when three quarters of its time are over.
    public Instant announced() {
        Duration quarter = Duration.between(at, waiver.expires()).dividedBy(4);
        return waiver.expires().minus(quarter.compareTo(ANNOUNCED_BEFORE) < 0 ? quarter : ANNOUNCED_BEFORE);
    }

    /// Whether looking at it may lead to anything.
    public boolean isDue(Instant now) {
        return switch (state(now)) {
            case IN_FORCE -> false;
            case EXPIRES_SOON -> told == Told.NOTHING;
            case EXPIRED -> told != Told.EXPIRED || isOver(now);
            case ENDED -> isOver(now);
        };
    }

    /// What follows now.
    ///
    /// @param standing what it covers, and what of it is open
    public Step after(Instant now, Standing standing) {
        return switch (state(now)) {
            case IN_FORCE -> same();
            case EXPIRES_SOON -> told == Told.NOTHING ? expires(now, standing) : same();
            case EXPIRED -> isOver(now) ? new Step(Optional.empty(), Optional.empty()) : expired(now, standing);
            case ENDED -> isOver(now) ? new Step(Optional.empty(), Optional.empty()) : same();
        };
    }

    private Step same() {
        return new Step(Optional.of(this), Optional.empty());
    }

    /// A file says what it says until somebody takes it out.
    private boolean isOver(Instant now) {
        Instant over = ended.map(Ended::at).orElse(waiver.expires());
        return from != From.FILE && !now.isBefore(over.plus(KEPT));
    }

    private Step expires(Instant now, Standing standing) {
        return told(Told.EXPIRES, Notice.Kind.WAIVER_EXPIRES, now, expiresWords(standing));
    }

    private Step expired(Instant now, Standing standing) {
        boolean isKnown = standing.open() > 0 || !now.isBefore(waiver.expires().plus(NODES_REPORT_WITHIN));
        return told == Told.EXPIRED || !isKnown
                ? same()
                : told(Told.EXPIRED, Notice.Kind.WAIVER_EXPIRED, now, expiredWords(standing));
    }

    private Step told(Told what, Notice.Kind kind, Instant now, String text) {
        String id = "waiver-" + waiver.id() + "-" + what;
        return new Step(
                Optional.of(new FleetWaiver(waiver, from, by, at, ended, what)),
                Optional.of(new Notice(id, now, kind, Severity.WARNING, waiver.id(), text)));
    }

    /// That it ends soon, as a sentence.
    public String expiresWords(Standing standing) {
        return "waiver of " + named() + " ends at " + waiver.expires() + " and covers "
                + Standing.words(standing.covered(), standing.coveredNodes());
    }

    /// That it has ended, as a sentence.
    public String expiredWords(Standing standing) {
        return "waiver of " + named() + " has ended: "
                + (standing.open() == 0
                        ? "nothing that it covered is open"
                        : Standing.words(standing.open(), standing.openNodes()) + " not covered any more");
    }

    private String named() {
        return waiver.words() + " (" + waiver.owner() + ")";
    }
}
