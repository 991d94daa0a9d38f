package io.holdfast.protocol.baseline.floor;

import io.holdfast.protocol.yaml.LocatedYaml;
import java.util.List;
import java.util.Map;

/// A mapping of a YAML or JSON document, asked by key. What is not there, or is of another kind, is empty.
record Fields(int line, Map<String, LocatedYaml> entries) {
    static Fields of(LocatedYaml yaml) {
        return yaml instanceof LocatedYaml.Mapping mapping
                ? new Fields(mapping.line(), mapping.entries())
                : new Fields(yaml.line(), Map.of());
    }

    String text(String key) {
        return entries.get(key) instanceof LocatedYaml.Scalar value
                ? value.text().strip()
                : "";
    }

    Fields in(String key) {
        return entries.get(key) instanceof LocatedYaml.Mapping value ? of(value) : new Fields(line, Map.of());
    }

    List<LocatedYaml> items(String key) {
        return entries.get(key) instanceof LocatedYaml.Sequence list ? list.items() : List.of();
    }

    List<Fields> rows(String key) {
        return items(key).stream().map(Fields::of).toList();
    }

    List<String> texts(String key) {
        return items(key).stream()
                .map(item -> item instanceof LocatedYaml.Scalar value ? value.text() : "")
                .toList();
    }
}
