package io.holdfast.protocol.drift;

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
    public static DriftReport of(Collection<NodeDrift> nodes, boolean complete, Background background, Instant now) {
        List<NodeDrift> open = narrowed(nodes, false);
        List<NodeDrift> held = narrowed(nodes, true);
        Counts counts = counts(nodes);
        Causes causes = new Causes(background);
        List<DriftReport.Cause> found = causes.of(open);
        String summary = Summary.of(nodes, counts, found, complete);
        return new DriftReport(
                now,
                complete,
                Summary.headline(found, summary),
                summary,
                counts,
                found,
                causes.of(held),
                checks(open, background, now),
                layers(open),
                nodes(nodes, background.sources()),
                background.trend());
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

    private static List<ByCheck> checks(List<NodeDrift> nodes, Background background, Instant now) {
        Map<CheckId, List<Open>> byCheck = new TreeMap<>();
        nodes.forEach(node -> node.differences()
                .forEach(one -> byCheck.computeIfAbsent(one.check(), _ -> new ArrayList<>())
                        .add(new Open(node.node(), one))));
        return byCheck.entrySet().stream()
                .map(entry -> check(entry.getKey(), entry.getValue(), background, now))
                .sorted(Comparator.comparingInt((ByCheck one) -> -one.nodes())
                        .thenComparing(ByCheck::severity, Comparator.reverseOrder())
                        .thenComparing(ByCheck::check))
                .toList();
    }

    private static ByCheck check(CheckId check, List<Open> open, Background background, Instant now) {
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
                background.catalog().find(check).map(Check::title).orElse(""),
                open.stream()
                        .map(one -> one.what().severity())
                        .max(Severity::compareTo)
                        .orElse(Severity.INFO),
                began.size(),
                began.values().stream().min(Instant::compareTo).orElse(now),
                trend(check, began.values(), background.trend(), now),
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

    private static Trend trend(CheckId check, Collection<Instant> began, DriftTrend counted, Instant now) {
        Instant hour = now.minus(Duration.ofHours(1));
        Instant day = now.minus(Duration.ofDays(1));
        int lastHour = (int) began.stream().filter(at -> at.isAfter(hour)).count();
        int lastDay = (int) began.stream().filter(at -> at.isAfter(day)).count();
        return new Trend(
                lastHour,
                lastDay,
                began.size() - lastDay,
                counted.endedAfter(check, hour),
                counted.endedAfter(check, day));
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

    private static List<ByNode> nodes(Collection<NodeDrift> nodes, Sources sources) {
        return nodes.stream()
                .filter(node -> !node.differences().isEmpty())
                .map(node -> node(node, sources))
                .sorted(Comparator.comparingInt((ByNode one) -> -one.open()).thenComparing(ByNode::node))
                .toList();
    }

    private static ByNode node(NodeDrift node, Sources sources) {
        int held = (int) node.differences().stream().filter(Difference::isHeld).count();
        return new ByNode(
                node.node(),
                node.baseline(),
                sources.name(node.baseline()).orElse(""),
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
