package io.holdfast.protocol.drift;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/// How many nodes differed in each hour of the last day, as letters: `····▁▁▃██`. An hour in which nobody counted
/// is a dot.
final class Sparkline {
    private static final int HOURS = 24;
    private static final String BARS = "▁▂▃▄▅▆▇█";
    private static final char NOT_COUNTED = '·';

    private Sparkline() {}

    /// @param at when it was counted, oldest first
    /// @param counts as many numbers
    static String of(List<Instant> at, List<Integer> counts, Instant now) {
        int[] hours = new int[HOURS];
        Arrays.fill(hours, -1);
        for (int place = 0; place < Math.min(at.size(), counts.size()); place++) {
            long ago = Duration.between(at.get(place), now).toHours();
            if (ago >= 0 && ago < HOURS) {
                hours[HOURS - 1 - (int) ago] = counts.get(place);
            }
        }
        int most = Math.max(1, Arrays.stream(hours).max().orElse(1));
        StringBuilder line = new StringBuilder();
        for (int count : hours) {
            line.append(count < 0 ? NOT_COUNTED : bar(count, most));
        }
        return line.toString();
    }

    /// Nothing is the lowest bar, and one node is never nothing.
    private static char bar(int count, int most) {
        int height = count == 0 ? 0 : Math.max(1, Math.round((BARS.length() - 1) * (float) count / most));
        return BARS.charAt(height);
    }
}
