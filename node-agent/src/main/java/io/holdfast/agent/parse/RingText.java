package io.holdfast.agent.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The kernel's log as `syslog(2)` gives it: `<6>[   12.345678] text`. Only the kernel writes records of its own
/// facility,
/// so they are proven. Those of others, and those without a time (`printk.time=0`), are left out.
public final class RingText {
    /// Priority, time, and who called where the kernel is built to say so (`CONFIG_PRINTK_CALLER`).
    private static final Pattern RECORD =
            Pattern.compile("<(\\d{1,4})>\\[ *(\\d{1,12})\\.(\\d{6})\\](?:\\[ *[TC]\\d+\\])? ?(.*)");

    private static final int FACILITY_SHIFT = 3;
    private static final long MICROS = 1_000_000;

    private RingText() {}

    /// A cut first line is none.
    public static List<LogRecord> records(String text) {
        List<LogRecord> records = new ArrayList<>();
        text.lines().forEach(line -> {
            Matcher record = RECORD.matcher(line);
            if (!record.matches() || Integer.parseInt(record.group(1)) >> FACILITY_SHIFT != 0) {
                return;
            }
            long usec = Long.parseLong(record.group(2)) * MICROS + Long.parseLong(record.group(3));
            records.add(new LogRecord(records.size(), usec, Optional.empty(), record.group(4), true));
        });
        return records;
    }
}
