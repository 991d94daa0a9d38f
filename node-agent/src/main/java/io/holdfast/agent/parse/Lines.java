package io.holdfast.agent.parse;

import java.util.ArrayList;
import java.util.List;

/// Cutting text without regular expressions and without surprises at its ends.
final class Lines {
    private Lines() {}

    /// The parts between separators, blanks around them removed; empty for blank text.
    static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int end = text.indexOf(separator); end >= 0; end = text.indexOf(separator, start)) {
            parts.add(text.substring(start, end).strip());
            start = end + 1;
        }
        parts.add(text.substring(start).strip());
        return parts.size() == 1 && parts.getFirst().isEmpty() ? List.of() : parts;
    }

    /// The lines that say something, blanks at both ends removed; at most `limit`.
    static List<String> spoken(String text, int limit) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .limit(limit)
                .toList();
    }

    /// Evidence has to fit a line on a screen.
    static String shortened(String text) {
        String line = text.strip();
        return line.length() <= 120 ? line : line.substring(0, 117) + "...";
    }

    static <T> List<T> joined(List<T> first, List<T> second) {
        List<T> all = new ArrayList<>(first);
        all.addAll(second);
        return List.copyOf(all);
    }
}
