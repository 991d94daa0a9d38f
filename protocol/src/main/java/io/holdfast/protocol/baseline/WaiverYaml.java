package io.holdfast.protocol.baseline;

import java.util.ArrayList;
import java.util.List;

/// Waivers as a file that `WaiverReader` reads back: for a pull request.
public final class WaiverYaml {
    private WaiverYaml() {}

    /// One of a file.
    ///
    /// @param remark a line for people above it; empty text for none
    public record Remarked(Waiver waiver, String remark) {}

    public static String of(List<Remarked> waivers) {
        StringBuilder yaml = new StringBuilder();
        yaml.append("# Approved exceptions. Lies beside the baselines as waivers.yaml.\n");
        yaml.append(waivers.isEmpty() ? "waivers: []\n" : "waivers:\n");
        waivers.forEach(one -> append(one, yaml));
        return yaml.toString();
    }

    private static void append(Remarked one, StringBuilder yaml) {
        Waiver waiver = one.waiver();
        if (!one.remark().isEmpty()) {
            yaml.append("# ").append(line(one.remark())).append('\n');
        }
        yaml.append("- check: ").append(quoted(waiver.check())).append('\n');
        if (!waiver.nodes().isEmpty()) {
            yaml.append("  nodes: ").append(list(waiver.nodes())).append('\n');
        }
        if (!waiver.where().isAll()) {
            yaml.append("  where: {").append(where(waiver.where())).append("}\n");
        }
        yaml.append("  reason: ").append(quoted(waiver.reason())).append('\n');
        yaml.append("  owner: ").append(quoted(waiver.owner())).append('\n');
        yaml.append("  expires: ").append(quoted(waiver.expires().toString())).append('\n');
    }

    private static String where(Selector where) {
        List<String> parts = new ArrayList<>();
        where.traits().forEach((trait, values) -> parts.add(trait.word() + ": " + list(values)));
        if (!where.labels().isEmpty()) {
            List<String> labels = new ArrayList<>();
            where.labels().forEach((name, value) -> labels.add(quoted(name) + ": " + quoted(value)));
            parts.add("label: {" + String.join(", ", labels) + "}");
        }
        return String.join(", ", parts);
    }

    private static String list(List<String> values) {
        return "[" + String.join(", ", values.stream().map(WaiverYaml::quoted).toList()) + "]";
    }

    private static String quoted(String text) {
        return "'" + line(text).replace("'", "''") + "'";
    }

    private static String line(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }
}
