package io.holdfast.protocol.baseline.floor;

import io.holdfast.protocol.baseline.Versions;
import io.holdfast.protocol.check.CatalogException;
import io.holdfast.protocol.finding.Severity;
import io.holdfast.protocol.yaml.LocatedYaml;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Reads advisory files: our own short form in YAML, or one CSAF 2.0 document in JSON.
///
/// ```yaml
/// kind: SecurityFloors
/// advisories:
/// - id: NVIDIA-SA-5703
///   title: GPU display driver, October 2025
///   date: 2025-10-09
///   floors:
///     driver: {580: 580.95.05, 570: 570.195.03}
///     connectx-7: {28.39: 28.39.5050}
///     container-toolkit: 1.17.8
/// ```
public final class AdvisoryReader {
    private static final String KIND = "SecurityFloors";
    private static final String CSAF = "\"csaf_version\"";
    private static final Pattern OURS = Pattern.compile("(?m)^kind:[ \\t]*" + KIND + "[ \\t]*(#.*)?$");
    private static final List<String> FIELDS = List.of("id", "title", "date", "url", "severity", "floors");

    private final String file;

    /// Whether a file is one of advisories, and not of baselines.
    public static boolean isAdvisory(String text) {
        return OURS.matcher(text).find() || (text.stripLeading().startsWith("{") && text.contains(CSAF));
    }

    private AdvisoryReader(String file) {
        this.file = file;
    }

    /// All advisories of a file.
    ///
    /// @throws AdvisoryException naming file and place
    public static List<Advisory> read(String file, String text) {
        if (text.stripLeading().startsWith("{")) {
            return List.of(CsafReader.read(file, text));
        }
        AdvisoryReader reader = new AdvisoryReader(file);
        Fields top = Fields.of(LocatedYaml.parse(text, CatalogException.in(file)));
        if (!top.text("kind").equals(KIND)) {
            throw reader.error(top.line(), "expected kind: " + KIND + ", or a CSAF document in JSON");
        }
        if (top.items("advisories").isEmpty()) {
            throw reader.error(top.line(), "advisories: expected a list");
        }
        return top.rows("advisories").stream().map(reader::advisory).toList();
    }

    private Advisory advisory(Fields row) {
        row.entries().keySet().forEach(field -> {
            if (!FIELDS.contains(field)) {
                throw error(row.line(), "no field \"" + field + "\"; expected one of " + FIELDS);
            }
        });
        String id = row.text("id");
        if (id.isEmpty()) {
            throw error(row.line(), "id: is required");
        }
        List<Floor> floors = new ArrayList<>();
        row.in("floors").entries().forEach((product, versions) -> floors.add(floor(product, versions)));
        if (floors.isEmpty()) {
            throw error(row.line(), "floors: expected products with their first safe versions");
        }
        return new Advisory(id, row.text("title"), date(row), row.text("url"), severity(row), floors, List.of());
    }

    private Floor floor(String word, LocatedYaml versions) {
        FloorProduct product = FloorProduct.of(word)
                .orElseThrow(() -> error(
                        versions.line(),
                        "no product \"" + word + "\"; expected one of "
                                + FloorProduct.all().stream()
                                        .map(FloorProduct::word)
                                        .toList()));
        SortedMap<String, String> trains = new TreeMap<>();
        if (versions instanceof LocatedYaml.Scalar one) {
            trains.put("", version(one, product));
        } else if (versions instanceof LocatedYaml.Mapping many) {
            many.entries().forEach((train, value) -> {
                String version = version(value, product);
                if (!Floor.isIn(version, train)) {
                    throw error(
                            value.line(), word + ": \"" + version + "\" is no version of the train \"" + train + "\"");
                }
                trains.put(train, version);
            });
        }
        if (trains.isEmpty()) {
            throw error(versions.line(), word + ": expected a version, or {train: version}");
        }
        return new Floor(product, trains);
    }

    private String version(LocatedYaml yaml, FloorProduct product) {
        String text = yaml instanceof LocatedYaml.Scalar value ? value.text().strip() : "";
        if (!Versions.isVersion(text) || !product.isOf(text)) {
            throw error(yaml.line(), product.word() + ": \"" + text + "\" is no version of it");
        }
        return text;
    }

    private LocalDate date(Fields row) {
        try {
            return LocalDate.parse(row.text("date"));
        } catch (DateTimeParseException _) {
            throw error(row.line(), "date: \"" + row.text("date") + "\": expected a day such as 2025-10-09");
        }
    }

    private Severity severity(Fields row) {
        return switch (row.text("severity")) {
            case "", "warning" -> Severity.WARNING;
            case "degraded" -> Severity.DEGRADED;
            case "critical" -> Severity.CRITICAL;
            case "info" -> Severity.INFO;
            case String other ->
                throw error(row.line(), "severity: \"" + other + "\": expected info, warning, degraded or critical");
        };
    }

    private AdvisoryException error(int line, String problem) {
        return new AdvisoryException(file + ":" + line + ": " + problem);
    }
}
