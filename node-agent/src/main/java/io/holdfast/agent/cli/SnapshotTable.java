package io.holdfast.agent.cli;

import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A snapshot for people: each check with its meaning, below it what was read.
final class SnapshotTable {
    /// Names longer than this push their value to the right, the others do not.
    private static final int WIDEST_NAME = 44;

    private final Catalog catalog;
    private final Colours colours;

    SnapshotTable(Catalog catalog, Colours colours) {
        this.catalog = catalog;
        this.colours = colours;
    }

    String of(Snapshot snapshot) {
        StringBuilder text = new StringBuilder();
        text.append(colours.strong(snapshot.node().toString()));
        text.append("  boot ").append(snapshot.bootId().isEmpty() ? "unknown" : snapshot.bootId());
        text.append("\n\n");
        Map<String, List<Fact>> groups = new TreeMap<>();
        snapshot.facts()
                .forEach(fact -> groups.computeIfAbsent(heading(fact), _ -> new ArrayList<>())
                        .add(fact));
        groups.forEach((heading, facts) -> group(heading, facts, text));
        long missing = snapshot.facts().stream().filter(Fact::isMissing).count();
        text.append(String.format(
                Locale.ROOT, "%d facts, %d of them missing%n", snapshot.facts().size(), missing));
        return text.toString();
    }

    /// A family is one group, so that two hundred modules do not repeat one sentence.
    private String heading(Fact fact) {
        return row(fact).map(Check::pattern).orElse(fact.check().text());
    }

    private Optional<Check> row(Fact fact) {
        return catalog.find(fact.check());
    }

    private void group(String heading, List<Fact> facts, StringBuilder text) {
        text.append(colours.strong(heading));
        row(facts.getFirst()).ifPresent(row -> text.append("  ").append(colours.faint(row.title())));
        text.append('\n');
        int width = facts.stream()
                .mapToInt(fact -> name(heading, fact).length())
                .filter(length -> length <= WIDEST_NAME)
                .max()
                .orElse(WIDEST_NAME);
        for (Fact fact : facts) {
            String name = name(heading, fact);
            text.append("    ").append(name).append(" ".repeat(Math.max(0, width - name.length())));
            text.append("  ").append(value(fact.reading())).append('\n');
        }
        text.append('\n');
    }

    /// What a line is about: the instance, and in a family the word that varies unless it is the instance.
    private static String name(String heading, Fact fact) {
        int family = heading.indexOf('<');
        String word = family < 0 ? "" : fact.check().text().substring(family);
        String instance = fact.instance().text();
        return word.isEmpty() || word.equals(instance) ? instance : instance + " " + word;
    }

    private String value(Reading reading) {
        return switch (reading) {
            case Reading.Missing(Reading.Why why, String detail) ->
                colours.warning("(" + Reading.word(why) + ")") + (detail.isEmpty() ? "" : " " + line(detail));
            case Reading.Quantity(var amount, String unit) -> amount.toPlainString() + " " + unit;
            case Reading.Text(String value) -> value.isEmpty() ? "\"\"" : line(value);
            case Reading.Words words -> words.values().isEmpty() ? "(none)" : line(words.shown());
            case Reading.Whole _, Reading.Flag _, Reading.Version _ -> line(reading.shown());
        };
    }

    /// One line, and nothing that a terminal would obey: the text comes from files of the host.
    private static String line(String text) {
        return text.replaceAll("\\s*\\R\\s*", " | ").replaceAll("\\p{Cntrl}", "?");
    }
}
