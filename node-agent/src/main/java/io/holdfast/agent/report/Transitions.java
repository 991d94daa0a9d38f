package io.holdfast.agent.report;

import io.holdfast.agent.memory.Edge;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.finding.Finding;
import io.holdfast.protocol.finding.Outcome;
import io.holdfast.protocol.report.NodeEvent.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What opened and what closed between two judgements. Pure.
///
/// An instance opens when it enters an outcome of a check and closes when it leaves it. A value that
/// moves within the same outcome is no transition: a temperature that stays too high would be one edge
/// per sample. Instances that move together are one edge. What is held back has neither come nor gone: a
/// port that is down for a moment is no edge.
public final class Transitions {
    /// @param advisory that says so: one more advisory is one more finding
    private record Place(CheckId check, Outcome outcome, Instance instance, String advisory) {}

    private Transitions() {}

    /// Closings first: what a node was found with before is gone before it is found with something else.
    public static List<Edge> between(List<Finding> before, List<Finding> after, Instant now) {
        List<Edge> edges = new ArrayList<>();
        edges.addAll(notIn(after, before, Kind.FINDING_CLOSED, now));
        edges.addAll(notIn(before, after, Kind.FINDING_OPENED, now));
        return edges;
    }

    private static List<Edge> notIn(List<Finding> others, List<Finding> findings, Kind kind, Instant now) {
        Set<Place> known = new HashSet<>();
        others.forEach(other -> other.instances()
                .forEach(one -> known.add(new Place(other.check(), other.outcome(), one, other.advisory()))));
        List<Edge> edges = new ArrayList<>();
        for (Finding finding : findings) {
            if (finding.outcome() == Outcome.SUPPRESSED) {
                continue;
            }
            List<Instance> fresh = finding.instances().stream()
                    .filter(one ->
                            !known.contains(new Place(finding.check(), finding.outcome(), one, finding.advisory())))
                    .toList();
            if (!fresh.isEmpty()) {
                String text =
                        finding.outcome() + ": expected " + finding.expected() + ", observed " + finding.observed();
                edges.add(new Edge(kind, Optional.of(finding.check()), fresh, text, now));
            }
        }
        return edges;
    }
}
