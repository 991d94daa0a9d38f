package io.holdfast.aggregator.correlate;

import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What a node reads of one check, in one text: the reading itself, or how many devices read what. Names of devices do
/// not count, as they differ between peers.
final class NodeValue {
    private static final int SHOWN = 6;
    private static final Set<String> NOTHING = Set.of(
            Reading.word(Reading.Why.ABSENT),
            Reading.word(Reading.Why.UNSUPPORTED),
            Reading.word(Reading.Why.NOT_APPLICABLE));

    private NodeValue() {}

    /// Empty where it is not known: an answer that did not come is no difference.
    static Optional<String> of(FactColumns.Column column, List<Fact> facts) {
        if (facts.stream().anyMatch(fact -> isUnknown(fact.reading()))) {
            return Optional.empty();
        }
        return Optional.of(
                column.devices() ? ofDevices(facts) : shown(facts.getFirst().reading()));
    }

    /// Whether it says only that there is none.
    static boolean isNothing(String value) {
        return NOTHING.contains(value);
    }

    private static boolean isUnknown(Reading reading) {
        return reading instanceof Reading.Missing(Reading.Why why, String _)
                && switch (why) {
                    case UNREADABLE, NOT_PERMITTED, MALFORMED, TIMEOUT, UNKNOWN -> true;
                    case ABSENT, UNSUPPORTED, NOT_APPLICABLE -> false;
                };
    }

    /// `7 x on, 1 x off`: the most first.
    private static String ofDevices(List<Fact> facts) {
        SortedMap<String, Integer> counts = counts(facts);
        List<String> parts = counts.entrySet().stream()
                .sorted((a, b) -> b.getValue().equals(a.getValue())
                        ? a.getKey().compareTo(b.getKey())
                        : Integer.compare(b.getValue(), a.getValue()))
                .map(entry -> entry.getValue() + " x " + entry.getKey())
                .toList();
        return parts.size() <= SHOWN
                ? String.join(", ", parts)
                : parts.stream().limit(SHOWN).collect(Collectors.joining(", "))
                        + " and %d more (%08x)".formatted(parts.size() - SHOWN, parts.hashCode());
    }

    static SortedMap<String, Integer> counts(List<Fact> facts) {
        SortedMap<String, Integer> counts = new TreeMap<>();
        facts.forEach(fact -> counts.merge(shown(fact.reading()), 1, Integer::sum));
        return counts;
    }

    private static String shown(Reading reading) {
        return reading instanceof Reading.Quantity(BigDecimal _, String unit)
                ? reading.shown() + " " + unit
                : reading.shown();
    }
}
