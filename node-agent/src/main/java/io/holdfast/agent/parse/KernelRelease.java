package io.holdfast.agent.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A kernel's release, `6.8.0-85-generic`: numbers that order it, then words that do not.
///
/// @param text as printed
/// @param numbers `6, 8, 0, 85`
public record KernelRelease(String text, List<Long> numbers) implements Comparable<KernelRelease> {
    public KernelRelease {
        numbers = List.copyOf(numbers);
    }

    /// Empty for what is no release, or could be more than one word of a command line.
    public static Optional<KernelRelease> parse(String text) {
        List<Long> numbers = new ArrayList<>();
        StringBuilder digits = new StringBuilder();
        for (int at = 0; at < text.length(); at++) {
            char letter = text.charAt(at);
            boolean isPart = Character.isLetterOrDigit(letter) || ".-_+~".indexOf(letter) >= 0;
            if (!isPart || letter > 127) {
                return Optional.empty();
            }
        }
        for (char letter : (text + "-end").toCharArray()) {
            if (letter >= '0' && letter <= '9' && digits.length() < 9) {
                digits.append(letter);
            } else if ((letter == '.' || letter == '-') && !digits.isEmpty()) {
                numbers.add(Long.valueOf(digits.toString()));
                digits.setLength(0);
            } else {
                break;
            }
        }
        return numbers.size() < 2 ? Optional.empty() : Optional.of(new KernelRelease(text, numbers));
    }

    public boolean isAtLeast(long major, long minor) {
        return compareTo(new KernelRelease("", List.of(major, minor))) >= 0;
    }

    @Override
    public int compareTo(KernelRelease other) {
        for (int at = 0; at < Math.max(numbers.size(), other.numbers.size()); at++) {
            int order = Long.compare(number(at), other.number(at));
            if (order != 0) {
                return order;
            }
        }
        return text.compareTo(other.text);
    }

    private long number(int at) {
        return at < numbers.size() ? numbers.get(at) : 0;
    }
}
