package io.holdfast.agent.parse;

import io.holdfast.protocol.fact.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The error counters of a PCI Express function: `aer_dev_correctable`, `aer_dev_nonfatal`, `aer_dev_fatal`.
///
/// Each line is a name and a count, `BadTLP 3`, in older kernels with blanks in the name, `Receiver Error 0`. The last
/// line is the sum, `TOTAL_ERR_COR 3`.
public final class AerText {
    private static final String TOTAL = "TOTAL_ERR_";

    /// What was counted of one gravity.
    ///
    /// @param total as the kernel sums it up, else the sum of the lines
    /// @param counted the errors that were seen at all, as `BadTLP 3`
    public record Errors(long total, List<String> counted) {
        public Reading reading() {
            return new Reading.Whole(total);
        }
    }

    private AerText() {}

    /// Empty where a line is no name and count, or there is none.
    public static Optional<Errors> parse(String text) {
        List<String> counted = new ArrayList<>();
        Optional<Long> total = Optional.empty();
        long sum = 0;
        boolean isEmpty = true;
        for (String line : Lines.spoken(text, Integer.MAX_VALUE)) {
            int blank = line.lastIndexOf(' ');
            String name = line.substring(0, Math.max(blank, 0)).strip();
            Optional<Long> count = Words.whole(line.substring(blank + 1)).filter(value -> value >= 0);
            if (name.isEmpty() || count.isEmpty()) {
                return Optional.empty();
            }
            isEmpty = false;
            if (name.startsWith(TOTAL)) {
                total = count;
            } else if (count.get() > 0) {
                sum += count.get();
                counted.add(name + " " + count.get());
            }
        }
        return isEmpty ? Optional.empty() : Optional.of(new Errors(total.orElse(sum), counted));
    }
}
