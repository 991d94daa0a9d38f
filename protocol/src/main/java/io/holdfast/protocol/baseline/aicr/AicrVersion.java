package io.holdfast.protocol.baseline.aicr;

import java.util.ArrayList;
import java.util.List;

/// A version as AICR reads one: one to three numbers.
///
/// A leading `v` is dropped, and so is everything from the first `-` or `+` that follows a digit (`6.8.0-1028-aws` is
/// 6.8.0). A fourth number is an error: most NIC firmware and VBIOS versions are no versions to AICR.
///
/// @param numbers major, minor, patch, as many as were written
record AicrVersion(List<Long> numbers) {
    private static final int MOST = 3;

    AicrVersion {
        numbers = List.copyOf(numbers);
    }

    /// @throws AicrException saying which part is no number
    static AicrVersion parse(String text) {
        if (text.isEmpty()) {
            throw new AicrException("version is empty");
        }
        String[] parts = core(text.startsWith("v") ? text.substring(1) : text).split("\\.", -1);
        if (parts.length > MOST) {
            throw new AicrException("version \"" + text + "\" has more than " + MOST + " parts");
        }
        List<Long> numbers = new ArrayList<>();
        for (String part : parts) {
            numbers.add(number(text, part));
        }
        return new AicrVersion(numbers);
    }

    private static String core(String text) {
        for (int at = 1; at < text.length(); at++) {
            char c = text.charAt(at);
            if ((c == '-' || c == '+') && isDigit(text.charAt(at - 1))) {
                return text.substring(0, at);
            }
        }
        return text;
    }

    /// With an optional sign; a negative number is an error, `+5` is 5.
    private static long number(String text, String part) {
        String digits = part.startsWith("+") || part.startsWith("-") ? part.substring(1) : part;
        if (!digits.isEmpty() && digits.chars().allMatch(c -> isDigit((char) c))) {
            try {
                long number = Long.parseLong(part);
                if (number >= 0) {
                    return number;
                }
            } catch (NumberFormatException _) {
                // Longer than 64 bits: no number to AICR either.
            }
        }
        throw new AicrException("version \"" + text + "\": \"" + part + "\" is no number");
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /// At the lower precision of the two: 6.8 and 6.8.5 compare as equal.
    int compareAtLowerPrecision(AicrVersion other) {
        int precision = Math.min(numbers.size(), other.numbers.size());
        for (int at = 0; at < precision; at++) {
            int order = Long.compare(numbers.get(at), other.numbers.get(at));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /// On all three fields, a missing one is 0: 1.33 is 1.33.0, and not 1.33.9.
    boolean isSame(AicrVersion other) {
        for (int at = 0; at < MOST; at++) {
            if (field(at) != other.field(at)) {
                return false;
            }
        }
        return true;
    }

    private long field(int at) {
        return at < numbers.size() ? numbers.get(at) : 0;
    }
}
