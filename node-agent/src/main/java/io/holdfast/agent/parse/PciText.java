package io.holdfast.agent.parse;

import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import java.math.BigDecimal;
import java.util.Optional;

/// Text attributes of `/sys/bus/pci/devices/<address>`.
public final class PciText {
    /// What a link speed is measured in: 10^9 transfers per second and lane.
    public static final String SPEED_UNIT = "GT/s";

    private static final String NO_LINK = "no PCI Express link";

    private PciText() {}

    /// `32.0 GT/s PCIe`, or without the last word on older kernels. `Unknown` is what a function without a link says.
    public static Reading speed(String text) {
        if (text.strip().startsWith("Unknown")) {
            return Reading.missing(Why.NOT_APPLICABLE, NO_LINK);
        }
        Optional<BigDecimal> amount = text.contains(SPEED_UNIT) ? Words.decimal(Words.first(text)) : Optional.empty();
        return amount.<Reading>map(value -> new Reading.Quantity(value, SPEED_UNIT))
                .orElseGet(() -> SmiValue.malformed(text));
    }

    /// Lanes. 0 is no link; 63 and 255 are registers that read all ones.
    public static Reading width(String text) {
        return Words.whole(text.strip())
                .<Reading>map(lanes -> {
                    if (lanes == 0) {
                        return Reading.missing(Why.NOT_APPLICABLE, NO_LINK);
                    }
                    return lanes == 63 || lanes == 255
                            ? Reading.missing(Why.UNREADABLE, text.strip() + " lanes: the register reads all ones")
                            : new Reading.Whole(lanes);
                })
                .orElseGet(() -> SmiValue.malformed(text));
    }

    /// `-1` is firmware that gives no node.
    public static Reading numaNode(String text) {
        return Words.whole(text.strip())
                .<Reading>map(node -> node < 0
                        ? Reading.missing(Why.UNSUPPORTED, "firmware gives no NUMA node")
                        : new Reading.Whole(node))
                .orElseGet(() -> SmiValue.malformed(text));
    }

    /// A vendor or device id, printed with all its digits: `0x15b3`. Fewer of them are half a number.
    public static Optional<Long> id(String text) {
        return printed(text, 4);
    }

    /// Base class, subclass and interface in 24 bits: `0x020000`.
    public static Optional<Long> classCode(String text) {
        return printed(text, 6);
    }

    private static Optional<Long> printed(String text, int digits) {
        return text.startsWith("0x") && text.length() == 2 + digits ? Words.hex(text) : Optional.empty();
    }

    /// The least of two readings of one kind; the first missing one where one is missing.
    public static Reading least(Reading one, Reading other) {
        if (one instanceof Reading.Missing || other instanceof Reading.Missing) {
            return one instanceof Reading.Missing ? one : other;
        }
        return amount(one).compareTo(amount(other)) <= 0 ? one : other;
    }

    private static BigDecimal amount(Reading reading) {
        return switch (reading) {
            case Reading.Whole(long value) -> BigDecimal.valueOf(value);
            case Reading.Quantity(BigDecimal value, String _) -> value;
            case Reading.Text _, Reading.Flag _, Reading.Version _, Reading.Words _, Reading.Missing _ ->
                throw new IllegalArgumentException("no amount: " + reading);
        };
    }
}
