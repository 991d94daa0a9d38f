package io.holdfast.agent.parse;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;

/// Small tables that the kernel prints for people.
public final class KernelTables {
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    /// Where the columns of `/proc/<pid>/limits` start and end: name, soft, hard.
    private static final int NAME = 26;

    private static final int SOFT = 47;

    private KernelTables() {}

    /// The soft limit of a line of `/proc/<pid>/limits`, `unlimited` or a number; `name` as in `Max locked
    /// memory`.
    public static Optional<String> softLimit(String limits, String name) {
        return limits.lines()
                .filter(line ->
                        line.length() > NAME && line.substring(0, NAME).strip().equals(name))
                .map(line -> line.substring(NAME, Math.min(SOFT, line.length())).strip())
                .filter(value -> value.equals("unlimited") || Words.whole(value).isPresent())
                .findFirst();
    }

    /// The average over a minute, percent, of a line (`some`, `full`) of `/proc/pressure/*`.
    public static Optional<BigDecimal> pressure(String text, String line) {
        return text.lines()
                .filter(it -> it.startsWith(line + " "))
                .flatMap(it -> List.of(it.split(" ", -1)).stream())
                .filter(word -> word.startsWith("avg60="))
                .findFirst()
                .flatMap(word -> Words.decimal(word.substring("avg60=".length())));
    }

    /// Of `/proc/sys/fs/file-nr` (allocated, unused, most), allocated of most, percent with one decimal.
    public static Optional<BigDecimal> fileUsage(String text) {
        String[] numbers = text.strip().split("\\s+", -1);
        if (numbers.length != 3) {
            return Optional.empty();
        }
        Optional<Long> allocated = Words.whole(numbers[0]).filter(it -> it >= 0);
        Optional<Long> most = Words.whole(numbers[2]).filter(it -> it > 0);
        return allocated.flatMap(used -> most.map(all ->
                BigDecimal.valueOf(used).multiply(HUNDRED).divide(BigDecimal.valueOf(all), 1, RoundingMode.HALF_UP)));
    }

    /// The files and devices of `/proc/swaps`; empty where its first line is not the usual header.
    public static Optional<List<String>> swaps(String text) {
        return text.startsWith("Filename")
                ? Optional.of(text.lines()
                        .skip(1)
                        .map(Words::first)
                        .filter(name -> !name.isEmpty())
                        .toList())
                : Optional.empty();
    }
}
