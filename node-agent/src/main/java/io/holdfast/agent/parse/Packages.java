package io.holdfast.agent.parse;

import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/// Debian packages, one a line: what is wanted of it, its state, name and version, as `dpkg-query` was asked
/// for: `hold installed linux-headers-6.5.0-45-generic 6.5.0-45.45~22.04.1`.
///
/// @param held names of the packages that are not to change
/// @param broken names of those whose installation has not come to its end, each with its state
public record Packages(NavigableSet<String> held, NavigableSet<String> broken) {
    /// States in which nothing is left to do.
    private static final Set<String> AT_REST = Set.of("installed", "config-files", "not-installed");

    private static final int FIELDS = 3;

    public static Packages parse(String output) {
        NavigableSet<String> held = new TreeSet<>();
        NavigableSet<String> broken = new TreeSet<>();
        output.lines().forEach(line -> {
            String[] fields = line.strip().split(" ", -1);
            if (fields.length >= FIELDS) {
                if (fields[0].equals("hold")) {
                    held.add(fields[2]);
                }
                if (!AT_REST.contains(fields[1])) {
                    broken.add(fields[2] + ":" + fields[1]);
                }
            }
        });
        return new Packages(held, broken);
    }
}
