package io.holdfast.protocol.baseline;

import io.holdfast.protocol.yaml.LocatedYaml;
import io.holdfast.protocol.yaml.NearNames;
import io.holdfast.protocol.yaml.Place;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Reads the outline of a document: its name, what it is put together from, its variables. What its expectations say
/// is read when the variables have values.
final class DocumentReader {
    static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]*(/[a-z0-9][a-z0-9._-]*)*");
    static final Pattern VARIABLE = Pattern.compile("[a-z][A-Za-z0-9_]*(\\.[a-z][A-Za-z0-9_]*)*");
    static final Set<String> BASELINE =
            new TreeSet<>(Set.of("baseline", "title", "from", "layers", "variables", "set", "expect"));
    static final Set<String> LAYER = new TreeSet<>(Set.of("layer", "kind", "title", "variables", "expect"));
    private static final Set<String> CHOICE = new TreeSet<>(Set.of("title", "values", "default", "why"));

    private final String file;

    private DocumentReader(String file) {
        this.file = file;
    }

    static Document read(Library.Text text) {
        DocumentReader reader = new DocumentReader(text.file());
        return reader.document(LocatedYaml.parse(text.yaml(), BaselineException.in(text.file())));
    }

    private Document document(LocatedYaml yaml) {
        if (!(yaml instanceof LocatedYaml.Mapping top)) {
            throw error(yaml.place(), "file", "expected a mapping that begins with \"baseline: <name>\"");
        }
        boolean isBaseline = top.entries().containsKey("baseline");
        if (isBaseline == top.entries().containsKey("layer")) {
            throw error(top.place(), "file", missingName(top, isBaseline));
        }
        only(top, isBaseline ? BASELINE : LAYER);
        Document.Heading heading = new Document.Heading(
                file, name(top, isBaseline ? "baseline" : "layer").text(), text(top, "title"), isBaseline);
        return new Document(
                heading,
                isBaseline ? Layer.ROLE : layer(top),
                top.entries().containsKey("from") ? Optional.of(name(top, "from")) : Optional.empty(),
                layers(top),
                variables(top),
                set(top),
                entries(top));
    }

    private static String missingName(LocatedYaml.Mapping top, boolean hasBoth) {
        if (hasBoth) {
            return "names itself both baseline and layer; expected one of them";
        }
        List<String> names = List.of("baseline", "layer");
        return "has neither \"baseline\" nor \"layer\""
                + top.entries().keySet().stream()
                        .filter(key -> NearNames.nearest(key, names).isPresent())
                        .findFirst()
                        .map(key -> "; \"" + key + "\" is near to it")
                        .orElse("; expected \"baseline: <name>\"");
    }

    private void only(LocatedYaml.Mapping mapping, Set<String> keys) {
        mapping.keys().forEach((key, place) -> {
            if (!keys.contains(key)) {
                throw error(place, key, "no such key here" + NearNames.hint(key, keys));
            }
        });
    }

    private Document.Named name(LocatedYaml.Mapping top, String key) {
        LocatedYaml value = top.entries().getOrDefault(key, top);
        String name = scalar(value, key);
        if (!NAME.matcher(name).matches()) {
            throw error(value.place(), key, "\"" + name + "\": expected small letters, digits, - and /");
        }
        return new Document.Named(value.place(), name);
    }

    private Layer layer(LocatedYaml.Mapping top) {
        LocatedYaml value = top.entries().get("kind");
        List<String> words = Arrays.stream(Layer.values())
                .filter(layer -> layer != Layer.UNKNOWN)
                .map(Layer::word)
                .toList();
        if (value == null) {
            throw error(top.place(), "kind", "is required: one of " + String.join(", ", words));
        }
        String word = scalar(value, "kind");
        return Layer.of(word)
                .orElseThrow(() ->
                        error(value.place(), "kind", "\"" + word + "\" is no layer" + NearNames.hint(word, words)));
    }

    private List<Document.Named> layers(LocatedYaml.Mapping top) {
        LocatedYaml value = top.entries().get("layers");
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof LocatedYaml.Sequence(Place _, List<LocatedYaml> items))) {
            throw error(value.place(), "layers", "expected a list of names");
        }
        return items.stream()
                .map(item -> new Document.Named(item.place(), scalar(item, "layers")))
                .toList();
    }

    private List<Variable> variables(LocatedYaml.Mapping top) {
        List<Variable> variables = new ArrayList<>();
        mapping(top, "variables", "{name: {values: [..], default: ..}}")
                .ifPresent(all -> all.entries().forEach((name, value) -> {
                    if (!VARIABLE.matcher(name).matches()) {
                        throw error(
                                all.keys().getOrDefault(name, all.place()),
                                name,
                                "expected letters, digits, _ and dots, such as dpu.hostTrust");
                    }
                    variables.add(variable(name, value));
                }));
        return variables;
    }

    private Variable variable(String name, LocatedYaml value) {
        if (!(value instanceof LocatedYaml.Mapping choice)) {
            throw error(value.place(), name, "expected {values: [..], default: .., why: ..}");
        }
        only(choice, CHOICE);
        List<String> values = new ArrayList<>();
        LocatedYaml all = choice.entries().get("values");
        if (all instanceof LocatedYaml.Sequence(Place _, List<LocatedYaml> items)) {
            items.forEach(item -> values.add(scalar(item, name + ".values")));
        } else if (all != null) {
            throw error(all.place(), name + ".values", "expected a list");
        }
        LocatedYaml fallback = choice.entries().get("default");
        if (fallback == null) {
            throw error(value.place(), name, "has no default; \"default: unset\" leaves out what depends on it");
        }
        String word = scalar(fallback, name + ".default");
        if (!values.isEmpty() && !values.contains(word) && !word.equals(Variable.UNSET)) {
            throw error(
                    fallback.place(), name + ".default", "\"" + word + "\" is no value" + NearNames.hint(word, values));
        }
        return new Variable(name, text(choice, "title"), values, word, text(choice, "why"));
    }

    private Map<String, Document.Named> set(LocatedYaml.Mapping top) {
        Map<String, Document.Named> set = new LinkedHashMap<>();
        mapping(top, "set", "{variable: value}")
                .ifPresent(all -> all.entries()
                        .forEach((name, value) -> set.put(
                                name,
                                new Document.Named(all.keys().getOrDefault(name, all.place()), scalar(value, name)))));
        return set;
    }

    private List<Document.Entry> entries(LocatedYaml.Mapping top) {
        List<Document.Entry> entries = new ArrayList<>();
        mapping(top, "expect", "{check: value}")
                .ifPresent(all -> all.entries().forEach((check, value) -> {
                    Place place = all.keys().getOrDefault(check, all.place());
                    if (value instanceof LocatedYaml.Sequence(Place _, List<LocatedYaml> items)) {
                        if (items.isEmpty()) {
                            throw error(place, check, "is an empty list");
                        }
                        items.stream()
                                .filter(item -> item instanceof LocatedYaml.Scalar)
                                .findFirst()
                                .ifPresent(item -> {
                                    throw error(item.place(), check, "a value in a list; one of several is {in: [..]}");
                                });
                        items.forEach(item -> entries.add(new Document.Entry(file, place, check, item)));
                    } else {
                        entries.add(new Document.Entry(file, place, check, value));
                    }
                }));
        return entries;
    }

    private Optional<LocatedYaml.Mapping> mapping(LocatedYaml.Mapping top, String key, String expected) {
        LocatedYaml value = top.entries().get(key);
        if (value == null || (value instanceof LocatedYaml.Scalar(Place _, String text) && text.isEmpty())) {
            return Optional.empty();
        }
        if (value instanceof LocatedYaml.Mapping mapping) {
            return Optional.of(mapping);
        }
        throw error(value.place(), key, "expected a mapping " + expected);
    }

    private String text(LocatedYaml.Mapping mapping, String key) {
        LocatedYaml value = mapping.entries().get(key);
        return value == null ? "" : scalar(value, key).strip();
    }

    private String scalar(LocatedYaml value, String key) {
        if (!(value instanceof LocatedYaml.Scalar(Place _, String text))) {
            throw error(value.place(), key, "expected a plain value");
        }
        if (text.isBlank()) {
            throw error(value.place(), key, "has no value");
        }
        return text;
    }

    private BaselineException error(Place place, String key, String problem) {
        return new BaselineException(file, place, key, problem);
    }
}
