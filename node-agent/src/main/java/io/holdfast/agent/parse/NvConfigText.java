package io.holdfast.agent.parse;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The non-volatile configuration of a card, as `mlxconfig -d <address> -e q` (or `mstconfig`) prints it.
///
/// ```
/// Configurations:                              Default         Current         Next Boot
/// *        SRIOV_EN                            False(0)        True(1)         True(1)
/// *RO      INTERNAL_CPU_MODEL                  EMBEDDED_CPU(1) EMBEDDED_CPU(1) EMBEDDED_CPU(1)
/// ```
///
/// The `*` says that the next value differs from the default or from the current one: every settled value
/// that is not the default carries it, so it is no sign of a change that waits. A value as wide as its
/// column is followed by a single blank. Firmware that cannot report one of the columns leaves it out.
public final class NvConfigText {
    /// The three values a parameter has.
    public enum Column {
        DEFAULT("Default", "default_value"),
        /// What the card runs with.
        CURRENT("Current", "current_value"),
        /// What it will run with after its next reset.
        NEXT("Next Boot", "next_value");

        private final String heading;
        private final String key;

        Column(String heading, String key) {
            this.heading = heading;
            this.key = key;
        }
    }

    /// One device's table.
    ///
    /// @param values by parameter, each in the columns that the table has
    /// @param columns those of the table
    /// @param isWhole false where the tool says that it could not query everything
    public record Table(Map<String, Map<Column, Reading>> values, List<Column> columns, boolean isWhole) {
        /// The same, known to lack parameters.
        public Table cut() {
            return new Table(values, columns, false);
        }

        /// Which elements an array has, `0..15`; empty for what is none.
        public Optional<String> array(String parameter) {
            Map<Column, Reading> row = values.getOrDefault(parameter, Map.of());
            return row.values().stream()
                    .flatMap(reading ->
                            reading instanceof Reading.Missing(Why _, String detail) && detail.startsWith(ARRAY)
                                    ? Stream.of(detail.substring(ARRAY.length(), detail.indexOf(']')))
                                    : Stream.empty())
                    .findFirst();
        }

        /// The same, with the elements of an array in place of its name, blanks between them.
        ///
        /// @param elements what the tool printed when it was asked for them
        /// @param otherwise stands for an array whose elements are not all there
        public Table with(String parameter, Optional<Table> elements, Reading otherwise) {
            Map<Column, Reading> row = new EnumMap<>(Column.class);
            columns.forEach(column -> row.put(
                    column,
                    elements.map(table -> table.joined(parameter, column)).orElse(otherwise)));
            Map<String, Map<Column, Reading>> all = new LinkedHashMap<>(values);
            all.put(parameter, row);
            return new Table(Map.copyOf(all), columns, isWhole);
        }

        private Reading joined(String array, Column column) {
            List<String> words = new ArrayList<>();
            while (values.containsKey(array + "[" + words.size() + "]")) {
                if (!(value(array + "[" + words.size() + "]", column) instanceof Reading.Whole(long element))) {
                    return value(array + "[" + words.size() + "]", column);
                }
                words.add(Long.toString(element));
            }
            return words.isEmpty()
                    ? Reading.missing(Why.MALFORMED, "no elements of " + array)
                    : new Reading.Text(String.join(" ", words));
        }

        /// One value, or why there is none.
        public Reading value(String parameter, Column column) {
            Map<Column, Reading> row = values.get(parameter);
            if (row == null) {
                return isWhole
                        ? Reading.missing(Why.NOT_APPLICABLE, "the card has no such parameter, or hides it")
                        : Reading.missing(Why.UNREADABLE, "the tool could not query all parameters");
            }
            return row.getOrDefault(
                    column,
                    Reading.missing(Why.UNSUPPORTED, "the firmware does not report the column " + column.heading));
        }
    }

    private static final String ARRAY = "Array[";
    private static final String HEADER = "Configurations:";
    private static final String FAILED = "Failed to query some of the TLVs";

    private NvConfigText() {}

    /// The table; empty where the output has none.
    public static Optional<Table> parse(String output) {
        Optional<JsonNode> json = Json.object(output);
        return json.isPresent() ? fromJson(json.get()) : fromText(output);
    }

    /// Whether a tool's complaints leave its table whole.
    public static boolean isWhole(String stderr) {
        return !stderr.contains(FAILED);
    }

    private static Optional<Table> fromText(String output) {
        List<Column> columns = List.of();
        Map<String, Map<Column, Reading>> values = new LinkedHashMap<>();
        for (String line : output.lines().toList()) {
            if (line.startsWith(HEADER)) {
                columns = columns(line.substring(HEADER.length()));
            } else if (line.contains(FAILED)) {
                break;
            } else if (!columns.isEmpty() && isRow(line)) {
                row(line, columns, values);
            }
        }
        return columns.isEmpty()
                ? Optional.empty()
                : Optional.of(new Table(Map.copyOf(values), columns, !output.contains(FAILED)));
    }

    /// Rows stand in from the margin, their marks `*` and `RO` before them. Sentences follow the table.
    private static boolean isRow(String line) {
        return !line.isBlank() && (line.startsWith(" ") || line.startsWith("*") || line.startsWith("RO "));
    }

    private static List<Column> columns(String header) {
        List<Column> columns = new ArrayList<>();
        for (Column column : Column.values()) {
            if (header.contains(column.heading)) {
                columns.add(column);
            }
        }
        return columns;
    }

    private static void row(String line, List<Column> columns, Map<String, Map<Column, Reading>> values) {
        String content = (line.startsWith("*") ? line.substring(1) : line).strip();
        content = content.startsWith("RO ") ? content.substring(3).strip() : content;
        List<String> words = List.of(content.split("\\s+"));
        if (!isName(words.getFirst())) {
            return;
        }
        Map<Column, Reading> row = new EnumMap<>(Column.class);
        boolean isSound = words.size() == 1 + columns.size();
        for (int at = 0; at < columns.size(); at++) {
            row.put(columns.get(at), isSound ? value(words.get(at + 1)) : SmiValue.malformed(line));
        }
        values.put(words.getFirst(), row);
    }

    private static boolean isName(String word) {
        return word.chars()
                .allMatch(letter -> (letter >= 'A' && letter <= 'Z')
                        || (letter >= '0' && letter <= '9')
                        || letter == '_'
                        || letter == '['
                        || letter == ']');
    }

    /// `True(1)` and `_256KB(1)` by the number in the last parentheses, plain numbers as they are.
    static Reading value(String word) {
        if (word.equals("N/A")) {
            return Reading.missing(Why.UNSUPPORTED, "N/A");
        }
        if (word.startsWith(ARRAY)) {
            return Reading.missing(Why.UNSUPPORTED, word + ": the table does not list the elements of an array");
        }
        int open = word.lastIndexOf('(');
        String number = open > 0 && word.endsWith(")") ? word.substring(open + 1, word.length() - 1) : word;
        Optional<Long> value = number.startsWith("0x") ? Words.hex(number) : Words.whole(number);
        return value.<Reading>map(Reading.Whole::new).orElseGet(() -> SmiValue.malformed(word));
    }

    private static Optional<Table> fromJson(JsonNode document) {
        for (JsonNode device : document) {
            JsonNode parameters = device.path("tlv_configuration");
            if (parameters.isObject()) {
                Map<String, Map<Column, Reading>> values = new LinkedHashMap<>();
                parameters
                        .properties()
                        .forEach(parameter -> values.put(parameter.getKey(), fromJsonRow(parameter.getValue())));
                return Optional.of(new Table(Map.copyOf(values), List.of(Column.values()), true));
            }
        }
        return Optional.empty();
    }

    private static Map<Column, Reading> fromJsonRow(JsonNode row) {
        Map<Column, Reading> values = new EnumMap<>(Column.class);
        for (Column column : Column.values()) {
            JsonNode value = row.path(column.key);
            if (!value.isMissingNode()) {
                values.put(column, value(value.asText()));
            }
        }
        return values;
    }
}
