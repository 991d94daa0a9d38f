package io.holdfast.protocol.baseline.aicr;

import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.yaml.LocatedYaml;
import io.holdfast.protocol.yaml.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The table `aicr/paths.yaml`: AICR's paths and the catalog's checks.
public final class AicrPlaces {
    private static final String FILE = "aicr/paths.yaml";
    private static final String NAME = "<name>";

    private static final class Shipped {
        static final AicrPlaces PLACES = new AicrPlaces(rows());
    }

    /// One row; what it does not say is empty text.
    record Row(String path, String check, String as, String property, String why) {
        /// What stands for `<name>` in a path that fits; empty where it does not fit.
        Optional<String> fit(String text) {
            if (!path.endsWith(NAME)) {
                return path.equals(text) ? Optional.of("") : Optional.empty();
            }
            String prefix = path.substring(0, path.length() - NAME.length());
            return !path.isEmpty() && text.length() > prefix.length() && text.startsWith(prefix)
                    ? Optional.of(text.substring(prefix.length()))
                    : Optional.empty();
        }

        AicrForm form(String name) {
            return switch (as) {
                case "parameter" -> new AicrForm.Parameter(name);
                case "loaded" -> new AicrForm.Loaded();
                default -> new AicrForm.Plain();
            };
        }

        String checkOf(String name) {
            return check.replace(NAME, as.equals("dotted") ? name.replace('/', '.') : name);
        }
    }

    private final List<Row> rows;

    private AicrPlaces(List<Row> rows) {
        this.rows = List.copyOf(rows);
    }

    /// The table that ships with this version.
    public static AicrPlaces shipped() {
        return Shipped.PLACES;
    }

    private static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        if (LocatedYaml.parse(
                        LocatedYaml.resource(FILE),
                        (place, key, problem) ->
                                new IllegalStateException(FILE + ":" + place + ": " + key + ": " + problem))
                instanceof LocatedYaml.Sequence(Place _, var items)) {
            for (LocatedYaml item : items) {
                if (item instanceof LocatedYaml.Mapping(Place _, Map<String, LocatedYaml> fields, var _)) {
                    rows.add(new Row(
                            text(fields, "path"),
                            text(fields, "check"),
                            text(fields, "as"),
                            text(fields, "property"),
                            text(fields, "why")));
                }
            }
        }
        return rows;
    }

    private static String text(Map<String, LocatedYaml> fields, String field) {
        return fields.get(field) instanceof LocatedYaml.Scalar(Place _, String text) ? text : "";
    }

    List<Row> table() {
        return rows;
    }

    /// Where a constraint's value can be read. The first row that fits counts.
    public AicrPlace of(String constraint, Catalog catalog) {
        String path;
        try {
            path = AicrPath.parse(constraint).toString();
        } catch (AicrException e) {
            return new AicrPlace.Nowhere(e.reason());
        }
        Optional<Row> row = first(path);
        if (row.isPresent()) {
            return row.get().why().isEmpty()
                    ? ofCheck(row.get(), row.get().fit(path).orElse(""), catalog)
                    : new AicrPlace.Nowhere(row.get().why());
        }
        return new AicrPlace.Nowhere("the catalog has no check for it");
    }

    /// The first row that fits a path.
    Optional<Row> first(String path) {
        return rows.stream().filter(row -> row.fit(path).isPresent()).findFirst();
    }

    private static AicrPlace ofCheck(Row row, String name, Catalog catalog) {
        String id = row.checkOf(name);
        try {
            CheckId check = new CheckId(id);
            return catalog.find(check).isPresent()
                    ? new AicrPlace.OfCheck(check, row.form(name))
                    : new AicrPlace.Nowhere("the catalog has no check " + id);
        } catch (IllegalArgumentException _) {
            return new AicrPlace.Nowhere("\"" + id + "\" is no name of a check");
        }
    }
}
