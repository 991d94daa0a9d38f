package io.holdfast.protocol.check;

import io.holdfast.protocol.baseline.Constraint;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Section;
import io.holdfast.protocol.finding.Outcome;
import io.holdfast.protocol.finding.Scope;
import io.holdfast.protocol.finding.Severity;
import io.holdfast.protocol.yaml.LocatedYaml;
import io.holdfast.protocol.yaml.Place;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Reads catalog rows from YAML. Every error names file, line and field, and what was expected there.
final class CatalogReader {
    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9_]*(\\.([A-Za-z0-9_-]+|<[a-z_]+>))+");
    private static final Pattern DURATION = Pattern.compile("(\\d+)([smhd])");
    private static final Set<String> RISE_FIELDS = Set.of("more_than", "within", "severity");
    private static final String TYPICAL = "typical";
    private static final Set<String> WORSE_FIELDS = Set.of("after", "severity");
    private static final Set<String> FIELDS = Set.of(
            "id",
            "title",
            "type",
            "unit",
            "section",
            "kind",
            "severity",
            "grades",
            "source",
            "expected",
            "healthy",
            "otherwise",
            "next",
            "exhaustive",
            "rises",
            "raise_for",
            "clear_for",
            "worsens",
            "scope",
            "cadence",
            "volatile",
            "needs",
            "disturbs",
            "fix",
            "cost",
            "notes",
            "unverified");

    private final String file;

    CatalogReader(String file) {
        this.file = file;
    }

    static List<Check> read(String file, String yaml) {
        CatalogReader reader = new CatalogReader(file);
        return switch (LocatedYaml.parse(yaml, CatalogException.in(file))) {
            case LocatedYaml.Sequence(Place _, List<LocatedYaml> rows) ->
                rows.stream().map(reader::row).toList();
            case LocatedYaml other -> throw reader.error(other.line(), "file", "expected a list of rows");
        };
    }

    Check row(LocatedYaml yaml) {
        if (!(yaml instanceof LocatedYaml.Mapping row)) {
            throw error(yaml.line(), "row", "expected a mapping with id, title, ...");
        }
        row.entries().forEach((field, value) -> {
            if (!FIELDS.contains(field)) {
                throw error(
                        value.line(),
                        field,
                        "no such field; expected one of "
                                + FIELDS.stream().sorted().toList());
            }
        });
        String id = required(row, "id");
        if (!ID.matcher(id).matches() || id.indexOf('<') != id.lastIndexOf('<')) {
            throw error(row.line(), "id", "\"" + id + "\": expected dotted words, one may be a <name>");
        }
        Check.Type type = word(row, "type", Check.Type.class, Check.Type.TEXT);
        Optional<String> unit = optional(row, "unit");
        if (unit.isPresent() != (type == Check.Type.QUANTITY)) {
            LocatedYaml place = row.entries().getOrDefault("unit", row);
            throw error(place.line(), "unit", "expected with type quantity and with no other (id " + id + ")");
        }
        return new Check(
                id,
                required(row, "title"),
                type,
                unit,
                word(row, "section", Section.class, null),
                word(row, "kind", Check.Kind.class, null),
                word(row, "severity", Severity.class, Severity.INFO),
                new TableRow(file, row).grades(),
                required(row, "source"),
                optional(row, "expected").orElse(""),
                Optional.ofNullable(row.entries().get("healthy")).map(this::constraint),
                new Check.OverTime(rises(row), duration(row, "raise_for"), duration(row, "clear_for"), worsens(row)),
                new Check.Conclusion(
                        word(row, "otherwise", Outcome.class, Outcome.FAULT),
                        optional(row, "next"),
                        flag(row, "exhaustive")),
                word(row, "scope", Scope.class, Scope.NODE),
                word(row, "cadence", Check.Cadence.class, Check.Cadence.CONFIG),
                flag(row, "volatile"),
                needs(row),
                optional(row, "disturbs").orElse(""),
                optional(row, "fix").orElse(""),
                word(row, "cost", Check.Cost.class, Check.Cost.NONE),
                optional(row, "notes").orElse(""),
                optional(row, "unverified").orElse(""));
    }

    private Constraint constraint(LocatedYaml yaml) {
        if (!(yaml instanceof LocatedYaml.Mapping(Place _, var entries, var _)) || entries.size() != 1) {
            throw error(
                    yaml.line(),
                    "healthy",
                    "expected one of {equals: ..}, {one_of: [..]}, {at_most: n}, {at_least: n}, {same_as: check}");
        }
        String operator = entries.keySet().iterator().next();
        LocatedYaml operand = entries.values().iterator().next();
        return switch (operator) {
            case "equals" -> new Constraint.EqualTo(scalar(operand, "healthy.equals"));
            case "one_of" -> new Constraint.OneOf(list(operand, "healthy.one_of"));
            case "at_most" -> bound(Constraint.Order.AT_MOST, operand);
            case "at_least" -> bound(Constraint.Order.AT_LEAST, operand);
            case "same_as" -> new Constraint.SameAs(parse(operand, "healthy.same_as", CheckId::new));
            default ->
                throw error(
                        yaml.line(),
                        "healthy",
                        "\"" + operator + "\": expected equals, one_of, at_most, at_least or same_as");
        };
    }

    private Constraint bound(Constraint.Order order, LocatedYaml operand) {
        return new Constraint.Ordered(
                order,
                number(operand, "healthy." + order.name().toLowerCase(Locale.ROOT))
                        .toPlainString());
    }

    private List<Check.Rise> rises(LocatedYaml.Mapping row) {
        LocatedYaml value = row.entries().get("rises");
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof LocatedYaml.Sequence(Place _, List<LocatedYaml> items))) {
            throw error(value.line(), "rises", "expected a list of {more_than: n, within: 10m, severity: ..}");
        }
        return items.stream().map(this::rise).toList();
    }

    private Check.Rise rise(LocatedYaml yaml) {
        if (!(yaml instanceof LocatedYaml.Mapping rise)
                || !rise.entries().keySet().containsAll(RISE_FIELDS)
                || rise.entries().keySet().stream()
                        .anyMatch(field -> !RISE_FIELDS.contains(field) && !field.equals(TYPICAL))) {
            throw error(yaml.line(), "rises", "expected {more_than: n, within: 10m, severity: ..}, perhaps typical: n");
        }
        Duration within = duration(rise, "within");
        if (within.isZero()) {
            throw error(yaml.line(), "rises.within", "expected a time above 0");
        }
        LocatedYaml moreThan = rise.entries().getOrDefault("more_than", rise);
        LocatedYaml typical = rise.entries().get(TYPICAL);
        return new Check.Rise(
                number(moreThan, "rises.more_than"),
                within,
                word(rise, "severity", Severity.class, null),
                typical == null ? 0 : number(typical, "rises.typical").intValueExact());
    }

    private List<Check.Worse> worsens(LocatedYaml.Mapping row) {
        LocatedYaml value = row.entries().get("worsens");
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof LocatedYaml.Sequence(Place _, List<LocatedYaml> items))) {
            throw error(value.line(), "worsens", "expected a list of {after: 4m, severity: ..}");
        }
        return items.stream().map(this::worse).toList();
    }

    private Check.Worse worse(LocatedYaml yaml) {
        if (!(yaml instanceof LocatedYaml.Mapping worse)
                || !worse.entries().keySet().equals(WORSE_FIELDS)) {
            throw error(yaml.line(), "worsens", "expected {after: 4m, severity: ..}");
        }
        return new Check.Worse(duration(worse, "after"), word(worse, "severity", Severity.class, null));
    }

    /// `30s`, `10m`, `1h` or `2d`; zero where the field is not there.
    private Duration duration(LocatedYaml.Mapping row, String field) {
        LocatedYaml value = row.entries().get(field);
        if (value == null) {
            return Duration.ZERO;
        }
        String text = scalar(value, field);
        Matcher parts = DURATION.matcher(text);
        if (!parts.matches()) {
            throw error(value.line(), field, "\"" + text + "\": expected a time such as 30s, 10m, 1h or 2d");
        }
        long amount = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    private List<Check.Needs> needs(LocatedYaml.Mapping row) {
        LocatedYaml value = row.entries().get("needs");
        if (value == null) {
            return List.of();
        }
        return list(value, "needs").stream()
                .map(word -> constant(value.line(), "needs", Check.Needs.class, word))
                .toList();
    }

    private String required(LocatedYaml.Mapping row, String field) {
        return optional(row, field)
                .filter(text -> !text.isBlank())
                .orElseThrow(() -> error(row.line(), field, "is required"));
    }

    private Optional<String> optional(LocatedYaml.Mapping row, String field) {
        return Optional.ofNullable(row.entries().get(field))
                .map(value -> scalar(value, field).strip());
    }

    private boolean flag(LocatedYaml.Mapping row, String field) {
        LocatedYaml value = row.entries().get(field);
        if (value == null) {
            return false;
        }
        return switch (scalar(value, field)) {
            case "true" -> true;
            case "false" -> false;
            case String other -> throw error(value.line(), field, "\"" + other + "\": expected true or false");
        };
    }

    private <E extends Enum<E>> E word(
            LocatedYaml.Mapping row, String field, Class<E> type, @org.jspecify.annotations.Nullable E otherwise) {
        LocatedYaml value = row.entries().get(field);
        if (value != null) {
            return constant(value.line(), field, type, scalar(value, field));
        }
        if (otherwise == null) {
            throw error(row.line(), field, "is required");
        }
        return otherwise;
    }

    private <E extends Enum<E>> E constant(int line, String field, Class<E> type, String word) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> !constant.name().equals("UNKNOWN"))
                .filter(constant -> constant.name().equalsIgnoreCase(word.replace('-', '_')))
                .findFirst()
                .orElseThrow(() -> error(
                        line,
                        field,
                        "\"" + word + "\": expected one of "
                                + Arrays.stream(type.getEnumConstants())
                                        .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                                        .filter(name -> !name.equals("unknown"))
                                        .collect(Collectors.joining(", "))));
    }

    private List<String> list(LocatedYaml value, String field) {
        if (!(value instanceof LocatedYaml.Sequence(Place _, List<LocatedYaml> items))) {
            throw error(value.line(), field, "expected a list");
        }
        return items.stream().map(item -> scalar(item, field)).toList();
    }

    private BigDecimal number(LocatedYaml value, String field) {
        return parse(value, field, BigDecimal::new);
    }

    private <T> T parse(LocatedYaml value, String field, Function<String, T> parser) {
        String text = scalar(value, field);
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw error(value.line(), field, "\"" + text + "\": " + e.getMessage());
        }
    }

    private String scalar(LocatedYaml value, String field) {
        if (value instanceof LocatedYaml.Scalar(Place _, String text)) {
            return text;
        }
        throw error(value.line(), field, "expected a plain value");
    }

    private CatalogException error(int line, String field, String problem) {
        return new CatalogException(file, line, field, problem);
    }
}
