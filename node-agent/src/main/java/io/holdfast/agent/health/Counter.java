package io.holdfast.agent.health;

import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.finding.Outcome;
import io.holdfast.protocol.finding.Severity;
import io.holdfast.protocol.judge.Judgement;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// What is remembered of a counter: its latest value, and how it rose within the times that its row looks
/// at. A value.
///
/// A counter is compared with itself only: within one boot, of one device under one driver. One that went
/// backwards was reset: its value is the new zero and counts nothing.
///
/// @param value the latest; empty where it counts from the next reading on: it was of another boot
/// @param readAt when the latest value was read
/// @param device identity of what counts; empty where it cannot be told
/// @param goneAt since when there is no such counter any more; empty while there is
/// @param windows one for each rise of the row, in its order
record Counter(
        Optional<BigDecimal> value, Instant readAt, Device device, Optional<Instant> goneAt, List<Window> windows) {
    Counter {
        windows = List.copyOf(windows);
    }

    /// The number that a counter's reading is.
    static Optional<BigDecimal> value(Reading reading) {
        return switch (reading) {
            case Reading.Whole(long value) -> Optional.of(BigDecimal.valueOf(value));
            case Reading.Quantity(BigDecimal amount, String _) -> Optional.of(amount);
            case Reading.Text _, Reading.Flag _, Reading.Version _, Reading.Words _, Reading.Missing _ ->
                Optional.empty();
        };
    }

    static Counter begin(BigDecimal value, Look look, Device device, Check row) {
        return new Counter(
                Optional.of(value),
                look.at(),
                device,
                Optional.empty(),
                row.overTime().rises().stream().map(_ -> Window.QUIET).toList());
    }

    /// After a reading.
    Counter after(BigDecimal now, Look look, Device which, Check row) {
        List<Check.Rise> rules = row.overTime().rises();
        boolean isOther = which.isOtherThan(device);
        Device who = isOther ? which : which.or(device);
        if (windows.size() != rules.size()) {
            // Written by a version whose row had other rules.
            return begin(now, look, who, row);
        }
        if (look.isNewBoot() || isOther || value.isEmpty()) {
            return new Counter(
                    Optional.of(now),
                    look.at(),
                    who,
                    Optional.empty(),
                    isOther
                            ? windows.stream().map(one -> one.ofAnother(look)).toList()
                            : windows.stream().map(one -> one.restarted(look)).toList());
        }
        double by = look.isGrace() ? 0 : Math.max(0, now.subtract(value.get()).doubleValue());
        Duration since = look.since(readAt);
        List<Window> next = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            next.add(windows.get(i).after(by, since, look, rules.get(i), clearFor(row)));
        }
        return new Counter(Optional.of(now), look.at(), who, Optional.empty(), next);
    }

    /// After a look that read no number.
    Counter afterNothing(Look look) {
        return look.isNewBoot()
                ? new Counter(
                        Optional.empty(),
                        look.at(),
                        device,
                        goneAt,
                        windows.stream().map(one -> one.restarted(look)).toList())
                : this;
    }

    /// After a look that did not find it.
    Counter afterGone(Look look) {
        return goneAt.isPresent() ? this : new Counter(value, readAt, device, Optional.of(look.at()), windows);
    }

    /// Whether it has been gone for so long that its faults are gone with it.
    boolean isOver(Look look, Check row) {
        Duration kept = isRaised() ? Condition.longer(clearFor(row), Condition.GONE_FOR) : Condition.GONE_FOR;
        return goneAt.filter(at -> look.since(at).compareTo(kept) >= 0).isPresent();
    }

    private static Duration clearFor(Check row) {
        Duration named = row.overTime().clearFor();
        return named.isZero() ? Window.CLEAR_FOR : named;
    }

    /// The judgement of the latest reading: the gravest rise that holds; one that is over but not for
    /// long enough counts as well.
    ///
    /// @param expected the row's rule in words
    Judgement said(Fact fact, Check row, String expected) {
        boolean isRead = value(fact.reading()).isPresent();
        if (!isRaised()) {
            return unread(fact, row, isRead ? Outcome.OK : missing(fact.reading()), expected);
        }
        List<Check.Rise> rules = row.overTime().rises();
        Optional<Integer> gravest = IntStream.range(0, Math.min(rules.size(), windows.size()))
                .filter(i -> windows.get(i).isRaised())
                .boxed()
                .max(Comparator.<Integer, Severity>comparing(i -> rules.get(i).severity())
                        .thenComparing(i -> windows.get(i).isTooMuch(rules.get(i))));
        if (gravest.isEmpty()) {
            return unread(fact, row, isRead ? Outcome.OK : missing(fact.reading()), expected);
        }
        Check.Rise rule = rules.get(gravest.get());
        Window window = windows.get(gravest.get());
        String within = " in " + Spoken.time(rule.within());
        StringBuilder observed = new StringBuilder();
        if (!isRead) {
            observed.append(fact.reading().shown()).append("; was ");
        }
        observed.append("+").append(Spoken.number(window.sum())).append(within);
        value.ifPresent(
                now -> observed.append(" (now ").append(Spoken.number(now)).append(")"));
        if (!window.isTooMuch(rule)) {
            observed.append("; not quiet for ").append(Spoken.time(clearFor(row)));
        }
        String limit = "at most " + Spoken.number(window.limit(rule)) + within;
        return new Judgement(fact, row, Outcome.FAULT, rule.severity(), limit, observed.toString());
    }

    /// Of a counter that has never been read.
    static Judgement unread(Fact fact, Check row, String expected) {
        return unread(fact, row, missing(fact.reading()), expected);
    }

    /// Whether there is no such counter, for a reason that lies in the device.
    static boolean isGone(Reading reading) {
        return reading instanceof Reading.Missing(Reading.Why why, String _)
                && switch (why) {
                    case ABSENT, UNSUPPORTED, NOT_APPLICABLE -> true;
                    case UNREADABLE, NOT_PERMITTED, MALFORMED, TIMEOUT, UNKNOWN -> false;
                };
    }

    private static Judgement unread(Fact fact, Check row, Outcome outcome, String expected) {
        Severity severity = outcome == Outcome.UNKNOWN ? Severity.WARNING : row.severity();
        return new Judgement(
                fact, row, outcome, severity, expected, fact.reading().shown());
    }

    private static Outcome missing(Reading reading) {
        return switch (reading) {
            case Reading.Missing(Reading.Why why, String _) ->
                switch (why) {
                    case UNREADABLE, MALFORMED, TIMEOUT, UNKNOWN -> Outcome.UNKNOWN;
                    case ABSENT, NOT_PERMITTED, UNSUPPORTED, NOT_APPLICABLE -> Outcome.NOT_APPLICABLE;
                };
            case Reading.Text _, Reading.Flag _, Reading.Version _, Reading.Words _ -> Outcome.UNKNOWN;
            case Reading.Whole _, Reading.Quantity _ -> Outcome.OK;
        };
    }

    boolean isRaised() {
        for (Window window : windows) {
            if (window.isRaised()) {
                return true;
            }
        }
        return false;
    }
}
