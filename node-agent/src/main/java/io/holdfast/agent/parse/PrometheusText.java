package io.holdfast.agent.parse;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The text format in which exporters serve metrics: `NAME{label="value",...} 1.5 [time]`.
public final class PrometheusText {
    /// A node has some thousand series.
    private static final int LINES = 100_000;

    private PrometheusText() {}

    /// One series at one time.
    ///
    /// @param value empty for `NaN` and infinities
    public record Sample(String name, Map<String, String> labels, Optional<BigDecimal> value) {
        public Sample {
            labels = Map.copyOf(labels);
        }

        public String label(String label) {
            return labels.getOrDefault(label, "");
        }
    }

    /// Comments and what is no sample are left out.
    public static List<Sample> parse(String text) {
        List<Sample> samples = new ArrayList<>();
        text.lines()
                .limit(LINES)
                .filter(line -> !line.startsWith("#"))
                .forEach(line -> sample(line).ifPresent(samples::add));
        return samples;
    }

    private static Optional<Sample> sample(String line) {
        int open = line.indexOf('{');
        int blank = line.indexOf(' ');
        boolean isBare = open < 0 || (blank >= 0 && blank < open);
        String name = line.substring(0, Math.max(0, isBare ? blank : open)).strip();
        if (name.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> labels = new LinkedHashMap<>();
        int after = isBare ? blank : labels(line, open + 1, labels);
        if (after < 0) {
            return Optional.empty();
        }
        String number = Words.first(line.substring(after));
        return number.isEmpty() ? Optional.empty() : Optional.of(new Sample(name, labels, value(number)));
    }

    /// Reads to behind the closing brace; -1 where the line ends before it.
    private static int labels(String line, int from, Map<String, String> labels) {
        int at = from;
        while (at < line.length()) {
            if (line.charAt(at) == '}') {
                return at + 1;
            }
            int equals = line.indexOf('=', at);
            if (equals < 0 || equals + 1 >= line.length() || line.charAt(equals + 1) != '"') {
                return -1;
            }
            String label = line.substring(at, equals).replace(",", "").strip();
            StringBuilder value = new StringBuilder();
            int end = quoted(line, equals + 2, value);
            if (end < 0) {
                return -1;
            }
            labels.put(label, value.toString());
            at = end;
            while (at < line.length() && (line.charAt(at) == ',' || line.charAt(at) == ' ')) {
                at++;
            }
        }
        return -1;
    }

    private static int quoted(String line, int from, StringBuilder value) {
        for (int at = from; at < line.length(); at++) {
            char letter = line.charAt(at);
            if (letter == '"') {
                return at + 1;
            }
            if (letter == '\\' && at + 1 < line.length()) {
                at++;
                char escaped = line.charAt(at);
                value.append(escaped == 'n' ? '\n' : escaped);
            } else {
                value.append(letter);
            }
        }
        return -1;
    }

    private static Optional<BigDecimal> value(String number) {
        try {
            BigDecimal value = new BigDecimal(number);
            // An exponent of a million digits is no measurement.
            return Math.abs((long) value.scale()) > 400 ? Optional.empty() : Optional.of(value);
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }
}
