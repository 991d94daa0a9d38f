package io.holdfast.protocol.wire;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;

/// Times on the wire, RFC 3339: `2026-11-23T05:00:00.123Z`. Every record has some, and the platform's
/// formatter takes many times as long as these digits do.
final class WireTime {
    private static final DateTimeFormatter MILLIS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);
    private static final String WRITTEN = "dddd-dd-ddTdd:dd:dd.dddZ";

    private WireTime() {}

    /// Always three digits of the second, so that times compare as text.
    static String format(Instant time) {
        LocalDateTime utc = LocalDateTime.ofEpochSecond(time.getEpochSecond(), time.getNano(), ZoneOffset.UTC);
        if (utc.getYear() < 0 || utc.getYear() > 9999) {
            return MILLIS.format(time);
        }
        char[] text = WRITTEN.toCharArray();
        put(text, 0, 4, utc.getYear());
        put(text, 5, 2, utc.getMonthValue());
        put(text, 8, 2, utc.getDayOfMonth());
        put(text, 11, 2, utc.getHour());
        put(text, 14, 2, utc.getMinute());
        put(text, 17, 2, utc.getSecond());
        put(text, 20, 3, utc.getNano() / 1_000_000);
        return new String(text);
    }

    private static void put(char[] text, int from, int digits, int number) {
        int left = number;
        for (int at = from + digits - 1; at >= from; at--) {
            text[at] = (char) ('0' + left % 10);
            left /= 10;
        }
    }

    /// Reads what is written here by its digits, and leaves every other form to the platform.
    ///
    /// @throws java.time.DateTimeException when it is no time
    static Instant parse(String text) {
        if (!isAsWritten(text) || number(text, 11, 2) > 23 || number(text, 14, 2) > 59 || number(text, 17, 2) > 59) {
            return Instant.parse(text);
        }
        long day = LocalDate.of(number(text, 0, 4), number(text, 5, 2), number(text, 8, 2))
                .toEpochDay();
        long second = ((day * 24 + number(text, 11, 2)) * 60 + number(text, 14, 2)) * 60 + number(text, 17, 2);
        return Instant.ofEpochSecond(second, number(text, 20, 3) * 1_000_000L);
    }

    private static boolean isAsWritten(String text) {
        if (text.length() != WRITTEN.length()) {
            return false;
        }
        for (int at = 0; at < text.length(); at++) {
            char expected = WRITTEN.charAt(at);
            char found = text.charAt(at);
            if (expected == 'd' ? found < '0' || found > '9' : found != expected) {
                return false;
            }
        }
        return true;
    }

    private static int number(String text, int from, int digits) {
        int number = 0;
        for (int at = from; at < from + digits; at++) {
            number = number * 10 + text.charAt(at) - '0';
        }
        return number;
    }
}
