package io.holdfast.agent.parse;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// A record as `/dev/kmsg` gives it: `prio,seq,usec,flags[,more];text`, a line break, and then perhaps lines that begin
/// with a blank and say what device it is about (`SUBSYSTEM=pci`).
///
/// `prio` is the level in the low three bits and the facility above. The kernel itself is facility 0; what programs
/// write to `/dev/kmsg` always gets another one.
public final class KmsgRecord {
    private static final int LEVEL_BITS = 3;
    private static final int LONGEST_NUMBER = 19;

    private final long priority;
    private final long sequence;
    private final long usec;
    private final String text;

    private KmsgRecord(long priority, long sequence, long usec, String text) {
        this.priority = priority;
        this.sequence = sequence;
        this.usec = usec;
        this.text = text;
    }

    /// Empty for what is no record.
    public static Optional<KmsgRecord> of(String record) {
        int first = record.indexOf(',');
        int second = record.indexOf(',', first + 1);
        int body = record.indexOf(';');
        if (first < 1 || second < 0 || body < second) {
            return Optional.empty();
        }
        int third = record.indexOf(',', second + 1);
        if (third < 0 || third > body) {
            third = body;
        }
        long priority = number(record, 0, first);
        long sequence = number(record, first + 1, second);
        long usec = number(record, second + 1, third);
        if (priority < 0 || sequence < 0 || usec < 0) {
            return Optional.empty();
        }
        int end = record.indexOf('\n', body);
        return Optional.of(
                new KmsgRecord(priority, sequence, usec, record.substring(body + 1, end < 0 ? record.length() : end)));
    }

    /// -1 for what is no number.
    private static long number(String text, int from, int to) {
        if (from >= to || to - from > LONGEST_NUMBER) {
            return -1;
        }
        long number = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    public boolean isOfKernel() {
        return priority >> LEVEL_BITS == 0;
    }

    public long sequence() {
        return sequence;
    }

    public long usec() {
        return usec;
    }

    /// As the device gave it: control characters, bytes above 0x7e and the backslash as `\xNN`.
    public String escaped() {
        return text;
    }

    public LogRecord record() {
        return new LogRecord(sequence, usec, Optional.empty(), unescape(text), true);
    }

    /// What is not `\xNN` stays as it stands.
    static String unescape(String text) {
        int next = text.indexOf("\\x");
        if (next < 0) {
            return text;
        }
        byte[] from = text.getBytes(StandardCharsets.UTF_8);
        byte[] bytes = new byte[from.length];
        int length = 0;
        for (int i = 0; i < from.length; i++) {
            int high = i + 3 < from.length && from[i] == '\\' && from[i + 1] == 'x' ? digit(from[i + 2]) : -1;
            int low = high < 0 ? -1 : digit(from[i + 3]);
            if (low < 0) {
                bytes[length++] = from[i];
            } else {
                bytes[length++] = (byte) ((high << 4) | low);
                i += 3;
            }
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private static int digit(byte character) {
        return Character.digit(character, 16);
    }
}
