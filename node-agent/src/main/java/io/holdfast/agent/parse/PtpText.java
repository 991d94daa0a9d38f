package io.holdfast.agent.parse;

import java.math.BigDecimal;
import java.util.Optional;

/// What `pmc -u -b 0 'GET TIME_STATUS_NP'` of linuxptp prints: names and values, blanks between them.
public final class PtpText {
    private PtpText() {}

    /// How ptp4l follows its master.
    ///
    /// @param offset of the clock from its master in nanoseconds
    /// @param hasMaster false for a clock that is the master itself, or has found none
    public record Status(BigDecimal offset, boolean hasMaster) {}

    /// Empty where no ptp4l has answered.
    public static Optional<Status> status(String output) {
        Optional<String> offset = value(output, "master_offset");
        Optional<String> master = value(output, "gmPresent");
        if (offset.isEmpty() || master.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new Status(new BigDecimal(offset.get()), master.get().equals("true")));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    private static Optional<String> value(String output, String name) {
        return output.lines()
                .map(String::strip)
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "\t"))
                .map(line -> line.substring(name.length()).strip())
                .findFirst();
    }
}
