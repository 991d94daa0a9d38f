package io.holdfast.protocol.drift;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/// How a report spells things.
final class Words {
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);
    /// Longer values are cut in a sentence.
    private static final int LONG = 80;

    private Words() {}

    static String many(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    static String at(Instant time) {
        return MINUTE.format(time);
    }

    static String cut(String value) {
        return value.length() <= LONG ? value : value.substring(0, LONG - 3) + "...";
    }

    static String withUnit(String value, Optional<String> unit) {
        return unit.filter(_ -> !value.isEmpty() && Character.isDigit(value.charAt(value.length() - 1)))
                .map(one -> value + " " + one)
                .orElse(value);
    }
}
