package io.holdfast.protocol.drift;

import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.drift.Changes.Change;
import io.holdfast.protocol.drift.DriftReport.Cause;
import io.holdfast.protocol.drift.DriftReport.Value;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fact.Section;
import io.holdfast.protocol.finding.Outcome;
import io.holdfast.protocol.finding.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Groups differences by what probably brought them: the same values, on the same nodes, from about the same time.
final class Causes {
    /// A longer pause between two nodes makes them two happenings.
    private static final Duration PAUSE = Duration.ofMinutes(30);

    /// A setting is read every five minutes, and what it follows from may have been seen at another look.
    private static final Duration BEFORE = Duration.ofMinutes(15);

    private static final Duration BEHIND = Duration.ofMinutes(2);
    /// Nodes of a cause that are asked what changed on them.
    private static final int ASKED = 8;
    /// Changes that a cause names.
    private static final int NAMED = 3;

    private final Catalog catalog;
    private final Background background;

    Causes(Background background) {
        this.catalog = background.catalog();
        this.background = background;
    }

    private record Key(
            CheckId check,
            Outcome outcome,
            Severity severity,
            String expected,
            String observed,
            String layer,
            String document) {
        static Key of(Difference one) {
            return new Key(
                    one.check(),
                    one.outcome(),
                    one.severity(),
                    one.expected(),
                    one.observed(),
                    one.layer(),
                    one.document());
        }
    }

    private record Began(NodeId node, Difference what) {
        Instant at() {
            return what.since();
        }
    }

    /// One value on the nodes where it began without a pause.
    ///
    /// @param what as one of the nodes says it
    private record Cluster(Difference what, Map<NodeId, Instant> nodes, Instant since, Instant last) {}

    List<Cause> of(List<NodeDrift> nodes) {
        Map<Key, List<Began>> byValue = new LinkedHashMap<>();
        nodes.forEach(node -> node.differences()
                .forEach(one -> byValue.computeIfAbsent(Key.of(one), _ -> new ArrayList<>())
                        .add(new Began(node.node(), one))));
        Map<Set<NodeId>, List<Cluster>> byNodes = new LinkedHashMap<>();
        byValue.values()
                .forEach(began -> clusters(began)
                        .forEach(cluster -> byNodes.computeIfAbsent(
                                        cluster.nodes().keySet(), _ -> new ArrayList<>())
                                .add(cluster)));
        return byNodes.values().stream()
                .flatMap(clusters -> together(clusters).stream())
                .map(this::cause)
                .sorted(Comparator.comparingInt((Cause one) -> -one.nodes().size())
                        .thenComparing(Cause::severity, Comparator.reverseOrder())
                        .thenComparing(Cause::since, Comparator.reverseOrder())
                        .thenComparing(one -> one.values().getFirst().check()))
                .toList();
    }

    private static List<Cluster> clusters(List<Began> began) {
        List<Began> sorted =
                began.stream().sorted(Comparator.comparing(Began::at)).toList();
        List<Cluster> clusters = new ArrayList<>();
        int start = 0;
        for (int at = 1; at <= sorted.size(); at++) {
            if (at == sorted.size()
                    || isPause(sorted.get(at - 1).at(), sorted.get(at).at())) {
                List<Began> part = sorted.subList(start, at);
                Map<NodeId, Instant> nodes = new LinkedHashMap<>();
                part.forEach(one -> nodes.putIfAbsent(one.node(), one.at()));
                clusters.add(new Cluster(
                        part.getFirst().what(),
                        nodes,
                        part.getFirst().at(),
                        part.getLast().at()));
                start = at;
            }
        }
        return clusters;
    }

    /// Those of the same nodes that also began together.
    private static List<List<Cluster>> together(List<Cluster> clusters) {
        List<Cluster> sorted =
                clusters.stream().sorted(Comparator.comparing(Cluster::since)).toList();
        List<List<Cluster>> groups = new ArrayList<>();
        for (Cluster one : sorted) {
            if (groups.isEmpty() || isPause(groups.getLast().getLast().since(), one.since())) {
                groups.add(new ArrayList<>());
            }
            groups.getLast().add(one);
        }
        return groups;
    }

    private static boolean isPause(Instant one, Instant next) {
        return Duration.between(one, next).compareTo(PAUSE) > 0;
    }

    private Cause cause(List<Cluster> clusters) {
        Map<NodeId, Instant> began = clusters.getFirst().nodes();
        SortedSet<NodeId> nodes = new TreeSet<>(began.keySet());
        Instant since = clusters.getFirst().since();
        Instant last =
                clusters.stream().map(Cluster::last).max(Instant::compareTo).orElse(since);
        List<Value> values = clusters.stream()
                .map(cluster -> Values.of(cluster.what(), background))
                .sorted(Comparator.comparing(Value::severity, Comparator.reverseOrder())
                        .thenComparing(Value::check)
                        .thenComparing(Value::observed))
                .toList();
        List<String> after = after(began, values);
        return new Cause(sentence(nodes, values, since, after), since, last, after, List.copyOf(nodes), values);
    }

    /// What changed on at least half of the nodes asked, shortly before it began there. Changes of other settings
    /// come first: that the value itself changed is already known.
    private List<String> after(Map<NodeId, Instant> began, List<Value> values) {
        Set<CheckId> own = values.stream().map(Value::check).collect(Collectors.toSet());
        List<Map.Entry<NodeId, Instant>> asked =
                began.entrySet().stream().limit(ASKED).toList();
        Map<String, List<Change>> seen = new LinkedHashMap<>();
        for (Map.Entry<NodeId, Instant> one : asked) {
            Set<String> here = new HashSet<>();
            List<Change> found = background
                    .changes()
                    .of(
                            one.getKey(),
                            one.getValue().minus(BEFORE),
                            one.getValue().plus(BEHIND));
            for (Change change : found) {
                if (here.add(change.words())) {
                    seen.computeIfAbsent(change.words(), _ -> new ArrayList<>()).add(change);
                }
            }
        }
        return seen.values().stream()
                .filter(same -> same.size() * 2 >= asked.size())
                .sorted(Comparator.comparing((List<Change> same) -> isOf(same.getFirst(), own))
                        .thenComparing(same -> same.getFirst().check().isPresent())
                        .thenComparing(same -> section(same.getFirst()))
                        .thenComparing(List::size, Comparator.reverseOrder())
                        .thenComparing(same -> same.getFirst().at()))
                .limit(NAMED)
                .map(Causes::words)
                .toList();
    }

    /// The waves of a rollout are one change.
    private static String words(List<Change> same) {
        List<String> parts = same.stream()
                .sorted(Comparator.comparing(Change::at))
                .map(Change::part)
                .filter(part -> !part.isEmpty())
                .distinct()
                .toList();
        return same.getFirst().words() + (parts.isEmpty() ? "" : ", wave " + String.join(" and ", parts));
    }

    private static boolean isOf(Change change, Set<CheckId> own) {
        return change.check().filter(own::contains).isPresent();
    }

    private Section section(Change change) {
        return change.check().flatMap(catalog::find).map(Check::section).orElse(Section.UNKNOWN);
    }

    private static String sentence(Set<NodeId> nodes, List<Value> values, Instant since, List<String> after) {
        Value first = values.getFirst();
        String who = nodes.size() == 1 ? nodes.iterator().next().toString() : Words.many(nodes.size(), "node");
        String more = values.size() == 1 ? "" : ", and " + (values.size() - 1) + " more";
        String changed = Stream.of(after)
                .filter(list -> !list.isEmpty())
                .map(list -> ", after " + Words.cut(list.getFirst()))
                .collect(Collectors.joining());
        return who + ": " + first.check() + " is "
                + Words.cut(Words.withUnit(first.observed(), first.unit())) + ", expected "
                + Words.cut(Words.withUnit(first.expected(), first.unit())) + more + ", since " + Words.at(since)
                + changed;
    }
}
