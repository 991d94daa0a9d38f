package io.holdfast.agent.cli;

import io.holdfast.protocol.check.Check;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Checks whose names a person may have meant.
final class NearNames {
    private NearNames() {}

    /// Names that contain what was typed come first, then those with the fewest letters to change.
    static List<String> of(String typed, Collection<Check> rows, int most) {
        String wanted = typed.toLowerCase(Locale.ROOT);
        return rows.stream()
                .map(Check::pattern)
                .sorted(Comparator.<String, Boolean>comparing(name -> wanted.isEmpty() || !name.contains(wanted))
                        .thenComparingInt(name -> distance(wanted, name))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(most)
                .toList();
    }

    /// Letters to insert, remove or replace to get from one word to the other.
    static int distance(String from, String to) {
        int[] before = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            before[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int[] now = new int[to.length() + 1];
            now[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = before[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                now[j] = Math.min(replaced, Math.min(before[j], now[j - 1]) + 1);
            }
            before = now;
        }
        return before[to.length()];
    }
}
