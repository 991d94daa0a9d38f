package io.holdfast.protocol.baseline.aicr;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// For which clusters an overlay is made, or what cluster is asked about: service, accelerator, intent, os, platform
/// and the number of nodes. A field that is not there, `any` and 0 nodes mean the same.
///
/// @param fields only those that are set
public record AicrCriteria(Map<String, String> fields) {
    /// The fields in AICR's order.
    public static final List<String> NAMES = List.of("service", "accelerator", "intent", "os", "platform", "nodes");

    private static final String ANY = "any";

    public AicrCriteria {
        Map<String, String> set = new TreeMap<>();
        fields.forEach((name, value) -> {
            if (!NAMES.contains(name)) {
                throw new AicrException("no criterion \"" + name + "\"; expected one of " + NAMES);
            }
            if (!value.isEmpty() && !value.equals(ANY) && !(name.equals("nodes") && value.equals("0"))) {
                set.put(name, value);
            }
        });
        fields = java.util.Collections.unmodifiableMap(set);
    }

    /// Whether an overlay with these criteria applies to what is asked. Not symmetric: an overlay that leaves a field
    /// open applies to every value, a question that leaves it open only gets overlays that leave it open too.
    public boolean matches(AicrCriteria asked) {
        return fields.entrySet().stream()
                .allMatch(field -> field.getValue().equals(asked.fields().get(field.getKey())));
    }

    /// How many fields are set: the more, the later an overlay applies.
    public int specificity() {
        return fields.size();
    }
}
