package io.holdfast.protocol.baseline.aicr;

import io.holdfast.protocol.yaml.LocatedYaml;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads AICR's documents. Values are taken as they are written, so that `22.10` does not become 22.1. Fields it does
/// not know are passed over, as AICR does.
public final class AicrReader {
    public static final String API_VERSION = "aicr.nvidia.com/v1alpha1";

    private static final String OVERLAY = "RecipeMetadata";
    private static final String RECIPE = "RecipeResult";
    private static final String SNAPSHOT = "Snapshot";

    private final String file;

    private AicrReader(String file) {
        this.file = file;
    }

    /// Whether a document claims to be an overlay or a recipe of AICR's.
    public static boolean isRecipe(String file, String yaml) {
        return LocatedYaml.parse(yaml, complaint(file)) instanceof LocatedYaml.Mapping top
                && text(top, "apiVersion").startsWith("aicr.nvidia.com/")
                && List.of(OVERLAY, RECIPE).contains(text(top, "kind"));
    }

    /// An overlay or a recipe.
    ///
    /// @param file its name, for errors
    /// @throws AicrException naming file and line
    public static AicrDocument read(String file, String yaml) {
        AicrReader reader = new AicrReader(file);
        LocatedYaml.Mapping top = reader.top(yaml);
        return switch (text(top, "kind")) {
            case OVERLAY -> reader.overlay(top);
            case RECIPE -> reader.recipe(top);
            case String kind ->
                throw reader.error(top, "kind: \"" + kind + "\": expected " + OVERLAY + " or " + RECIPE);
        };
    }

    /// A snapshot; one without kind and version is taken too, as AICR's own tests write them.
    public static AicrSnapshot snapshot(String file, String yaml) {
        AicrReader reader = new AicrReader(file);
        LocatedYaml.Mapping top = reader.top(yaml);
        String kind = text(top, "kind");
        if (!kind.isEmpty() && !kind.equals(SNAPSHOT)) {
            throw reader.error(top, "kind: \"" + kind + "\": expected " + SNAPSHOT);
        }
        List<AicrSnapshot.Measurement> measurements = reader.mappings(top, "measurements").stream()
                .map(reader::measurement)
                .toList();
        return new AicrSnapshot(reader.scalars(reader.mapping(top, "metadata")), measurements);
    }

    private AicrSnapshot.Measurement measurement(LocatedYaml.Mapping row) {
        List<AicrSnapshot.Subtype> subtypes = new ArrayList<>();
        for (LocatedYaml item : sequence(row, "subtypes")) {
            // A page of AICR's documentation leaves them out: [...].
            if (item instanceof LocatedYaml.Mapping subtype) {
                subtypes.add(new AicrSnapshot.Subtype(text(subtype, "subtype"), scalars(mapping(subtype, "data"))));
            }
        }
        return new AicrSnapshot.Measurement(text(row, "type"), subtypes);
    }

    private LocatedYaml.Mapping top(String yaml) {
        LocatedYaml document = LocatedYaml.parse(yaml, complaint(file));
        if (!(document instanceof LocatedYaml.Mapping top)) {
            throw error(document, "expected a mapping with kind, apiVersion, ...");
        }
        String version = text(top, "apiVersion");
        if (!version.isEmpty() && !version.equals(API_VERSION)) {
            throw error(top, "apiVersion: \"" + version + "\": expected " + API_VERSION);
        }
        return top;
    }

    private AicrDocument overlay(LocatedYaml.Mapping top) {
        LocatedYaml.Mapping spec = mapping(top, "spec");
        String name = text(mapping(top, "metadata"), "name");
        if (name.isEmpty()) {
            throw error(top, "metadata.name: is required");
        }
        return new AicrDocument.Overlay(
                name,
                Optional.of(text(spec, "base")).filter(base -> !base.isEmpty()),
                spec.entries().containsKey("criteria")
                        ? Optional.of(criteria(mapping(spec, "criteria")))
                        : Optional.empty(),
                texts(spec, "mixins"),
                spec(spec));
    }

    private AicrDocument recipe(LocatedYaml.Mapping top) {
        LocatedYaml.Mapping metadata = mapping(top, "metadata");
        List<AicrDocument.Excluded> excluded = new ArrayList<>();
        for (LocatedYaml item : sequence(metadata, "excludedOverlays")) {
            // Older releases write a name, newer ones {name, reason}.
            String name = item instanceof LocatedYaml.Mapping entry ? text(entry, "name") : scalar(item);
            excluded.add(new AicrDocument.Excluded(name, warnings(metadata, name)));
        }
        return new AicrDocument.Recipe(
                text(metadata, "version"),
                criteria(mapping(top, "criteria")),
                texts(metadata, "appliedOverlays"),
                excluded,
                spec(top));
    }

    private List<AicrDocument.Warning> warnings(LocatedYaml.Mapping metadata, String overlay) {
        return mappings(metadata, "constraintWarnings").stream()
                .filter(row -> text(row, "overlay").equals(overlay))
                .map(row -> new AicrDocument.Warning(
                        text(row, "constraint"), text(row, "expected"), text(row, "actual"), text(row, "reason")))
                .toList();
    }

    private AicrCriteria criteria(LocatedYaml.Mapping yaml) {
        Map<String, String> known = scalars(yaml);
        known.keySet().retainAll(AicrCriteria.NAMES);
        return new AicrCriteria(known);
    }

    private AicrSpec spec(LocatedYaml.Mapping yaml) {
        Map<String, AicrPhase> phases = new LinkedHashMap<>();
        LocatedYaml.Mapping validation = mapping(yaml, "validation");
        validation.entries().keySet().forEach(name -> {
            LocatedYaml.Mapping phase = mapping(validation, name);
            phases.put(name, new AicrPhase(texts(phase, "checks"), constraints(phase)));
        });
        return new AicrSpec(
                constraints(yaml),
                mappings(yaml, "componentRefs").stream().map(this::component).toList(),
                phases);
    }

    private List<AicrConstraint> constraints(LocatedYaml.Mapping yaml) {
        return mappings(yaml, "constraints").stream()
                .map(row -> {
                    String name = text(row, "name");
                    if (name.isEmpty()) {
                        throw error(row, "constraints: a constraint has no name");
                    }
                    return new AicrConstraint(
                            name,
                            text(row, "value"),
                            text(row, "severity"),
                            text(row, "remediation"),
                            text(row, "unit"));
                })
                .toList();
    }

    private AicrComponent component(LocatedYaml.Mapping row) {
        Map<String, String> overrides = new LinkedHashMap<>();
        mapping(row, "overrides").entries().forEach((key, value) -> overrides.put(key, shown(value)));
        Map<String, String> fields = scalars(row);
        fields.remove("name");
        return new AicrComponent(
                text(row, "name"), fields, overrides, texts(row, "manifestFiles"), texts(row, "dependencyRefs"));
    }

    /// A value of any depth on one line.
    private static String shown(LocatedYaml value) {
        return switch (value) {
            case LocatedYaml.Scalar _ -> scalar(value);
            case LocatedYaml.Sequence sequence ->
                sequence.items().stream().map(AicrReader::shown).toList().toString();
            case LocatedYaml.Mapping mapping -> {
                Map<String, String> entries = new LinkedHashMap<>();
                mapping.entries().forEach((key, entry) -> entries.put(key, shown(entry)));
                yield entries.toString();
            }
        };
    }

    private static String text(LocatedYaml.Mapping row, String field) {
        LocatedYaml value = row.entries().get(field);
        return value instanceof LocatedYaml.Scalar ? scalar(value) : "";
    }

    private static String scalar(LocatedYaml value) {
        return value instanceof LocatedYaml.Scalar one ? one.text() : "";
    }

    private List<String> texts(LocatedYaml.Mapping row, String field) {
        return sequence(row, field).stream().map(AicrReader::scalar).toList();
    }

    /// The plain values of a mapping.
    private Map<String, String> scalars(LocatedYaml.Mapping row) {
        Map<String, String> values = new LinkedHashMap<>();
        row.entries().forEach((key, value) -> {
            if (value instanceof LocatedYaml.Scalar) {
                values.put(key, scalar(value));
            }
        });
        return values;
    }

    /// An empty one where the field is not there or says nothing.
    private LocatedYaml.Mapping mapping(LocatedYaml.Mapping row, String field) {
        LocatedYaml value = row.entries().get(field);
        if (value instanceof LocatedYaml.Mapping mapping) {
            return mapping;
        }
        if (isNothing(value)) {
            return new LocatedYaml.Mapping(row.place(), Map.of(), Map.of());
        }
        throw error(row, field + ": expected a mapping");
    }

    private List<LocatedYaml.Mapping> mappings(LocatedYaml.Mapping row, String field) {
        List<LocatedYaml.Mapping> rows = new ArrayList<>();
        for (LocatedYaml item : sequence(row, field)) {
            if (!(item instanceof LocatedYaml.Mapping mapping)) {
                throw error(item, field + ": expected a list of mappings");
            }
            rows.add(mapping);
        }
        return rows;
    }

    private List<LocatedYaml> sequence(LocatedYaml.Mapping row, String field) {
        LocatedYaml value = row.entries().get(field);
        if (value instanceof LocatedYaml.Sequence list) {
            return list.items();
        }
        if (isNothing(value)) {
            return List.of();
        }
        throw error(row, field + ": expected a list");
    }

    private static boolean isNothing(@org.jspecify.annotations.Nullable LocatedYaml value) {
        return value == null
                || (value instanceof LocatedYaml.Scalar
                        && List.of("", "null", "~").contains(scalar(value)));
    }

    private static LocatedYaml.Complaint complaint(String file) {
        return (place, key, problem) -> new AicrException(file + ":" + place.line() + ": " + key + ": " + problem);
    }

    private AicrException error(LocatedYaml place, String problem) {
        return new AicrException(file + ":" + place.line() + ": " + problem);
    }
}
