package io.holdfast.agent.parse;

import io.holdfast.protocol.fact.Reading;
import java.math.BigDecimal;
import java.util.Optional;

/// Attributes of `/sys/class/infiniband/<device>` and its ports.
public final class InfinibandText {
    /// 10^9 bits per second.
    public static final String RATE_UNIT = "Gb/s";

    private InfinibandText() {}

    /// `4: ACTIVE` as `ACTIVE`, `5: LinkUp` as `LinkUp`.
    public static Reading state(String text) {
        int colon = text.indexOf(':');
        String word = colon < 1 ? "" : text.substring(colon + 1).strip();
        return Words.whole(text.substring(0, Math.max(colon, 0))).isPresent() && !word.isEmpty()
                ? new Reading.Text(word)
                : SmiValue.malformed(text);
    }

    /// `400 Gb/sec (4X NDR)`, `2.5 Gb/sec (1X SDR)`; what stands in parentheses varies between drivers.
    public static Reading rate(String text) {
        String number = Words.first(text);
        Optional<BigDecimal> amount =
                text.strip().substring(number.length()).strip().startsWith("Gb/sec")
                        ? Words.decimal(number)
                        : Optional.empty();
        return amount.<Reading>map(value -> new Reading.Quantity(value, RATE_UNIT))
                .orElseGet(() -> SmiValue.malformed(text));
    }

    /// A local identifier, `0x1`. 0 means that no subnet manager has given one.
    public static Reading lid(String text) {
        return Words.hex(text.strip()).<Reading>map(Reading.Whole::new).orElseGet(() -> SmiValue.malformed(text));
    }

    /// Capability bits of a port, `0x2651e848`, as one spelling.
    public static Reading capabilities(String text) {
        return Words.hex(text.strip())
                .<Reading>map(bits -> new Reading.Text("0x%08x".formatted(bits)))
                .orElseGet(() -> SmiValue.malformed(text));
    }

    /// Whether a slot of the partition table is used: `0x0000` is a free one.
    public static boolean isPartition(String key) {
        return Words.hex(key).filter(value -> value != 0).isPresent();
    }

    /// Whether a GID slot is used. A free one has no identifier in its lower half; on InfiniBand it keeps the subnet
    /// prefix in its upper half.
    public static boolean isUsed(String gid) {
        String lower = gid.substring(Math.max(0, gid.length() - 19));
        return lower.chars().anyMatch(letter -> letter != '0' && letter != ':');
    }

    /// A GUID, `9c05:9103:00d1:2edc`.
    public static Reading guid(String text) {
        boolean spelled = text.length() == 19
                && text.chars().allMatch(letter -> letter == ':' || Character.digit(letter, 16) >= 0);
        return spelled ? new Reading.Text(text) : SmiValue.malformed(text);
    }
}
