package io.holdfast.agent.parse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/// kubelet's command line, configuration and state.
public final class KubeletText {
    private static final ObjectMapper YAML = new YAMLMapper();

    /// The CPU manager's checkpoint.
    ///
    /// @param policy `none` or `static`
    /// @param cpus all that it gives out, the shared pool and the exclusive ones
    public record CpuState(String policy, NavigableSet<Integer> cpus) {}

    private KubeletText() {}

    /// `Kubernetes v1.33.5`.
    public static Optional<String> version(String output) {
        String text = output.strip();
        return text.startsWith("Kubernetes v") ? Optional.of(text.substring("Kubernetes ".length())) : Optional.empty();
    }

    /// The arguments of a `/proc/<pid>/cmdline`, which end with a zero byte each.
    public static List<String> arguments(String cmdline) {
        return Lines.split(cmdline, '\0').stream().filter(it -> !it.isEmpty()).toList();
    }

    /// Flags without dashes to their values: `--config=/x`, `--config /x`; one without a value is `true`.
    public static Map<String, String> flags(List<String> arguments) {
        Map<String, String> flags = new LinkedHashMap<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.startsWith("--")) {
                int equals = argument.indexOf('=');
                boolean isNextValue = equals < 0
                        && i + 1 < arguments.size()
                        && !arguments.get(i + 1).startsWith("-");
                String name = argument.substring(2, equals < 0 ? argument.length() : equals);
                String value =
                        equals >= 0 ? argument.substring(equals + 1) : isNextValue ? arguments.get(i + 1) : "true";
                flags.put(name, value);
            }
        }
        return flags;
    }

    /// A KubeletConfiguration; empty where it is none.
    public static Optional<ObjectNode> configuration(String yaml) {
        try {
            return YAML.readTree(yaml) instanceof ObjectNode tree ? Optional.of(tree) : Optional.empty();
        } catch (JsonProcessingException _) {
            return Optional.empty();
        }
    }

    /// A drop-in over what came before it: mappings are merged, everything else is replaced.
    public static ObjectNode merged(ObjectNode base, ObjectNode over) {
        ObjectNode all = base.deepCopy();
        over.properties().forEach(field -> {
            JsonNode value =
                    all.get(field.getKey()) instanceof ObjectNode below && field.getValue() instanceof ObjectNode above
                            ? merged(below, above)
                            : field.getValue();
            all.set(field.getKey(), value);
        });
        return all;
    }

    /// A setting as a word: taints as `key=value:effect`, lists with commas, mappings as `key=value` in the
    /// order of keys.
    public static Optional<String> setting(ObjectNode configuration, String key) {
        JsonNode value = configuration.path(key);
        return value.isMissingNode() || value.isNull() ? Optional.empty() : Optional.of(shown(value));
    }

    private static String shown(JsonNode value) {
        if (value.has("key") && value.has("effect")) {
            String word = value.path("value").asText("");
            return value.path("key").asText() + (word.isEmpty() ? "" : "=" + word) + ":"
                    + value.path("effect").asText();
        }
        if (value.isArray()) {
            return StreamSupport.stream(value.spliterator(), false)
                    .map(KubeletText::shown)
                    .sorted()
                    .collect(Collectors.joining(","));
        }
        if (value.isObject()) {
            List<String> fields = new ArrayList<>();
            value.properties().forEach(field -> fields.add(field.getKey() + "=" + shown(field.getValue())));
            return fields.stream().sorted().collect(Collectors.joining(","));
        }
        return value.asText();
    }

    /// `{"policyName":"static","defaultCpuSet":"0,8-127","entries":{"<pod>":{"<container>":"1-7"}},"checksum":1}`.
    public static Optional<CpuState> cpuState(String json) {
        return configuration(json).flatMap(state -> {
            String policy = state.path("policyName").asText("");
            List<String> sets =
                    new ArrayList<>(List.of(state.path("defaultCpuSet").asText("")));
            state.path("entries").forEach(pod -> pod.forEach(container -> sets.add(container.asText(""))));
            String all = sets.stream().filter(set -> !set.isBlank()).collect(Collectors.joining(","));
            return policy.isEmpty() ? Optional.empty() : NumberList.parse(all).map(cpus -> new CpuState(policy, cpus));
        });
    }

    /// `--node-ip` in `KUBELET_EXTRA_ARGS` of `/etc/default/kubelet`.
    public static Optional<String> nodeIp(String defaults) {
        String extra = OsRelease.parse(defaults).getOrDefault("KUBELET_EXTRA_ARGS", "");
        return Optional.ofNullable(
                flags(List.of(extra.strip().split("\\s+", -1))).get("node-ip"));
    }
}
