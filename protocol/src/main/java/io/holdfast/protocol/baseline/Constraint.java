package io.holdfast.protocol.baseline;

import io.holdfast.protocol.baseline.aicr.AicrExpression;
import io.holdfast.protocol.baseline.aicr.AicrForm;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Reading;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What a reading has to be.
public sealed interface Constraint {
    /// The value as shown, compared without regard to case; numbers and versions by what they mean.
    record EqualTo(String value) implements Constraint {}

    /// Any other value.
    record NotEqualTo(String value) implements Constraint {}

    /// One of several values.
    record OneOf(List<String> values) implements Constraint {
        public OneOf {
            values = List.copyOf(values);
        }
    }

    /// On one side of a bound. A number without unit, in the unit of the check; or a version.
    record Ordered(Order order, String bound) implements Constraint {}

    /// A version of this series: `6.5` is 6.5.0-1024 and no 6.50.
    record Series(String version) implements Constraint {}

    /// A regular expression that is found in the value as shown.
    record Matches(String expression) implements Constraint {
        public Matches {
            Pattern.compile(expression);
        }
    }

    /// There is a value, whatever it is.
    record Present() implements Constraint {}

    /// There is no such thing.
    record Absent() implements Constraint {}

    /// No words but these.
    record SubsetOf(SortedSet<String> allowed) implements Constraint {
        public SubsetOf {
            allowed = Collections.unmodifiableSortedSet(new TreeSet<>(allowed));
        }
    }

    /// All these words, and maybe others.
    record Contains(SortedSet<String> wanted) implements Constraint {
        public Contains {
            wanted = Collections.unmodifiableSortedSet(new TreeSet<>(wanted));
        }
    }

    /// The value that another check has on the same instance.
    record SameAs(CheckId other) implements Constraint {}

    /// Each of several.
    record AllOf(List<Constraint> parts) implements Constraint {
        public AllOf {
            parts = List.copyOf(parts);
        }
    }

    /// An expression of AICR's about what AICR would have found.
    record Aicr(AicrExpression expression, AicrForm form) implements Constraint {}

    /// How a value stands to a bound.
    enum Order {
        AT_LEAST(">="),
        AT_MOST("<="),
        ABOVE(">"),
        BELOW("<");

        private final String sign;

        Order(String sign) {
            this.sign = sign;
        }

        public String sign() {
            return sign;
        }

        boolean holds(int comparison) {
            return switch (this) {
                case AT_LEAST -> comparison >= 0;
                case AT_MOST -> comparison <= 0;
                case ABOVE -> comparison > 0;
                case BELOW -> comparison < 0;
            };
        }
    }

    /// The constraint in words, as a finding shows it.
    default String words() {
        return switch (this) {
            case EqualTo(String value) -> value;
            case NotEqualTo(String value) -> "other than " + value;
            case OneOf(List<String> values) -> "one of " + String.join(", ", values);
            case Ordered(Order order, String bound) -> order.sign() + " " + bound;
            case Series(String version) -> version + " series";
            case Matches(String expression) -> "matches " + expression;
            case Present _ -> "present";
            case Absent _ -> "absent";
            case SubsetOf(SortedSet<String> allowed) -> "nothing but " + String.join(" ", allowed);
            case Contains(SortedSet<String> wanted) -> "contains " + String.join(" ", wanted);
            case SameAs(CheckId other) -> "same as " + other;
            case Aicr(AicrExpression expression, AicrForm form) -> form.words() + expression;
            case AllOf(List<Constraint> parts) ->
                parts.stream().map(Constraint::words).collect(Collectors.joining(" and "));
        };
    }

    /// Whether a reading that is not missing meets the constraint. `other` is the reading of the check that
    /// `SameAs` names.
    default Verdict judge(Reading reading, Reading other) {
        if (reading instanceof Reading.Missing) {
            return Verdict.UNKNOWN;
        }
        return switch (this) {
            case EqualTo(String value) -> Verdict.of(equal(reading, value));
            case NotEqualTo(String value) -> Verdict.of(!equal(reading, value));
            case OneOf(List<String> values) -> Verdict.of(values.stream().anyMatch(value -> equal(reading, value)));
            case Ordered(Order order, String bound) ->
                compare(reading, bound)
                        .map(sign -> Verdict.of(order.holds(sign)))
                        .orElse(Verdict.UNKNOWN);
            case Series(String version) ->
                Versions.isVersion(reading.shown())
                        ? Verdict.of(Versions.isOfSeries(reading.shown(), version))
                        : Verdict.UNKNOWN;
            case Matches(String expression) ->
                Verdict.of(Pattern.compile(expression).matcher(reading.shown()).find());
            case Present _ -> Verdict.MET;
            case Absent _ -> Verdict.NOT_MET;
            case SubsetOf(SortedSet<String> allowed) -> Verdict.of(allowed.containsAll(wordsOf(reading)));
            case Contains(SortedSet<String> wanted) ->
                Verdict.of(wordsOf(reading).containsAll(wanted));
            case SameAs _ ->
                other instanceof Reading.Missing
                        ? Verdict.UNKNOWN
                        : Verdict.of(reading.shown().equals(other.shown()));
            case Aicr(AicrExpression expression, AicrForm form) ->
                form.text(reading).map(expression::judge).orElseGet(expression::judgeAbsent);
            case AllOf(List<Constraint> parts) ->
                parts.stream().map(part -> part.judge(reading, other)).reduce(Verdict.MET, Verdict::and);
        };
    }

    private static boolean equal(Reading reading, String value) {
        return switch (reading) {
            case Reading.Whole _, Reading.Quantity _ ->
                reading.shown().equalsIgnoreCase(value)
                        || compare(reading, value).filter(sign -> sign == 0).isPresent();
            case Reading.Version(String version) ->
                version.equalsIgnoreCase(value) || Versions.areEqual(version, value);
            case Reading.Text _, Reading.Flag _, Reading.Words _, Reading.Missing _ ->
                reading.shown().equalsIgnoreCase(value);
        };
    }

    /// How a reading stands to a bound; empty where they cannot be compared.
    private static Optional<Integer> compare(Reading reading, String bound) {
        return switch (reading) {
            case Reading.Whole(long value) -> number(bound).map(BigDecimal.valueOf(value)::compareTo);
            case Reading.Quantity(BigDecimal amount, String _) -> number(bound).map(amount::compareTo);
            case Reading.Version(String version) -> Versions.compare(version, bound);
            case Reading.Text(String text) ->
                Versions.compare(text, bound)
                        .or(() -> number(text).flatMap(amount -> number(bound).map(amount::compareTo)));
            case Reading.Flag _, Reading.Words _, Reading.Missing _ -> Optional.empty();
        };
    }

    private static Optional<BigDecimal> number(String text) {
        try {
            return Optional.of(new BigDecimal(text.strip()));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    private static Set<String> wordsOf(Reading reading) {
        return reading instanceof Reading.Words(SortedSet<String> values)
                ? values
                : Arrays.stream(reading.shown().split("\\s+"))
                        .filter(word -> !word.isEmpty())
                        .collect(Collectors.toSet());
    }

    /// Whether a constraint is met; unknown where there is nothing to compare.
    enum Verdict {
        MET,
        NOT_MET,
        UNKNOWN;

        /// Met or not met.
        public static Verdict of(boolean met) {
            return met ? MET : NOT_MET;
        }

        /// Of two constraints that both have to be met.
        Verdict and(Verdict other) {
            return this == NOT_MET || other == NOT_MET ? NOT_MET : this == UNKNOWN ? this : other;
        }
    }
}
