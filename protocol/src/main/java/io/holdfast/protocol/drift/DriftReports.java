package io.holdfast.protocol.drift;

import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.drift.DriftReport.ByCheck;
import io.holdfast.protocol.drift.DriftReport.ByLayer;
import io.holdfast.protocol.drift.DriftReport.ByNode;
import io.holdfast.protocol.drift.DriftReport.Counts;
import io.holdfast.protocol.drift.DriftReport.Seen;
import io.holdfast.protocol.drift.DriftReport.Trend;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.finding.Outcome;
import io.holdfast.protocol.finding.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Makes the report of what nodes differ in.
public final class DriftReports {
    private record Open(NodeId node, Difference what) {}

    private DriftReports() {}

    /// The report of a fleet, or of a single node.
    ///
    /// @param nodes all nodes that are known, those without any difference too
    /// @param complete whether these are all
    /// @param changes asked for a few nodes of each cause
    public static DriftReport of(
            Collection<NodeDrift> nodes, boolean complete, Catalog catalog, Changes changes, Instant now) {
        List<NodeDrift> open = narrowed(nodes, false);
        List<NodeDrift> held = narrowed(nodes, true);
        Counts counts = counts(nodes);
        Causes causes = new Causes(catalog, changes);
        List<DriftReport.Cause> found = causes.of(open);
        return new DriftReport(
                now,
                complete,
                summary(counts, found, complete),
                counts,
                found,
                causes.of(held),
                checks(open, catalog, now),
                layers(open),
                nodes(nodes));
    }

    private static List<NodeDrift> narrowed(Collection<NodeDrift> nodes, boolean isHeld) {
        return nodes.stream()
                .map(node -> new NodeDrift(
                        node.node(),
                        node.baseline(),
                        node.heard(),
                        node.unjudged(),
                        node.differences().stream()
                                .filter(one -> one.isHeld() == isHeld)
                                .toList()))
                .filter(node -> !node.differences().isEmpty())
                .toList();
    }

    private static Counts counts(Collection<NodeDrift> nodes) {
        int asDeclared = 0;
        int differing = 0;
        int pending = 0;
        int waived = 0;
        int suppressed = 0;
        int undeclared = 0;
        int silent = 0;
        int unjudged = 0;
        for (NodeDrift node : nodes) {
            asDeclared += node.isAsDeclared() ? 1 : 0;
            differing += node.departs() ? 1 : 0;
            pending += node.count(Outcome.PENDING) > 0 ? 1 : 0;
            waived += node.count(Outcome.WAIVED) > 0 ? 1 : 0;
            suppressed += node.count(Outcome.SUPPRESSED) > 0 ? 1 : 0;
            undeclared += node.heard() && !node.isDeclared() ? 1 : 0;
            silent += node.heard() ? 0 : 1;
            unjudged += node.unjudged() > 0 ? 1 : 0;
        }
        return new Counts(
                nodes.size(), asDeclared, differing, pending, waived, suppressed, undeclared, silent, unjudged);
    }

    private static String summary(Counts counts, List<DriftReport.Cause> causes, boolean complete) {
        List<String> parts = new ArrayList<>();
        parts.add(counts.asDeclared() + " of " + Words.many(counts.nodes(), "node") + " as declared");
        if (counts.differing() > 0) {
            parts.add(counts.differing() + (counts.differing() == 1 ? " differs" : " differ") + ", for "
                    + Words.many(
                            (int) causes.stream().filter(DriftReports::departs).count(), "cause"));
        }
        if (counts.undeclared() > 0) {
            parts.add(counts.undeclared() + " without a baseline");
        }
        if (counts.silent() > 0) {
            parts.add(counts.silent() + " not heard now");
        }
        if (counts.waived() > 0) {
            parts.add(counts.waived() + " with an approved exception");
        }
        if (counts.suppressed() > 0) {
            parts.add(counts.suppressed() + " with drift held back");
        }
        if (counts.unjudged() > 0) {
            parts.add(counts.unjudged() + " with something that could not be judged");
        }
        return String.join("; ", parts) + (complete ? "." : "; nodes are still being read in.");
    }

    private static boolean departs(DriftReport.Cause cause) {
        return cause.values().stream().anyMatch(value -> value.outcome() != Outcome.UNKNOWN);
    }

    private static List<ByCheck> checks(List<NodeDrift> nodes, Catalog catalog, Instant now) {
        Map<CheckId, List<Open>> byCheck = new TreeMap<>();
        nodes.forEach(node -> node.differences()
                .forEach(one -> byCheck.computeIfAbsent(one.check(), _ -> new ArrayList<>())
                        .add(new Open(node.node(), one))));
        return byCheck.entrySet().stream()
                .map(entry -> check(entry.getKey(), entry.getValue(), catalog, now))
                .sorted(Comparator.comparingInt((ByCheck one) -> -one.nodes())
                        .thenComparing(ByCheck::severity, Comparator.reverseOrder())
                        .thenComparing(ByCheck::check))
                .toList();
    }

    private static ByCheck check(CheckId check, List<Open> open, Catalog catalog, Instant now) {
        Map<NodeId, Instant> began = open.stream()
                .collect(Collectors.toMap(Open::node, one -> one.what().since(), DriftReports::earlier));
        List<Seen> values = open.stream()
                .collect(Collectors.groupingBy(one -> List.of(
                        one.what().outcome(), one.what().expected(), one.what().observed())))
                .values()
                .stream()
                .map(DriftReports::seen)
                .sorted(Comparator.comparingInt((Seen one) -> -one.nodes()).thenComparing(Seen::observed))
                .toList();
        return new ByCheck(
                check,
                catalog.find(check).map(Check::title).orElse(""),
                open.stream()
                        .map(one -> one.what().severity())
                        .max(Severity::compareTo)
                        .orElse(Severity.INFO),
                began.size(),
                began.values().stream().min(Instant::compareTo).orElse(now),
                trend(began.values(), now),
                values);
    }

    private static Seen seen(List<Open> same) {
        Difference first = same.getFirst().what();
        Set<NodeId> nodes = same.stream().map(Open::node).collect(Collectors.toSet());
        Instant since = same.stream()
                .map(one -> one.what().since())
                .min(Instant::compareTo)
                .orElse(first.since());
        return new Seen(first.outcome(), first.expected(), first.observed(), nodes.size(), since);
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Trend trend(Collection<Instant> began, Instant now) {
        Instant hour = now.minus(Duration.ofHours(1));
        Instant day = now.minus(Duration.ofDays(1));
        int lastHour = (int) began.stream().filter(at -> at.isAfter(hour)).count();
        int lastDay = (int) began.stream().filter(at -> at.isAfter(day)).count();
        return new Trend(lastHour, lastDay, began.size() - lastDay);
    }

    private static List<ByLayer> layers(List<NodeDrift> nodes) {
        return nodes.stream()
                .flatMap(node -> node.differences().stream().map(one -> new Open(node.node(), one)))
                .collect(Collectors.groupingBy(
                        one -> List.of(one.what().layer(), one.what().document())))
                .values()
                .stream()
                .map(DriftReports::layer)
                .sorted(Comparator.comparingInt((ByLayer one) -> -one.nodes())
                        .thenComparing(ByLayer::layer)
                        .thenComparing(ByLayer::document))
                .toList();
    }

    private static ByLayer layer(List<Open> same) {
        Difference first = same.getFirst().what();
        long checks = same.stream().map(one -> one.what().check()).distinct().count();
        long nodes = same.stream().map(Open::node).distinct().count();
        return new ByLayer(first.layer(), first.document(), (int) checks, (int) nodes);
    }

    private static List<ByNode> nodes(Collection<NodeDrift> nodes) {
        return nodes.stream()
                .filter(node -> !node.differences().isEmpty())
                .map(DriftReports::node)
                .sorted(Comparator.comparingInt((ByNode one) -> -one.open()).thenComparing(ByNode::node))
                .toList();
    }

    private static ByNode node(NodeDrift node) {
        int held = (int) node.differences().stream().filter(Difference::isHeld).count();
        return new ByNode(
                node.node(),
                node.baseline(),
                node.heard(),
                node.differences().size() - held,
                node.count(Outcome.PENDING),
                held,
                node.differences().stream()
                        .map(Difference::since)
                        .min(Instant::compareTo)
                        .orElse(Instant.EPOCH),
                node.differences().stream()
                        .map(Difference::check)
                        .distinct()
                        .sorted()
                        .toList());
    }
}
