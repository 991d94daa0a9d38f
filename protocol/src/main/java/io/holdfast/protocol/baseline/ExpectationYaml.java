package io.holdfast.protocol.baseline;

import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Snapshot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What a machine reads, as the expectation that would declare it.
public final class ExpectationYaml {
    private static final CheckId ROLE = new CheckId("nic.role");

    private ExpectationYaml() {}

    /// What network cards are for, by instance, as far as it was read.
    public static Map<Instance, String> roles(Snapshot snapshot) {
        Map<Instance, String> roles = new TreeMap<>();
        snapshot.of(ROLE)
                .filter(fact -> !fact.isMissing())
                .forEach(fact -> roles.put(fact.instance(), fact.reading().shown()));
        return roles;
    }

    /// One value for all, else one for each role, else one for each instance. Indented as below `expect:`.
    ///
    /// @param facts of one check, none of them missing
    public static String of(CheckId check, List<Fact> facts, Map<Instance, String> roles) {
        if (facts.stream().map(fact -> value(fact.reading())).distinct().count() == 1) {
            return "  " + check + ": " + value(facts.getFirst().reading()) + "\n";
        }
        StringBuilder yaml = new StringBuilder("  " + check + ":\n");
        Optional<Map<String, String>> byRole = byRole(facts, roles);
        if (byRole.isPresent()) {
            byRole.get().forEach((role, value) -> item("role: " + role, value, yaml));
        } else {
            facts.forEach(fact -> item("instance: " + quoted(fact.instance().text()), value(fact.reading()), yaml));
        }
        return yaml.toString();
    }

    private static void item(String where, String value, StringBuilder yaml) {
        yaml.append("    - {is: ")
                .append(value)
                .append(", where: {")
                .append(where)
                .append("}}\n");
    }

    private static Optional<Map<String, String>> byRole(List<Fact> facts, Map<Instance, String> roles) {
        Map<String, String> values = new LinkedHashMap<>();
        for (Fact fact : facts) {
            String role = roles.get(fact.instance());
            String value = value(fact.reading());
            if (role == null
                    || !values.merge(role, value, (before, _) -> before).equals(value)) {
                return Optional.empty();
            }
        }
        return Optional.of(values);
    }

    /// Written so that it is read as a plain value, whatever it begins with.
    private static String value(Reading reading) {
        String shown = reading.shown();
        boolean isPlain = reading instanceof Reading.Whole || reading instanceof Reading.Quantity;
        return isPlain
                ? shown
                : quoted(shown.matches("(?is)([<>=!~^].*|present|absent|unset)") ? "== " + shown : shown);
    }

    /// A text in single quotes, on one line.
    public static String quoted(String text) {
        return "'" + text.replace("'", "''").replaceAll("\\s*\\R\\s*", " ") + "'";
    }
}
