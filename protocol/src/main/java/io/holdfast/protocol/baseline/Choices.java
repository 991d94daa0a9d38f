package io.holdfast.protocol.baseline;

import io.holdfast.protocol.yaml.LocatedYaml;
import io.holdfast.protocol.yaml.NearNames;
import io.holdfast.protocol.yaml.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The variables of a baseline and the value that was chosen for each.
final class Choices {
    private static final Pattern USE = Pattern.compile("\\$\\{([^}]*)}");

    private final SortedMap<String, Variable> variables;
    private final SortedMap<String, String> values = new TreeMap<>();

    /// @param chosen names and values known to be right
    Choices(SortedMap<String, Variable> variables, Map<String, String> chosen) {
        this.variables = variables;
        variables.forEach((name, variable) -> values.put(name, variable.fallback()));
        values.putAll(chosen);
    }

    SortedMap<String, String> values() {
        return values;
    }

    /// The unset variables that a value names.
    List<String> open(LocatedYaml yaml) {
        return switch (yaml) {
            case LocatedYaml.Scalar(Place _, String text) ->
                USE.matcher(text)
                        .results()
                        .map(use -> use.group(1))
                        .filter(name -> Variable.UNSET.equals(values.get(name)))
                        .toList();
            case LocatedYaml.Sequence(Place _, List<LocatedYaml> items) -> {
                List<String> open = new ArrayList<>();
                items.forEach(item -> open.addAll(open(item)));
                yield open;
            }
            case LocatedYaml.Mapping _ -> List.of();
        };
    }

    /// The text with values in the place of `${variable}`.
    String fill(Document.Entry entry, Place place, String text) {
        Matcher uses = USE.matcher(text);
        return uses.replaceAll((MatchResult use) -> Matcher.quoteReplacement(value(entry, place, use.group(1))));
    }

    String value(Document.Entry entry, Place place, String name) {
        String value = values.get(name);
        if (value == null) {
            throw entry.error(place, "${" + name + "}", "no such variable" + NearNames.hint(name, variables.keySet()));
        }
        return value;
    }

    void mustBeValue(Document.Entry entry, Place place, String name, String value) {
        value(entry, place, name);
        whyNot(name, value).ifPresent(why -> {
            throw entry.error(place, name, why);
        });
    }

    /// Why a variable cannot have a value.
    Optional<String> whyNot(String name, String value) {
        Variable variable = variables.get(name);
        if (variable == null) {
            return Optional.of("no such variable" + NearNames.hint(name, variables.keySet()));
        }
        return variable.values().isEmpty() || variable.values().contains(value) || value.equals(Variable.UNSET)
                ? Optional.empty()
                : Optional.of("\"" + value + "\" is no value" + NearNames.hint(value, variable.values()));
    }
}
