package io.holdfast.agent.parse;

import java.math.BigDecimal;
import java.util.Optional;

/// Numbers and words of kernel and tool output, exact or empty: nothing is guessed.
public final class Words {
    private Words() {}

    /// Everything up to the first blank.
    public static String first(String text) {
        String line = text.strip();
        for (int at = 0; at < line.length(); at++) {
            if (Character.isWhitespace(line.charAt(at))) {
                return line.substring(0, at);
            }
        }
        return line;
    }

    /// A decimal whole number, `-1` included.
    public static Optional<Long> whole(String text) {
        return number(text, 10);
    }

    /// A hexadecimal number with or without `0x`.
    public static Optional<Long> hex(String text) {
        String digits = text.startsWith("0x") || text.startsWith("0X") ? text.substring(2) : text;
        return number(digits, 16).filter(value -> value >= 0);
    }

    /// `2.5`, `600.00`, `-8`: digits with at most one point.
    public static Optional<BigDecimal> decimal(String text) {
        int start = text.startsWith("-") ? 1 : 0;
        int points = 0;
        for (int at = start; at < text.length(); at++) {
            char letter = text.charAt(at);
            if (letter == '.') {
                points++;
            } else if (letter < '0' || letter > '9') {
                return Optional.empty();
            }
        }
        boolean sane = text.length() > start && text.length() <= 30 && points <= 1;
        boolean edged = text.endsWith(".") || text.startsWith(".", start);
        return sane && !edged ? Optional.of(new BigDecimal(text)) : Optional.empty();
    }

    private static Optional<Long> number(String digits, int radix) {
        if (digits.isEmpty() || digits.charAt(0) == '+') {
            return Optional.empty();
        }
        try {
            return Optional.of(Long.parseLong(digits, radix));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }
}
