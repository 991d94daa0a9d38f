package io.holdfast.agent.parse;

import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Settings of RoCE: traffic class, connection manager, firmware registers.
public final class RoceText {
    private static final String GLOBAL = "Global tclass=";

    private RoceText() {}

    /// `/sys/class/infiniband/<device>/tc/1/traffic_class`. Only its line for all flows; those below are rules for some
    /// flows and end in numbers too. Without that line no class is set.
    public static Reading trafficClass(String text) {
        Optional<String> line =
                text.lines().filter(each -> each.startsWith(GLOBAL)).findFirst();
        if (line.isEmpty()) {
            return Reading.missing(Why.ABSENT, "no class is set for all flows");
        }
        return Words.whole(line.get().substring(GLOBAL.length()).strip())
                .<Reading>map(Reading.Whole::new)
                .orElseGet(() -> SmiValue.malformed(text));
    }

    /// A number alone, as configfs and `cma_roce_tos` print it.
    public static Reading number(String text) {
        return Words.whole(text.strip()).<Reading>map(Reading.Whole::new).orElseGet(() -> SmiValue.malformed(text));
    }

    /// `RoCE v2` in either case, with words around it.
    public static Reading mode(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.contains("roce v2")) {
            return new Reading.Text("RoCE v2");
        }
        return lower.contains("roce v1") ? new Reading.Text("RoCE v1") : SmiValue.malformed(text);
    }

    /// The fields of a register as `mlxreg --get` prints them: `roce_tx_window_en | 0x00000001`.
    public static Map<String, Long> register(String output) {
        Map<String, Long> fields = new LinkedHashMap<>();
        output.lines().forEach(line -> {
            int bar = line.indexOf('|');
            String name = bar < 0 ? "" : line.substring(0, bar).strip();
            String value = line.substring(bar + 1).strip();
            if (!name.isEmpty() && value.startsWith("0x")) {
                Words.hex(value).ifPresent(number -> fields.putIfAbsent(name, number));
            }
        });
        return fields;
    }
}
