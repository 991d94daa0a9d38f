package io.holdfast.agent.parse;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What `systemctl` prints about units.
public final class UnitText {
    private static final Pattern LISTED = Pattern.compile("(?m)^(\\d{1,9}) (?:loaded )?units? listed\\b");

    private UnitText() {}

    /// `systemctl show <unit>...`: a block of `Key=Value` lines for each unit in the order asked for, with an
    /// empty line between two. Units that do not exist have a block too (`LoadState=not-found`). Empty unless
    /// there are as many blocks as units.
    public static Optional<List<Map<String, String>>> blocks(String output, int units) {
        List<Map<String, String>> blocks = new ArrayList<>();
        Map<String, String> block = new LinkedHashMap<>();
        for (String line : output.lines().toList()) {
            int equals = line.indexOf('=');
            if (line.isBlank() && !block.isEmpty()) {
                blocks.add(block);
                block = new LinkedHashMap<>();
            } else if (equals > 0) {
                block.put(line.substring(0, equals), line.substring(equals + 1).strip());
            }
        }
        if (!block.isEmpty()) {
            blocks.add(block);
        }
        return blocks.size() == units ? Optional.of(blocks) : Optional.empty();
    }

    /// `systemctl list-units --plain`: a heading, a line for each unit, and behind an empty line how many there are
    /// (`2 loaded units listed.`). Older versions put a dot before the name. Empty unless all are there: of a list
    /// that was cut nobody knows what it lacks.
    public static Optional<NavigableSet<String>> listed(String output) {
        Matcher count = LISTED.matcher(output);
        if (!count.find()) {
            return Optional.empty();
        }
        NavigableSet<String> names = new TreeSet<>();
        output.substring(0, count.start())
                .lines()
                .map(String::strip)
                .map(line -> line.startsWith("\u25cf") || line.startsWith("*")
                        ? line.substring(1).strip()
                        : line)
                .map(Words::first)
                .filter(name -> name.indexOf('.') > 0)
                .forEach(names::add);
        return names.size() == Integer.parseInt(count.group(1)) ? Optional.of(names) : Optional.empty();
    }
}
