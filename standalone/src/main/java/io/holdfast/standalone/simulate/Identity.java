package io.holdfast.standalone.simulate;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;

/// Serial numbers, UUIDs and addresses of one made-up host: always the same for the same host.
///
/// @param host name of the host
record Identity(String host) {
    /// A UUID that belongs to a part of the host.
    UUID uuid(String part) {
        return UUID.nameUUIDFromBytes((host + "\n" + part).getBytes(StandardCharsets.UTF_8));
    }

    /// Decimal digits, the first one never 0.
    String digits(String part, int count) {
        String digits = Long.toUnsignedString(uuid(part).getMostSignificantBits() | Long.MIN_VALUE);
        return digits.substring(0, count);
    }

    /// Twelve hexadecimal digits: the part of a network card's address that is its own.
    String hex(String part) {
        return String.format(Locale.ROOT, "%012x", uuid(part).getLeastSignificantBits() & 0xffff_ffff_ffffL);
    }
}
