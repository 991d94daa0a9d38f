package io.holdfast.protocol.drift;

import io.holdfast.protocol.baseline.Baseline;
import io.holdfast.protocol.baseline.floor.Advisory;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.finding.Finding;
import io.holdfast.protocol.finding.Outcome;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What a baseline would find on a fleet, before anyone rolls it out.
///
/// @param summary all of it in one line
/// @param judged of how many nodes it is known what they read, and `of` how many there are
/// @param fresh how many of the nodes that would differ do not differ now
/// @param drains how many nodes would have to be drained once to mend it all
/// @param bulletins what security advisories ask for, by advisory
/// @param unanswered checks that cannot be judged beforehand: they change by themselves, or tell single devices apart
/// @param report the nodes that would differ, as a drift report tells them; what approved exceptions hold stands apart
public record Preview(
        Instant asOf,
        String baseline,
        String digest,
        boolean complete,
        String summary,
        int judged,
        int of,
        int differing,
        int fresh,
        int drains,
        List<Repair> repairs,
        List<Bulletin> bulletins,
        List<CheckId> unanswered,
        DriftReport report) {
    public Preview {
        repairs = List.copyOf(repairs);
        // An older aggregator judged by none.
        bulletins = bulletins == null ? List.of() : List.copyOf(bulletins);
        unanswered = List.copyOf(unanswered);
    }

    /// One thing to do, and on how many nodes.
    ///
    /// @param drain whether a node has to be drained for it; one drain serves all repairs of a node
    public record Repair(String fix, Check.Cost cost, boolean drain, List<CheckId> checks, int nodes) {
        public Repair {
            checks = List.copyOf(checks);
        }
    }

    /// One security advisory.
    ///
    /// @param date when it was published
    /// @param nodes that are below its floors
    /// @param drains how many of them have to be drained for that
    public record Bulletin(
            String id, String date, String title, String url, List<CheckId> checks, int nodes, int drains) {
        public Bulletin {
            checks = List.copyOf(checks);
        }
    }

    /// What was judged.
    ///
    /// @param nodes as they would be found
    /// @param differingNow nodes that differ from the baseline in force
    /// @param of how many nodes there are
    /// @param readIn whether all that is stored of nodes has been read
    public record Judged(
            List<NodeDrift> nodes, List<CheckId> unanswered, Set<NodeId> differingNow, int of, boolean readIn) {
        public Judged {
            nodes = List.copyOf(nodes);
            unanswered = List.copyOf(unanswered);
            differingNow = Set.copyOf(differingNow);
        }
    }

    private static List<Bulletin> bulletins(Baseline baseline, Collection<NodeDrift> nodes, Catalog catalog) {
        return baseline.advisories().stream()
                .map(one -> bulletin(one, nodes, catalog))
                .toList();
    }

    private static Bulletin bulletin(Advisory advisory, Collection<NodeDrift> nodes, Catalog catalog) {
        Set<CheckId> checks = new TreeSet<>();
        int below = 0;
        int drains = 0;
        for (NodeDrift node : nodes) {
            List<Difference> here = node.differences().stream()
                    .filter(Difference::departs)
                    .filter(one -> one.layer().equals(Finding.Declared.FLOORS)
                            && one.document().equals(advisory.id()))
                    .toList();
            here.forEach(one -> checks.add(one.check()));
            below += here.isEmpty() ? 0 : 1;
            drains += here.stream().anyMatch(one -> todo(one, catalog).cost().needsDrain()) ? 1 : 0;
        }
        return new Bulletin(
                advisory.id(),
                advisory.date().toString(),
                advisory.title(),
                advisory.url(),
                List.copyOf(checks),
                below,
                drains);
    }

    private record Todo(String fix, Check.Cost cost) {}

    /// Sums up what was judged.
    public static Preview of(Baseline baseline, String digest, Judged judged, Catalog catalog, Instant now) {
        List<NodeDrift> differing =
                judged.nodes().stream().filter(NodeDrift::departs).toList();
        int fresh = (int) differing.stream()
                .filter(node -> !judged.differingNow().contains(node.node()))
                .count();
        int drains = (int) differing.stream()
                .filter(node -> node.differences().stream()
                        .anyMatch(one -> todo(one, catalog).cost().needsDrain()))
                .count();
        boolean complete = judged.readIn() && judged.nodes().size() == judged.of();
        DriftReport report = DriftReports.of(judged.nodes(), complete, background(baseline, catalog), now);
        return new Preview(
                now,
                baseline.name(),
                digest,
                complete,
                summary(judged, differing.size(), report, drains, complete),
                judged.nodes().size(),
                judged.of(),
                differing.size(),
                fresh,
                drains,
                repairs(differing, catalog),
                bulletins(baseline, differing, catalog),
                judged.unanswered(),
                report);
    }

    private static Background background(Baseline baseline, Catalog catalog) {
        return new Background(catalog, Changes.NONE, Sources.of(List.of(baseline)), DriftTrend.NONE);
    }

    private static int checks(DriftReport report) {
        return (int) report.checks().stream()
                .filter(check -> check.values().stream().anyMatch(seen -> seen.outcome() != Outcome.UNKNOWN))
                .count();
    }

    private static String summary(Judged judged, int differing, DriftReport report, int drains, boolean complete) {
        String found = differing == 0
                ? "None of " + Words.many(judged.nodes().size(), "node") + " would differ"
                : differing + " of " + Words.many(judged.nodes().size(), "node") + " would differ, on "
                        + Words.many(checks(report), "check") + "; to mend it all takes " + Words.many(drains, "drain");
        String lacking = complete ? "" : "; incomplete: " + judged.nodes().size() + " of " + judged.of();
        int unjudged = (int)
                judged.nodes().stream().filter(node -> node.unjudged() > 0).count();
        String unknown = unjudged == 0 ? "" : "; on " + unjudged + " something could not be judged";
        String held =
                report.counts().waived() == 0 ? "" : "; " + report.counts().waived() + " waived";
        String open = judged.unanswered().isEmpty()
                ? ""
                : "; " + Words.many(judged.unanswered().size(), "check") + " cannot be judged beforehand";
        return found + held + unknown + lacking + open + ".";
    }

    private static Todo todo(Difference one, Catalog catalog) {
        Check row = catalog.find(one.check()).orElseGet(() -> Check.unlisted(one.check()));
        return one.departs() ? new Todo(row.fix(), row.cost()) : new Todo("", Check.Cost.NONE);
    }

    private static List<Repair> repairs(Collection<NodeDrift> nodes, Catalog catalog) {
        Map<Todo, Set<CheckId>> checks = new TreeMap<>(
                Comparator.comparing(Todo::cost, Comparator.reverseOrder()).thenComparing(Todo::fix));
        Map<Todo, Set<NodeId>> where = new HashMap<>();
        nodes.forEach(node -> node.differences().forEach(one -> {
            Todo todo = todo(one, catalog);
            if (!todo.fix().isEmpty()) {
                checks.computeIfAbsent(todo, _ -> new TreeSet<>()).add(one.check());
                where.computeIfAbsent(todo, _ -> new TreeSet<>()).add(node.node());
            }
        }));
        return checks.entrySet().stream()
                .map(entry -> new Repair(
                        entry.getKey().fix(),
                        entry.getKey().cost(),
                        entry.getKey().cost().needsDrain(),
                        List.copyOf(entry.getValue()),
                        where.getOrDefault(entry.getKey(), Set.of()).size()))
                .toList();
    }
}
