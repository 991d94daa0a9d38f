package io.holdfast.agent.health;

import io.holdfast.protocol.check.Check;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How much a counter rose within the time that one rule looks at. A value.
///
/// Rises are kept one by one while they are few, and put together by `PARTS`-ths of the time where they
/// are many: a counter that never rests takes no more than `2 * PARTS` entries. Put together they count
/// from the first of them, so that the sum is never above what really rose within the time.
///
/// @param fedAt when it last rose while it had risen too much; empty where it never had
/// @param isRaised it rose too much, and that is not over
/// @param typical what it rises by within the time on average of about a day; 0 where the rule does not ask. A rise
/// that
///     is too much counts for no more than what is allowed: no fault makes itself the custom
record Window(List<Rose> rises, Optional<Instant> fedAt, boolean isRaised, double typical) {
    static final Window QUIET = new Window(List.of(), Optional.empty(), false, 0);
    /// Where the row names no time: `clear_for` of a counter.
    static final Duration CLEAR_FOR = Duration.ofHours(1);

    private static final int PARTS = 16;

    /// How long an average looks back: a rise of that long ago counts for a third.
    private static final Duration DAY = Duration.ofHours(24);

    /// A rise.
    record Rose(Instant at, double by) {}

    Window {
        rises = List.copyOf(rises);
    }

    /// After a reading.
    ///
    /// @param by how much the counter rose since the reading before
    /// @param since how long ago that was. Of a rise over a longer time than the rule looks at, its share
    /// counts: that much it rose on average, so that much it rose at some time
    Window after(double by, Duration since, Look look, Check.Rise rule, Duration clearFor) {
        Instant now = look.at();
        boolean rose = by > 0;
        List<Rose> recent = rose ? with(by * share(since, rule.within()), now, rule.within()) : rises;
        if (!recent.isEmpty() && !recent.getFirst().at().isAfter(now.minus(rule.within()))) {
            recent = recent.stream()
                    .filter(one -> one.at().isAfter(now.minus(rule.within())))
                    .toList();
        }
        boolean isTooMuch = isTooMuch(recent, limit(rule));
        Optional<Instant> fed = isTooMuch && rose ? Optional.of(now) : fedAt;
        boolean isUnquiet = isRaised
                && fed.filter(at -> look.since(at).compareTo(clearFor) < 0).isPresent();
        boolean raised = isTooMuch || isUnquiet;
        return new Window(recent, raised ? fed : Optional.empty(), raised, average(by, since, rule));
    }

    /// The counter starts anew. What was raised stays until it was quiet for its time from now on.
    Window restarted(Look look) {
        return new Window(List.of(), isRaised ? Optional.of(look.at()) : Optional.empty(), isRaised, typical);
    }

    /// Another device counts there from now on.
    Window ofAnother(Look look) {
        Window anew = restarted(look);
        return new Window(anew.rises(), anew.fedAt(), anew.isRaised(), 0);
    }

    /// The exponentially weighted average after one more reading.
    private double average(double by, Duration since, Check.Rise rule) {
        if (rule.typical() == 0 || since.isZero() || since.isNegative()) {
            return typical;
        }
        double rate = by * rule.within().toMillis() / since.toMillis();
        double counted = Math.min(rate, rule.moreThan().doubleValue());
        double weight = 1 - Math.exp(-(double) since.toMillis() / DAY.toMillis());
        return typical + weight * (counted - typical);
    }

    /// The most that is well: what the row allows, or so many times what is the custom here.
    double limit(Check.Rise rule) {
        return Math.max(rule.moreThan().doubleValue(), rule.typical() * typical);
    }

    private List<Rose> with(double by, Instant now, Duration within) {
        List<Rose> all = new ArrayList<>(rises);
        if (all.size() >= PARTS && now.isBefore(all.getLast().at().plus(within.dividedBy(PARTS)))) {
            Rose last = all.removeLast();
            all.add(new Rose(last.at(), last.by() + by));
        } else {
            all.add(new Rose(now, by));
        }
        return all;
    }

    private static double share(Duration since, Duration within) {
        return since.compareTo(within) <= 0 ? 1 : (double) within.toMillis() / since.toMillis();
    }

    double sum() {
        return sum(rises);
    }

    private static double sum(List<Rose> rises) {
        return rises.stream().mapToDouble(Rose::by).sum();
    }

    boolean isTooMuch(Check.Rise rule) {
        return isTooMuch(rises, limit(rule));
    }

    private static boolean isTooMuch(List<Rose> rises, double limit) {
        double sum = sum(rises);
        return sum > 0 && sum > limit;
    }
}
