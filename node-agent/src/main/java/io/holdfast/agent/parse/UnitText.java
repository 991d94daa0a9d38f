package io.holdfast.agent.parse;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/// What `systemctl` prints about units.
public final class UnitText {
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

    /// `systemctl list-units --no-legend --plain`: the first word of each line; older versions put a dot
    /// before it.
    public static NavigableSet<String> names(String output) {
        NavigableSet<String> names = new TreeSet<>();
        output.lines()
                .map(String::strip)
                .map(line -> line.startsWith("\u25cf") || line.startsWith("*")
                        ? line.substring(1).strip()
                        : line)
                .map(Words::first)
                .filter(name -> name.indexOf('.') > 0)
                .forEach(names::add);
        return names;
    }
}
