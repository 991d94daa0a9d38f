package io.holdfast.protocol.judge;

import io.holdfast.protocol.baseline.Baseline;
import io.holdfast.protocol.baseline.Constraint;
import io.holdfast.protocol.baseline.Overrides;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// From facts to findings. Pure: the same facts, the same earlier findings and the same time give the same
/// answer.
public final class Judge {
    private static final Reading.Missing NOT_READ = Reading.missing(Reading.Why.ABSENT, "not read");

    private record Key(
            CheckId check,
            Outcome outcome,
            Severity severity,
            String expected,
            String observed,
            Optional<Finding.Declared> declared,
            Optional<Finding.Held> held) {
        static Key of(Judgement one) {
            return new Key(
                    one.fact().check(),
                    one.outcome(),
                    one.severity(),
                    one.expected(),
                    one.observed(),
                    one.declared(),
                    one.held());
        }
    }

    /// What a judgement is about.
    record Subject(CheckId check, Instance instance) {
        static Subject of(Judgement one) {
            return new Subject(one.fact().check(), one.fact().instance());
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Subject(CheckId otherCheck, Instance otherInstance)
                    && check.equals(otherCheck)
                    && instance.equals(otherInstance);
        }

        @Override
        public int hashCode() {
            return 31 * check.hashCode() + instance.hashCode();
        }
    }

    private Judge() {}

    /// All open findings: what is at fault by the catalog's own measure, and what could not be judged.
    /// What a row judges over time (`Check.OverTime`) takes more than one look and is not judged here.
    ///
    /// @param previous the findings of the judgement before, for `since`
    public static List<Finding> evaluate(Snapshot snapshot, Catalog catalog, List<Finding> previous, Instant now) {
        return findings(judgements(snapshot, catalog), previous, now);
    }

    /// All open findings of a node that has a baseline.
    ///
    /// @param baseline what was declared; `Baseline.NONE` where nothing was
    /// @param previous the findings of the judgement before, for `since`
    public static List<Finding> evaluate(
            Snapshot snapshot,
            Catalog catalog,
            Baseline baseline,
            Overrides overrides,
            List<Finding> previous,
            Instant now) {
        List<Judgement> judged = judgements(snapshot, catalog, baseline, overrides);
        return findings(held(judged, snapshot, overrides, now), previous, now);
    }

    /// Every fact that has a right value, by the check's own measure or by the baseline: one judgement each.
    ///
    /// What a baseline says of a setting replaces what its row says. Hardware and links have to satisfy both:
    /// nobody can declare a broken GPU to be well. What the baseline's advisories say stands beside that, each
    /// with a judgement of its own.
    public static List<Judgement> judgements(
            Snapshot snapshot, Catalog catalog, Baseline baseline, Overrides overrides) {
        Map<Subject, Judgement> judged = new LinkedHashMap<>();
        judgements(snapshot, catalog).forEach(one -> judged.put(Subject.of(one), one));
        Facts facts = new Facts(snapshot);
        Conformance.of(baseline, facts, new Places(facts, overrides.labels()), catalog)
                .forEach(one -> judged.merge(Subject.of(one), one, Judge::both));
        List<Judgement> all = new ArrayList<>(judged.values());
        all.addAll(FloorJudge.judgements(snapshot, catalog, baseline.advisories()));
        return List.copyOf(all);
    }

    static Judgement both(Judgement own, Judgement declared) {
        boolean isWorse =
                own.row().kind() == Check.Kind.HEALTH && graveness(own.outcome()) > graveness(declared.outcome());
        return isWorse ? own : declared;
    }

    /// Of two judgements about one thing the graver counts: not known is graver than well.
    private static int graveness(Outcome outcome) {
        return switch (outcome) {
            case FAULT -> 3;
            case DRIFT, PENDING -> 2;
            case UNKNOWN -> 1;
            case OK, NOT_APPLICABLE, SUPPRESSED, WAIVED -> 0;
        };
    }

    /// What waivers and suppressions hold back is told as such, and nothing of it is lost.
    public static List<Judgement> held(
            List<Judgement> judgements, Snapshot snapshot, Overrides overrides, Instant now) {
        if (overrides.waivers().isEmpty() && overrides.suppressions().isEmpty()) {
            return judgements;
        }
        Holds holds = new Holds(new Places(new Facts(snapshot), overrides.labels()), overrides, now);
        return judgements.stream().map(holds::apply).toList();
    }

    /// Every fact that has a right value without any baseline, judged by itself.
    ///
    /// A reading that is missing because the device has no such thing is no finding. One that this install
    /// may not read is counted as coverage by the report, not found on every node.
    public static List<Judgement> judgements(Snapshot snapshot, Catalog catalog) {
        Facts facts = new Facts(snapshot);
        List<Judgement> judged = new ArrayList<>();
        Rows rows = new Rows(catalog);
        for (Fact fact : snapshot.facts()) {
            rows.of(fact.check())
                    .ifPresent(row ->
                            row.healthy().ifPresent(healthy -> judged.add(judgement(fact, row, healthy, facts))));
        }
        return judged;
    }

    /// One fact by the check's own measure. It depends on the fact and on the one that it has to be the same as.
    static Judgement judgement(Fact fact, Check row, Constraint healthy, Facts facts) {
        return Judgement.of(fact, row, judge(fact, row, healthy, facts), healthy.words());
    }

    /// The findings that judgements amount to: instances that share all but their name are one finding.
    ///
    /// @param previous the findings of the judgement before, for `since`
    public static List<Finding> findings(List<Judgement> judgements, List<Finding> previous, Instant now) {
        Map<Key, List<Judgement>> open = new LinkedHashMap<>();
        for (Judgement one : judgements) {
            if (one.isFinding()) {
                open.computeIfAbsent(Key.of(one), _ -> new ArrayList<>()).add(one);
            }
        }
        return open.values().stream()
                .map(group -> finding(group, previous, now))
                .toList();
    }

    private static Outcome judge(Fact fact, Check row, Constraint healthy, Facts facts) {
        if (fact.reading() instanceof Reading.Missing(Reading.Why why, String _)) {
            return switch (why) {
                case UNREADABLE, MALFORMED, TIMEOUT, UNKNOWN -> Outcome.UNKNOWN;
                case ABSENT, NOT_PERMITTED, UNSUPPORTED, NOT_APPLICABLE -> Outcome.NOT_APPLICABLE;
            };
        }
        Reading other = healthy instanceof Constraint.SameAs(CheckId same)
                ? facts.reading(same, fact.instance()).orElse(NOT_READ)
                : NOT_READ;
        if (other instanceof Reading.Missing(Reading.Why why, String _) && hasNothingToCompare(why)) {
            return Outcome.NOT_APPLICABLE;
        }
        return switch (healthy.judge(fact.reading(), other)) {
            case MET -> Outcome.OK;
            case NOT_MET -> row.conclusion().otherwise();
            case UNKNOWN -> Outcome.UNKNOWN;
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

    private static Finding finding(List<Judgement> group, List<Finding> previous, Instant now) {
        Judgement first = group.getFirst();
        List<Instance> instances =
                group.stream().map(one -> one.fact().instance()).distinct().toList();
        Instant since = previous.stream()
                .filter(earlier -> earlier.check().equals(first.fact().check()) && earlier.outcome() == first.outcome())
                .filter(earlier -> earlier.advisory()
                        .equals(first.declared().map(Finding.Declared::advisory).orElse("")))
                .filter(earlier -> earlier.instances().stream().anyMatch(instances::contains))
                .map(Finding::since)
                .min(Instant::compareTo)
                .orElse(now);
        return new Finding(
                first.fact().check(),
                instances,
                first.row().scope(),
                first.outcome(),
                first.severity(),
                first.expected(),
                first.observed(),
                since,
                evidence(first.fact()),
                first.declared(),
                first.held());
    }

    private static String evidence(Fact fact) {
        return fact.reading() instanceof Reading.Missing(Reading.Why _, String detail) && !detail.isEmpty()
                ? fact.source() + ": " + detail
                : fact.source();
    }

    /// Looks up the rows of facts that come sorted by check: once per check, not once per fact.
    private static final class Rows {
        private final Catalog catalog;
        private Optional<CheckId> last = Optional.empty();
        private Optional<Check> row = Optional.empty();

        Rows(Catalog catalog) {
            this.catalog = catalog;
        }

        Optional<Check> of(CheckId check) {
            if (last.filter(check::equals).isEmpty()) {
                last = Optional.of(check);
                row = catalog.find(check);
            }
            return row;
        }
    }
}
