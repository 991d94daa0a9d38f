package io.holdfast.protocol.baseline.aicr;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/// A component that a recipe deploys.
///
/// @param fields `namespace`, `chart`, `type`, `source`, `version`, ... as written
/// @param overrides top-level keys of the values; what stands below each is not looked into
public record AicrComponent(
        String name,
        Map<String, String> fields,
        Map<String, String> overrides,
        List<String> manifestFiles,
        List<String> dependencies) {
    public AicrComponent {
        fields = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        overrides = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(overrides));
        manifestFiles = List.copyOf(manifestFiles);
        dependencies = List.copyOf(dependencies);
    }

    /// This component as a later overlay changes it: what the overlay sets replaces, manifests and dependencies are
    /// added to those that are there, overrides are replaced key by key.
    AicrComponent with(AicrComponent later) {
        Map<String, String> set = new LinkedHashMap<>(fields);
        later.fields.forEach((field, value) -> {
            if (!value.isEmpty()) {
                set.put(field, value);
            }
        });
        Map<String, String> values = new LinkedHashMap<>(overrides);
        values.putAll(later.overrides);
        return new AicrComponent(
                name, set, values, both(manifestFiles, later.manifestFiles), both(dependencies, later.dependencies));
    }

    private static List<String> both(List<String> first, List<String> then) {
        LinkedHashSet<String> all = new LinkedHashSet<>(first);
        all.addAll(then);
        return new ArrayList<>(all);
    }
}
