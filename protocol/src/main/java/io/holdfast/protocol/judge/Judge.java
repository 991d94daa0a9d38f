package io.holdfast.protocol.judge;

import io.holdfast.protocol.baseline.Constraint;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Snapshot;
import io.holdfast.protocol.finding.Finding;
import io.holdfast.protocol.finding.Outcome;
import io.holdfast.protocol.finding.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// From facts to findings. Pure: the same facts, the same earlier findings and the same time give the same
/// answer.
public final class Judge {
    private static final Reading.Missing NOT_READ = Reading.missing(Reading.Why.ABSENT, "not read");

    private record Key(CheckId check, Outcome outcome, String expected, String observed) {}

    private Judge() {}

    /// All open findings: what is at fault by the catalog's own measure, and what could not be judged.
    ///
    /// A reading that is missing because the device has no such thing is no finding. One that this install
    /// may not read is
    /// counted as coverage by the report, not found on every node.
    ///
    /// @param previous the findings of the judgement before, for `since`
    public static List<Finding> evaluate(Snapshot snapshot, Catalog catalog, List<Finding> previous, Instant now) {
        Map<CheckId, Map<Instance, Reading>> readings = new HashMap<>();
        snapshot.facts()
                .forEach(fact -> readings.computeIfAbsent(fact.check(), _ -> new HashMap<>())
                        .put(fact.instance(), fact.reading()));
        Map<Key, List<Fact>> open = new LinkedHashMap<>();
        Map<CheckId, Check> rows = new HashMap<>();
        for (Fact fact : snapshot.facts()) {
            Optional<Check> row = catalog.find(fact.check());
            Optional<Constraint> healthy = row.flatMap(Check::healthy);
            if (healthy.isEmpty()) {
                continue;
            }
            judge(fact, healthy.get(), readings).ifPresent(outcome -> {
                rows.put(fact.check(), row.orElseThrow());
                open.computeIfAbsent(
                                new Key(
                                        fact.check(),
                                        outcome,
                                        healthy.get().words(),
                                        fact.reading().shown()),
                                _ -> new ArrayList<>())
                        .add(fact);
            });
        }
        return open.entrySet().stream()
                .map(group -> finding(
                        group.getKey(),
                        group.getValue(),
                        java.util.Objects.requireNonNull(rows.get(group.getKey().check())),
                        previous,
                        now))
                .toList();
    }

    private static Optional<Outcome> judge(
            Fact fact, Constraint healthy, Map<CheckId, Map<Instance, Reading>> readings) {
        if (fact.reading() instanceof Reading.Missing(Reading.Why why, String _)) {
            return switch (why) {
                case UNREADABLE, MALFORMED, TIMEOUT, UNKNOWN -> Optional.of(Outcome.UNKNOWN);
                case ABSENT, NOT_PERMITTED, UNSUPPORTED, NOT_APPLICABLE -> Optional.empty();
            };
        }
        Reading other = healthy instanceof Constraint.SameAs(CheckId same)
                ? readings.getOrDefault(same, Map.of()).getOrDefault(fact.instance(), NOT_READ)
                : NOT_READ;
        if (other instanceof Reading.Missing(Reading.Why why, String _) && hasNothingToCompare(why)) {
            return Optional.empty();
        }
        return switch (healthy.judge(fact.reading(), other)) {
            case MET -> Optional.empty();
            case NOT_MET -> Optional.of(Outcome.FAULT);
            case UNKNOWN -> Optional.of(Outcome.UNKNOWN);
        };
    }

    /// Whether the other side of a comparison has no value for a reason that lies in the device or in this
    /// install: a guest does not see the bridge above its GPU. One that was not read at all is unknown.
    private static boolean hasNothingToCompare(Reading.Why why) {
        return switch (why) {
            case NOT_PERMITTED, UNSUPPORTED, NOT_APPLICABLE -> true;
            case ABSENT, UNREADABLE, MALFORMED, TIMEOUT, UNKNOWN -> false;
        };
    }

    private static Finding finding(Key key, List<Fact> facts, Check row, List<Finding> previous, Instant now) {
        List<Instance> instances = facts.stream().map(Fact::instance).toList();
        Instant since = previous.stream()
                .filter(earlier -> earlier.check().equals(key.check()) && earlier.outcome() == key.outcome())
                .filter(earlier -> earlier.instances().stream().anyMatch(instances::contains))
                .map(Finding::since)
                .min(Instant::compareTo)
                .orElse(now);
        Severity severity = key.outcome() == Outcome.UNKNOWN ? Severity.WARNING : row.severity();
        Fact first = facts.getFirst();
        String evidence = first.reading() instanceof Reading.Missing(Reading.Why _, String detail) && !detail.isEmpty()
                ? first.source() + ": " + detail
                : first.source();
        return new Finding(
                key.check(),
                instances,
                row.scope(),
                key.outcome(),
                severity,
                key.expected(),
                key.observed(),
                since,
                evidence);
    }
}
