package io.holdfast.aggregator.fold;

import io.holdfast.protocol.drift.Difference;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.finding.Finding;
import io.holdfast.protocol.finding.Outcome;
import io.holdfast.protocol.finding.Severity;
import io.holdfast.protocol.fleet.NodeState;
import io.holdfast.protocol.report.NodeReport;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What a report says of a node's health, in numbers.
///
/// @param judged the state that the report alone gives; UNKNOWN before any report
/// @param findings open findings by outcome, counted per instance
/// @param worst severity of the worst fault; INFO where there is none
/// @param gravest check of the worst fault; empty text where there is none
/// @param missing facts without a value, by reason
/// @param uncovered checks that its install may not read, by the privileges they need
/// @param facts how many facts there are
/// @param baseline digest of the baseline it was judged by; empty text for none
/// @param differences what tells it from what was declared
/// @param unmet release conditions that are not met or not known to be, without what somebody waived or holds back
/// @param exceptions what of it is waived, and what is not
/// @param departing on which instances checks depart from the baseline; without those that depart on very many
public record Health(
        NodeState judged,
        SortedMap<Outcome, Integer> findings,
        Severity worst,
        String gravest,
        SortedMap<Reading.Why, Integer> missing,
        SortedMap<String, Integer> uncovered,
        int facts,
        String baseline,
        List<Difference> differences,
        SortedSet<CheckId> unmet,
        Exceptions exceptions,
        SortedMap<CheckId, List<Instance>> departing) {
    static final Health NONE = new Health(
            NodeState.UNKNOWN,
            new TreeMap<>(),
            Severity.INFO,
            "",
            new TreeMap<>(),
            new TreeMap<>(),
            0,
            "",
            List.of(),
            new TreeSet<>(),
            Exceptions.NONE,
            new TreeMap<>());

    public Health {
        findings = Collections.unmodifiableSortedMap(new TreeMap<>(findings));
        missing = Collections.unmodifiableSortedMap(new TreeMap<>(missing));
        // A summary of an older writer has none of these.
        gravest = gravest == null ? "" : gravest;
        uncovered = Collections.unmodifiableSortedMap(uncovered == null ? new TreeMap<>() : new TreeMap<>(uncovered));
        baseline = baseline == null ? "" : baseline;
        differences = differences == null ? List.of() : List.copyOf(differences);
        unmet = Collections.unmodifiableSortedSet(unmet == null ? new TreeSet<>() : new TreeSet<>(unmet));
        exceptions = exceptions == null ? Exceptions.NONE : exceptions;
        departing = shared(departing == null ? new TreeMap<>() : departing);
    }

    static Health of(NodeReport report) {
        TreeMap<Outcome, Integer> counts = new TreeMap<>();
        for (Finding finding : report.findings()) {
            counts.merge(finding.outcome(), finding.instances().size(), Integer::sum);
        }
        Severity worst = report.findings().stream()
                .filter(finding -> finding.outcome() == Outcome.FAULT)
                .map(Finding::severity)
                .max(Comparator.naturalOrder())
                .orElse(Severity.INFO);
        String gravest = report.findings().stream()
                .filter(finding -> finding.outcome() == Outcome.FAULT && finding.severity() == worst)
                .map(finding -> finding.check().text())
                .findFirst()
                .orElse("");
        return new Health(
                judge(report.findings(), worst, report.baseline()),
                counts,
                worst,
                gravest,
                report.missing(),
                report.uncovered(),
                report.facts(),
                report.baseline(),
                Difference.of(report.findings()),
                unmet(report.findings()),
                Exceptions.of(report.findings()),
                Departures.named(report.findings()));
    }

    /// The names of instances are the same on many nodes: each is kept once.
    private static SortedMap<CheckId, List<Instance>> shared(SortedMap<CheckId, List<Instance>> named) {
        TreeMap<CheckId, List<Instance>> shared = new TreeMap<>();
        named.forEach((check, instances) -> shared.put(
                check,
                instances.stream().map(one -> new Instance(one.text().intern())).toList()));
        return Collections.unmodifiableSortedMap(shared);
    }

    private static SortedSet<CheckId> unmet(List<Finding> findings) {
        return findings.stream()
                .filter(finding ->
                        finding.declared().filter(Finding.Declared::release).isPresent())
                .filter(finding -> switch (finding.outcome()) {
                    case DRIFT, PENDING, FAULT, UNKNOWN -> true;
                    case OK, NOT_APPLICABLE, SUPPRESSED, WAIVED -> false;
                })
                .map(Finding::check)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// A severity of a newer writer counts as the worst: unknown is never healthy.
    private static NodeState judge(List<Finding> findings, Severity worst, String baseline) {
        NodeState byFault = switch (worst) {
            case CRITICAL, UNKNOWN -> NodeState.UNHEALTHY;
            case DEGRADED -> NodeState.DEGRADED;
            case INFO, WARNING -> NodeState.HEALTHY;
        };
        if (byFault != NodeState.HEALTHY) {
            return byFault;
        }
        if (findings.stream().anyMatch(Health::holdsBack)) {
            return NodeState.DEGRADED;
        }
        if (baseline.isEmpty()) {
            return NodeState.UNDECLARED;
        }
        if (findings.stream().anyMatch(finding -> finding.outcome() == Outcome.DRIFT)) {
            return NodeState.DRIFTED;
        }
        if (findings.stream().anyMatch(finding -> finding.outcome() == Outcome.PENDING)) {
            return NodeState.PENDING;
        }
        return NodeState.HEALTHY;
    }

    /// A node may not be released before this is known.
    private static boolean holdsBack(Finding finding) {
        return finding.outcome() == Outcome.UNKNOWN
                && finding.declared().filter(Finding.Declared::release).isPresent();
    }

    /// What departs from the baseline, held back for a while or not. What somebody waived does not count.
    public Departures departs() {
        SortedSet<CheckId> checks = differences.stream()
                .filter(one -> !one.layer().isEmpty())
                .filter(one -> switch (one.outcome()) {
                    case DRIFT, PENDING, FAULT, SUPPRESSED -> true;
                    case OK, UNKNOWN, NOT_APPLICABLE, WAIVED -> false;
                })
                .map(Difference::check)
                .collect(Collectors.toCollection(TreeSet::new));
        return Departures.with(checks, departing);
    }
}
