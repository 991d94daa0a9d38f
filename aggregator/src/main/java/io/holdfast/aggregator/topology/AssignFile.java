package io.holdfast.aggregator.topology;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.holdfast.aggregator.fold.Highlights;
import io.holdfast.aggregator.rollout.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Which nodes a baseline is for, as a file:
///
///     assign:
///     - baseline: ai-factory/1-4-3-200-rtxpro6000
///       set: {network: ethernet}
///       match:
///         facts: {sys.product: SYS-212GB-FNR, gpu.name: "*RTX PRO 6000*"}
///         labels: {pool: inference}
///
/// The first that fits a node counts; one without `match` fits all.
final class AssignFile {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private record Listed(@Nullable List<ListedRule> assign) {}

    private record ListedRule(
            @Nullable String name,
            @Nullable String baseline,
            @Nullable Map<String, String> set,
            @Nullable Match match) {}

    private record Match(
            @Nullable Map<String, String> facts, @Nullable Map<String, String> labels) {}

    private AssignFile() {}

    /// @throws IllegalArgumentException naming the line or entry, and what was expected
    static List<Rule> parse(String file, String yaml) {
        Listed listed;
        try {
            listed = YAML.readValue(yaml, Listed.class);
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            throw new IllegalArgumentException(file + ":" + line + ": " + e.getOriginalMessage(), e);
        }
        if (listed == null || listed.assign() == null) {
            throw new IllegalArgumentException(file + ": assign: expected a list of {baseline: .., match: {..}}");
        }
        List<Rule> rules = new ArrayList<>();
        for (ListedRule one : listed.assign()) {
            rules.add(rule(file + ": assign[" + (rules.size() + 1) + "]", one));
        }
        return rules;
    }

    private static Rule rule(String place, ListedRule one) {
        String baseline = one.baseline();
        if (baseline == null) {
            throw new IllegalArgumentException(place + ".baseline: is required");
        }
        Match match = one.match() == null ? new Match(Map.of(), Map.of()) : one.match();
        Rule rule = new Rule(
                one.name() == null ? baseline : one.name(),
                baseline,
                new TreeMap<>(known(one.set())),
                new TreeMap<>(known(match.facts())),
                new TreeMap<>(known(match.labels())));
        for (String check : rule.facts().keySet()) {
            if (!Highlights.checks().contains(check)) {
                throw new IllegalArgumentException(place + ".match.facts: " + check + ": expected one of "
                        + String.join(", ", Highlights.checks()));
            }
        }
        return rule;
    }

    private static Map<String, String> known(@Nullable Map<String, String> map) {
        return map == null ? Map.of() : map;
    }
}
