package io.holdfast.protocol.baseline;

import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Reading;
import java.math.BigDecimal;
import java.util.List;

/// What a reading has to be. Written in YAML as one key: `equals: Live`, `one_of: [a, b]`, `at_most: 0`, `same_as:
/// gpu.pci.count`.
public sealed interface Constraint {
    /// The value as shown, compared without regard to case.
    record EqualTo(String value) implements Constraint {}

    /// One of several values.
    record OneOf(List<String> values) implements Constraint {
        public OneOf {
            values = List.copyOf(values);
        }
    }

    /// A number not above this.
    record AtMost(BigDecimal limit) implements Constraint {}

    /// A number not below this.
    record AtLeast(BigDecimal limit) implements Constraint {}

    /// The value that another check has on the same instance.
    record SameAs(CheckId other) implements Constraint {}

    /// The constraint in words, as a finding shows it.
    default String words() {
        return switch (this) {
            case EqualTo(String value) -> value;
            case OneOf(List<String> values) -> "one of " + String.join(", ", values);
            case AtMost(BigDecimal limit) -> "<= " + limit.toPlainString();
            case AtLeast(BigDecimal limit) -> ">= " + limit.toPlainString();
            case SameAs(CheckId other) -> "same as " + other;
        };
    }

    /// Whether a reading that is not missing meets the constraint. `other` is the reading of the check that `SameAs`
    /// names.
    default Verdict judge(Reading reading, Reading other) {
        if (reading instanceof Reading.Missing) {
            return Verdict.UNKNOWN;
        }
        return switch (this) {
            case EqualTo(String value) -> Verdict.of(value.equalsIgnoreCase(reading.shown()));
            case OneOf(List<String> values) -> Verdict.of(values.stream().anyMatch(reading.shown()::equalsIgnoreCase));
            case AtMost(BigDecimal limit) -> compare(reading, limit, sign -> sign <= 0);
            case AtLeast(BigDecimal limit) -> compare(reading, limit, sign -> sign >= 0);
            case SameAs _ ->
                other instanceof Reading.Missing
                        ? Verdict.UNKNOWN
                        : Verdict.of(reading.shown().equals(other.shown()));
        };
    }

    private static Verdict compare(Reading reading, BigDecimal limit, java.util.function.IntPredicate holds) {
        return switch (reading) {
            case Reading.Whole(long value) ->
                Verdict.of(holds.test(BigDecimal.valueOf(value).compareTo(limit)));
            case Reading.Quantity(BigDecimal amount, String _) -> Verdict.of(holds.test(amount.compareTo(limit)));
            case Reading.Text _, Reading.Flag _, Reading.Version _, Reading.Words _, Reading.Missing _ ->
                Verdict.UNKNOWN;
        };
    }

    /// Whether a constraint is met; unknown where there is nothing to compare.
    enum Verdict {
        MET,
        NOT_MET,
        UNKNOWN;

        static Verdict of(boolean met) {
            return met ? MET : NOT_MET;
        }
    }
}
