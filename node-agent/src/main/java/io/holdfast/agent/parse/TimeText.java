package io.holdfast.agent.parse;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/// What the tools of the time services say.
public final class TimeText {
    private static final int FIELDS = 14;
    private static final int OFFSET = 4;
    private static final int LEAP = 13;

    /// `chronyc -c tracking`: 14 fields with commas between. The leap status is `Not synchronised` until it
    /// follows a source.
    ///
    /// @param offsetSeconds how far the system clock is from what chrony takes for the time, without sign
    public record Tracking(boolean isSynchronised, BigDecimal offsetSeconds) {}

    private TimeText() {}

    public static Optional<Tracking> tracking(String output) {
        List<String> fields = Lines.split(output.strip(), ',');
        if (fields.size() < FIELDS) {
            return Optional.empty();
        }
        boolean isSynchronised = !fields.get(LEAP).equals("Not synchronised");
        return Words.decimal(fields.get(OFFSET)).map(offset -> new Tracking(isSynchronised, offset.abs()));
    }

    /// `timedatectl show -p NTPSynchronized --value`: the kernel's own flag, that no time service has given
    /// up.
    public static Optional<Boolean> synchronised(String output) {
        return switch (output.strip()) {
            case "yes" -> Optional.of(true);
            case "no" -> Optional.of(false);
            default -> Optional.empty();
        };
    }
}
