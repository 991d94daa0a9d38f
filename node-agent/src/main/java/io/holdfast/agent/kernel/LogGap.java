package io.holdfast.agent.kernel;

import java.time.Duration;
import java.util.Optional;

/// Records of the kernel's log that were overwritten before they were read. Nobody knows what they said: for a while
/// nothing that the log did not tell is well.
///
/// @param records how many were lost, with those of a gap that was not yet over
/// @param untilUsec when it is over, in microseconds since boot
public record LogGap(long records, long untilUsec) {
    /// A fault that lasts is told again within it: bursts of an Xid, resets, tasks that hang, links that flap.
    static final Duration LASTS = Duration.ofMinutes(10);

    static LogGap after(Optional<LogGap> before, long records, long usec) {
        return new LogGap(before.map(LogGap::records).orElse(0L) + records, usec + LASTS.toNanos() / 1_000);
    }

    /// Why nothing is known, for a person. It does not change while the gap stays as it is.
    String words() {
        return records + (records == 1 ? " record was" : " records were")
                + " overwritten before they could be read: what they told is not known";
    }
}
