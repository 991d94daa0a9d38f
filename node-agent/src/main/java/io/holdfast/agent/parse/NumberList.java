package io.holdfast.agent.parse;

import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/// The kernel's lists of processors and memory nodes: `0-15,88-103`, an empty line for none.
public final class NumberList {
    /// More than any kernel can be built for, so that a damaged file cannot fill the memory.
    private static final int MOST = 1 << 16;

    private NumberList() {}

    public static Optional<NavigableSet<Integer>> parse(String text) {
        NavigableSet<Integer> numbers = new TreeSet<>();
        if (text.isBlank()) {
            return Optional.of(numbers);
        }
        try {
            for (String range : text.strip().split(",", -1)) {
                int dash = range.indexOf('-');
                int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
                int last = dash < 0 ? first : Integer.parseInt(range.substring(dash + 1));
                if (first < 0 || last < first || last >= MOST) {
                    return Optional.empty();
                }
                for (int number = first; number <= last; number++) {
                    numbers.add(number);
                }
            }
            return Optional.of(numbers);
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }
}
