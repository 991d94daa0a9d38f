package io.holdfast.agent.report;

import io.holdfast.agent.memory.Edge;
import io.holdfast.agent.memory.Memory;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.report.NodeEvent.Kind;
import io.holdfast.protocol.wire.Digests;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// What reads otherwise than it did when it was read last, in this process or in an earlier one. Pure.
///
/// Compared are settings and identities (`drift`, `info`) that do not change by themselves. What could
/// not be read this time is remembered as it was: a tool that is slow has changed nothing. Nothing is an
/// edge where nothing is remembered: at the first start, and for checks that a newer agent has learned.
public final class FactChanges {
    /// Longer values are remembered and told by their beginning, and compared by their digest.
    private static final int MOST_LETTERS = 160;
    /// Instances of a check that change, each otherwise, are one edge each up to this many, and one
    /// together beyond.
    private static final int MOST_CHANGES = 16;
    /// Another boot is an edge of its own.
    private static final CheckId BOOT_ID = new CheckId("os.boot_id");
    /// What a probe that has never answered is missing by: what it would have named is not gone.
    private static final String UNHEARD = "agent.probe.";

    private record Change(String from, String to) {}

    private final Map<String, String> known;
    private final Instant now;
    private final Set<String> knownChecks = new HashSet<>();
    private final Set<String> knownInstances = new HashSet<>();
    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<CheckId, Map<Change, List<Instance>>> changes = new LinkedHashMap<>();
    private final SortedSet<Instance> come = new TreeSet<>();
    private final Set<String> seen = new HashSet<>();

    /// Compares the facts of a section.
    ///
    /// @param known what is remembered of the section; empty where nothing ever was
    public static Memory.Compared between(
            Optional<Map<String, String>> known, List<Fact> facts, Catalog catalog, Instant now) {
        FactChanges changes = new FactChanges(known.orElse(Map.of()), now);
        boolean isWhole = true;
        Set<String> instances = new HashSet<>();
        Optional<CheckId> last = Optional.empty();
        boolean isCompared = false;
        for (Fact fact : facts) {
            isWhole &= !fact.check().text().startsWith(UNHEARD);
            instances.add(fact.instance().text());
            if (last.filter(fact.check()::equals).isEmpty()) {
                last = Optional.of(fact.check());
                isCompared = catalog.find(fact.check())
                                .filter(FactChanges::isCompared)
                                .isPresent()
                        && !fact.check().equals(BOOT_ID);
            }
            if (isCompared) {
                changes.take(fact);
            }
        }
        Set<String> forgotten = new HashSet<>();
        SortedSet<Instance> gone = new TreeSet<>();
        if (isWhole) {
            for (String name : changes.known.keySet()) {
                if (!changes.seen.contains(name)) {
                    forgotten.add(name);
                    if (!instances.contains(instance(name))) {
                        gone.add(new Instance(instance(name)));
                    }
                }
            }
        }
        return new Memory.Compared(changes.values, forgotten, known.isEmpty() ? List.of() : changes.edges(gone));
    }

    private static boolean isCompared(Check row) {
        return !row.isVolatile()
                && switch (row.kind()) {
                    case DRIFT, INFO -> true;
                    case HEALTH -> false;
                };
    }

    private FactChanges(Map<String, String> known, Instant now) {
        this.known = known;
        this.now = now;
        known.keySet().forEach(name -> {
            knownChecks.add(name.substring(0, name.indexOf(' ')));
            knownInstances.add(instance(name));
        });
    }

    private static String instance(String name) {
        return name.substring(name.indexOf(' ') + 1);
    }

    private void take(Fact fact) {
        String name = fact.check() + " " + fact.instance();
        seen.add(name);
        Optional<String> present = shown(fact.reading());
        if (present.isEmpty()) {
            return;
        }
        String value = present.get();
        String before = known.get(name);
        if (value.equals(before)) {
            return;
        }
        values.put(name, value);
        if (before != null) {
            changes.computeIfAbsent(fact.check(), _ -> new LinkedHashMap<>())
                    .computeIfAbsent(new Change(before, value), _ -> new ArrayList<>())
                    .add(fact.instance());
        } else if (knownChecks.contains(fact.check().text())
                && !knownInstances.contains(fact.instance().text())) {
            come.add(fact.instance());
        }
    }

    /// The value, or the definite reason why there is none; empty where it could not be found out.
    private static Optional<String> shown(Reading reading) {
        return switch (reading) {
            case Reading.Missing(Reading.Why why, String _) ->
                switch (why) {
                    case ABSENT, UNSUPPORTED, NOT_APPLICABLE -> Optional.of("(" + Reading.word(why) + ")");
                    case UNREADABLE, NOT_PERMITTED, MALFORMED, TIMEOUT, UNKNOWN -> Optional.empty();
                };
            case Reading.Quantity(var _, String unit) -> Optional.of(cut(reading.shown() + " " + unit));
            case Reading.Text _, Reading.Whole _, Reading.Flag _, Reading.Version _, Reading.Words _ ->
                Optional.of(cut(reading.shown()));
        };
    }

    private static String cut(String value) {
        return value.length() <= MOST_LETTERS
                ? value
                : value.substring(0, MOST_LETTERS - 20) + "... ("
                        + Digests.of(value.getBytes(StandardCharsets.UTF_8)).substring(0, 12) + ")";
    }

    private List<Edge> edges(SortedSet<Instance> gone) {
        List<Edge> edges = new ArrayList<>();
        there(gone, "there no more", edges);
        there(come, "there now", edges);
        changes.forEach((check, byChange) -> {
            if (byChange.size() <= MOST_CHANGES) {
                byChange.forEach((change, instances) -> edges.add(edge(check, instances, words(change))));
            } else {
                List<Instance> all = byChange.values().stream()
                        .flatMap(List::stream)
                        .sorted()
                        .toList();
                Change first = byChange.keySet().iterator().next();
                edges.add(edge(check, all, "each otherwise, the first: " + words(first)));
            }
        });
        return edges;
    }

    private void there(SortedSet<Instance> instances, String where, List<Edge> edges) {
        if (!instances.isEmpty()) {
            String text = instances.size() == 1
                    ? instances.first() + " is " + where
                    : instances.size() + " are " + where + ", " + instances.first() + " the first";
            edges.add(new Edge(Kind.FACT_CHANGED, Optional.empty(), List.copyOf(instances), text, now));
        }
    }

    private Edge edge(CheckId check, List<Instance> instances, String text) {
        return new Edge(Kind.FACT_CHANGED, Optional.of(check), instances, text, now);
    }

    private static String words(Change change) {
        return change.from() + " -> " + change.to();
    }
}
