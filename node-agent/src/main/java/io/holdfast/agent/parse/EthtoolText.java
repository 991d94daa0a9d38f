package io.holdfast.agent.parse;

import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import java.util.Map;
import java.util.Optional;

/// The output of `ethtool -i`.
public final class EthtoolText {
    private EthtoolText() {}

    /// The firmware version without the board id behind it: `32.47.1026 (MT_0000000884)`. Empty is what a driver
    /// without
    /// firmware prints.
    public static Reading firmware(String output) {
        return field(output, "firmware-version")
                .<Reading>map(value -> value.isEmpty() || value.equals("N/A")
                        ? Reading.missing(Why.UNSUPPORTED, "the driver names no firmware")
                        : new Reading.Version(Words.first(value)))
                .orElseGet(() -> SmiValue.malformed(output));
    }

    public static Optional<String> field(String output, String name) {
        Map<String, String> pairs = NvidiaProc.pairs(output);
        return Optional.ofNullable(pairs.get(name));
    }
}
