package io.holdfast.agent.parse;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// What `mlxlink` and `ethtool` tell of a link and the module in its cage, as pairs of name and value.
///
/// `mlxlink --json` nests its pairs in sections, its text form and `ethtool -m` print `name : value`.
/// Names are kept in lower case; of a name that stands twice the first counts.
public final class LinkText {
    /// What bit error rates are measured in.
    public static final String BER_UNIT = "errors/bit";

    /// What `mlxlink` prints while no error was seen.
    private static final String NO_ERROR = "15E-255";

    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");
    private static final Pattern RATE = Pattern.compile("\\d+(\\.\\d+)?E-?\\d{1,3}");

    private LinkText() {}

    /// The pairs; none where the output has none.
    public static Map<String, String> pairs(String output) {
        Map<String, String> pairs = new LinkedHashMap<>();
        Optional<JsonNode> json = Json.object(output);
        if (json.isPresent()) {
            collect(json.get(), pairs);
            return pairs;
        }
        if (output.stripLeading().startsWith("{")) {
            return pairs;
        }
        for (String line : COLOUR.matcher(output).replaceAll("").lines().toList()) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                put(pairs, line.substring(0, colon), line.substring(colon + 1));
            }
        }
        return pairs;
    }

    private static void collect(JsonNode node, Map<String, String> pairs) {
        node.properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            if (value.isObject()) {
                collect(value, pairs);
            } else if (value.isValueNode()) {
                put(pairs, entry.getKey(), value.asText());
            }
        });
    }

    private static void put(Map<String, String> pairs, String name, String value) {
        pairs.putIfAbsent(name.strip().toLowerCase(Locale.ROOT), value.strip());
    }

    /// A value as text; unsupported where it is not told.
    public static Reading text(Map<String, String> pairs, String name) {
        return value(pairs, name).<Reading>map(Reading.Text::new).orElseGet(() -> untold(name));
    }

    /// A bit error rate, `1E-8`; `15E-255` is no error seen, so 0. Counted since the link came up.
    public static Reading errorRate(Map<String, String> pairs, String name) {
        Optional<String> value = value(pairs, name).map(text -> text.toUpperCase(Locale.ROOT));
        if (value.isEmpty()) {
            return untold(name);
        }
        String rate = value.get();
        if (rate.equals(NO_ERROR)) {
            return Reading.Quantity.of(0, BER_UNIT);
        }
        boolean isRate = RATE.matcher(rate).matches() || Words.decimal(rate).isPresent();
        return isRate ? new Reading.Quantity(new BigDecimal(rate), BER_UNIT) : SmiValue.malformed(rate);
    }

    /// Errors that the correction could not mend.
    public static Reading count(Map<String, String> pairs, String name) {
        Optional<String> value = value(pairs, name);
        return value.isEmpty()
                ? untold(name)
                : Words.whole(value.get())
                        .<Reading>map(Reading.Whole::new)
                        .orElseGet(() -> SmiValue.malformed(value.get()));
    }

    /// The correction in use on a link: `RS`, `Standard_RS-FEC - (544,514)`, `None`.
    ///
    /// @param isUp a link that is down uses none, and that says nothing
    public static Reading correction(Optional<String> printed, boolean isUp) {
        if (!isUp) {
            return Reading.missing(Why.NOT_APPLICABLE, "no link");
        }
        return printed.filter(LinkText::isTold).<Reading>map(Reading.Text::new).orElseGet(() -> untold("FEC"));
    }

    /// `Active FEC encoding: RS`, in newer versions `encodings`.
    public static Optional<String> ethtoolCorrection(String output) {
        Map<String, String> pairs = pairs(output);
        return Optional.ofNullable(pairs.get("active fec encoding"))
                .or(() -> Optional.ofNullable(pairs.get("active fec encodings")));
    }

    /// Degrees, `45 [-5..75]` or `45.12 degrees C / 113.22 degrees F`. Copper cables have none.
    public static Reading temperature(Map<String, String> pairs) {
        Optional<String> value = value(pairs, "module temperature").or(() -> value(pairs, "temperature [c]"));
        return value.isEmpty()
                ? untold("temperature")
                : Words.decimal(Words.first(value.get()))
                        .<Reading>map(degrees -> new Reading.Quantity(degrees, "C"))
                        .orElseGet(() -> SmiValue.malformed(value.get()));
    }

    /// Metres, `2`, `30` or `0.50m`. 0 is what a module says that has no cable of its own.
    public static Reading length(Map<String, String> pairs) {
        Optional<String> value =
                first(pairs, "cable length [m]", "length (copper or active cable)", "cable assembly length");
        if (value.isEmpty()) {
            return untold("length");
        }
        String metres = value.get().endsWith("m")
                ? value.get().substring(0, value.get().length() - 1).strip()
                : value.get();
        Optional<BigDecimal> length = Words.decimal(metres);
        return length.isEmpty()
                ? SmiValue.malformed(value.get())
                : length.filter(told -> told.signum() > 0)
                        .<Reading>map(told -> new Reading.Quantity(told, "m"))
                        .orElse(untold("length"));
    }

    /// `Copper cable unequalized`, `850 nm VCSEL`; `ethtool` puts its number before it: `0x00 (850 nm VCSEL)`.
    public static Reading technology(Map<String, String> pairs) {
        Optional<String> value = first(pairs, "cable technology", "transmitter technology");
        return value.<Reading>map(told -> {
                    int open = told.indexOf(" (");
                    boolean isNumbered = told.startsWith("0x") && open > 0 && told.endsWith(")");
                    return new Reading.Text(isNumbered ? told.substring(open + 2, told.length() - 1) : told);
                })
                .orElseGet(() -> untold("technology"));
    }

    /// The names of the module's alarms and warnings that are on (`ethtool -m` prints `On` and `Off`);
    /// `none` where all are off. Unsupported for a module without them.
    public static Reading alarms(Map<String, String> pairs) {
        TreeSet<String> raised = new TreeSet<>();
        boolean hasAny = false;
        for (Map.Entry<String, String> pair : pairs.entrySet()) {
            boolean isOn = pair.getValue().equalsIgnoreCase("on");
            boolean isAlarm = pair.getKey().contains("alarm") || pair.getKey().contains("warning");
            if (isAlarm && (isOn || pair.getValue().equalsIgnoreCase("off"))) {
                hasAny = true;
                if (isOn) {
                    raised.add(pair.getKey().replace(' ', '-'));
                }
            }
        }
        if (!hasAny) {
            return Reading.missing(Why.UNSUPPORTED, "the module tells no alarms");
        }
        return raised.isEmpty() ? Reading.Words.of(java.util.List.of("none")) : Reading.Words.of(raised);
    }

    /// The first of several names that has a value.
    public static Optional<String> first(Map<String, String> pairs, String... names) {
        for (String name : names) {
            Optional<String> value = value(pairs, name);
            if (value.isPresent()) {
                return value;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> value(Map<String, String> pairs, String name) {
        return Optional.ofNullable(pairs.get(name)).filter(LinkText::isTold);
    }

    private static boolean isTold(String value) {
        return !value.isEmpty() && !value.equalsIgnoreCase("N/A");
    }

    private static Reading untold(String name) {
        return Reading.missing(Why.UNSUPPORTED, "the tool tells no " + name);
    }
}
