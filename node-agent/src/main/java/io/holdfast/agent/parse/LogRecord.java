package io.holdfast.agent.parse;

import java.time.Instant;
import java.util.Optional;

/// One record of the kernel's log.
///
/// @param sequence the kernel's number of it, or its place in a text file
/// @param usec microseconds since boot, as the kernel has them; -1 where the text has none
/// @param wall the time of day in a text file's line; empty where there is none
/// @param text unescaped, of several lines where the kernel printed several
/// @param isProven it came from the kernel: no program on the host could have written it
public record LogRecord(long sequence, long usec, Optional<Instant> wall, String text, boolean isProven) {
    /// No time since boot is known.
    public static final long NO_TIME = -1;
}
