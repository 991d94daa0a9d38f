package io.holdfast.protocol.fact;

import java.math.BigDecimal;
import java.util.SortedSet;
import java.util.TreeSet;

/// What a source said, or the named reason why it said nothing. `Missing` is a reading like any other: never 0, "",
/// null or
/// "healthy".
public sealed interface Reading {
    /// A word or sentence, compared as it stands.
    record Text(String value) implements Reading {}

    /// A whole number without unit: a count, an index, a mask.
    record Whole(long value) implements Reading {}

    /// A number with its unit (`400 Gb/s`), converted once, at the parser.
    record Quantity(BigDecimal amount, String unit) implements Reading {
        public Quantity {
            amount = amount.stripTrailingZeros();
            if (unit.isBlank()) {
                throw new IllegalArgumentException("quantity " + amount + " has no unit");
            }
        }

        public static Quantity of(long amount, String unit) {
            return new Quantity(BigDecimal.valueOf(amount), unit);
        }
    }

    /// Yes or no.
    record Flag(boolean value) implements Reading {}

    /// A version, compared numerically part by part by those who compare; kept as it was printed.
    record Version(String value) implements Reading {}

    /// Words whose order means nothing.
    record Words(SortedSet<String> values) implements Reading {
        public Words {
            values = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(values));
        }

        public static Words of(java.util.Collection<String> values) {
            return new Words(new TreeSet<>(values));
        }
    }

    /// Nothing was read, and why. `detail` is evidence for a person: the errno text, the first bytes of what was
    /// malformed.
    record Missing(Why why, String detail) implements Reading {}

    /// Why there is no value. The word on the wire is the enum name in kebab case.
    enum Why {
        /// No such file, device or tool (`ENOENT`).
        ABSENT,
        /// It is there and refused to be read (`EIO`, `EINVAL`), or was cut short.
        UNREADABLE,
        /// This install lacks the privilege (`EACCES`, `EPERM`).
        NOT_PERMITTED,
        /// It was read and says something no parser knows.
        MALFORMED,
        /// No answer before the deadline.
        TIMEOUT,
        /// The device or driver says that it cannot tell (`N/A`, `[Not Supported]`, a deprecation text).
        UNSUPPORTED,
        /// The question makes no sense here (no extended config space, MIG enabled).
        NOT_APPLICABLE,
        /// A word of a newer writer.
        UNKNOWN
    }

    static Missing missing(Why why, String detail) {
        return new Missing(why, detail);
    }

    /// The value as a person reads it, without unit; the reason's word for a missing one.
    default String shown() {
        return switch (this) {
            case Text(String value) -> value;
            case Whole(long value) -> Long.toString(value);
            case Quantity(BigDecimal amount, String _) -> amount.toPlainString();
            case Flag(boolean value) -> value ? "yes" : "no";
            case Version(String value) -> value;
            case Words(SortedSet<String> values) -> String.join(" ", values);
            case Missing(Why why, String _) -> word(why);
        };
    }

    /// `NOT_PERMITTED` as `not-permitted`.
    static String word(Why why) {
        return why.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
