package io.holdfast.protocol.check;

import io.holdfast.protocol.finding.Severity;
import io.holdfast.protocol.yaml.LocatedYaml;
import io.holdfast.protocol.yaml.Place;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/// One row of a table in YAML. Every error names file, line and field, and what was expected there.
final class TableRow {
    private static final Pattern DURATION = Pattern.compile("(\\d+)([smhd])");

    private final String file;
    private final LocatedYaml.Mapping row;

    TableRow(String file, LocatedYaml.Mapping row) {
        this.file = file;
        this.row = row;
    }

    /// All rows of a table, which may have no other fields than these.
    static List<TableRow> all(String file, String yaml, Set<String> fields) {
        LocatedYaml table = LocatedYaml.parse(yaml, CatalogException.in(file));
        if (!(table instanceof LocatedYaml.Sequence(Place _, List<LocatedYaml> items))) {
            throw new CatalogException(file, table.line(), "file", "expected a list of rows");
        }
        List<TableRow> rows = new ArrayList<>();
        for (LocatedYaml item : items) {
            if (!(item instanceof LocatedYaml.Mapping mapping)) {
                throw new CatalogException(file, item.line(), "row", "expected a mapping");
            }
            mapping.entries().forEach((field, value) -> {
                if (!fields.contains(field)) {
                    throw new CatalogException(
                            file,
                            value.line(),
                            field,
                            "no such field; expected one of "
                                    + fields.stream().sorted().toList());
                }
            });
            rows.add(new TableRow(file, mapping));
        }
        return rows;
    }

    String required(String field) {
        String text = optional(field);
        if (text.isEmpty()) {
            throw error(field, "is required");
        }
        return text;
    }

    /// Empty text where the field is not there.
    String optional(String field) {
        LocatedYaml value = row.entries().get(field);
        if (value == null) {
            return "";
        }
        if (value instanceof LocatedYaml.Scalar(Place _, String text)) {
            return text.strip();
        }
        throw error(field, "expected a plain value");
    }

    int whole(String field) {
        String text = required(field);
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException _) {
            throw error(field, "\"" + text + "\": expected a whole number");
        }
    }

    boolean flag(String field) {
        return switch (optional(field)) {
            case "", "false" -> false;
            case "true" -> true;
            case String other -> throw error(field, "\"" + other + "\": expected true or false");
        };
    }

    <E extends Enum<E>> E word(String field, Class<E> type) {
        return constant(field, type, required(field));
    }

    private <E extends Enum<E>> E constant(String field, Class<E> type, String word) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> !constant.name().equals("UNKNOWN"))
                .filter(constant -> constant.name().equalsIgnoreCase(word))
                .findFirst()
                .orElseThrow(() -> error(
                        field,
                        "\"" + word + "\": expected one of "
                                + Arrays.stream(type.getEnumConstants())
                                        .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                                        .filter(name -> !name.equals("unknown"))
                                        .collect(Collectors.joining(", "))));
    }

    /// `30s`, `10m`, `3h`; empty where the field is not there.
    Optional<Duration> duration(String field) {
        String text = optional(field);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Matcher parts = DURATION.matcher(text);
        if (!parts.matches()) {
            throw error(field, "\"" + text + "\": expected a time such as 30s, 10m, 3h or 2d");
        }
        long amount = Long.parseLong(parts.group(1));
        return Optional.of(
                switch (parts.group(2)) {
                    case "s" -> Duration.ofSeconds(amount);
                    case "m" -> Duration.ofMinutes(amount);
                    case "h" -> Duration.ofHours(amount);
                    default -> Duration.ofDays(amount);
                });
    }

    Pattern pattern(String field) {
        String text = required(field);
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw error(field, e.getDescription() + " at " + e.getIndex() + " of " + text);
        }
    }

    /// `[{starts: "nonfatal:", severity: warning}, {above: 90, severity: critical}]`; empty where the field is not
    /// there.
    List<Check.Grade> grades() {
        LocatedYaml value = row.entries().get("grades");
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof LocatedYaml.Sequence(Place _, List<LocatedYaml> items))) {
            throw error("grades", "expected a list of {starts: .., severity: ..} or {above: .., severity: ..}");
        }
        return items.stream().map(this::grade).toList();
    }

    private Check.Grade grade(LocatedYaml yaml) {
        if (!(yaml instanceof LocatedYaml.Mapping grade)
                || !(grade.entries().keySet().equals(Set.of("starts", "severity"))
                        || grade.entries().keySet().equals(Set.of("above", "severity")))) {
            throw new CatalogException(
                    file, yaml.line(), "grades", "expected {starts: .., severity: ..} or {above: .., severity: ..}");
        }
        TableRow fields = new TableRow(file, grade);
        Severity severity = fields.word("severity", Severity.class);
        return grade.entries().containsKey("starts")
                ? new Check.Grade.Starts(fields.required("starts"), severity)
                : new Check.Grade.Above(fields.number("above"), severity);
    }

    private BigDecimal number(String field) {
        String text = required(field);
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException _) {
            throw error(field, "\"" + text + "\": expected a number");
        }
    }

    CatalogException error(String field, String problem) {
        LocatedYaml place = row.entries().getOrDefault(field, row);
        return new CatalogException(file, place.line(), field, problem);
    }
}
