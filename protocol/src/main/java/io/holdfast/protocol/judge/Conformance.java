package io.holdfast.protocol.judge;

import io.holdfast.protocol.baseline.Baseline;
import io.holdfast.protocol.baseline.Constraint;
import io.holdfast.protocol.baseline.Expectation;
import io.holdfast.protocol.baseline.aicr.AicrExpression;
import io.holdfast.protocol.baseline.aicr.AicrForm;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Section;
import io.holdfast.protocol.finding.Finding;
import io.holdfast.protocol.finding.Outcome;
import io.holdfast.protocol.finding.Severity;
import io.holdfast.protocol.judge.Places.Match;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Judges a node by its baseline. Every expectation that is about this node ends in a judgement: one for each
/// instance it selects, else one that says that there was nothing to judge.
final class Conformance {
    private static final Reading.Missing NOT_READ = Reading.missing(Reading.Why.ABSENT, "not read");

    private final Facts facts;
    private final Places places;
    private final Catalog catalog;
    private final Set<CheckId> declared;
    private final List<Judgement> judged = new ArrayList<>();

    /// @param declared all checks that the baseline says something of
    Conformance(Facts facts, Places places, Catalog catalog, Set<CheckId> declared) {
        this.facts = facts;
        this.places = places;
        this.catalog = catalog;
        this.declared = declared;
    }

    static List<Judgement> of(Baseline baseline, Facts facts, Places places, Catalog catalog) {
        Map<CheckId, List<Expectation>> byCheck = new LinkedHashMap<>();
        for (Expectation one : baseline.expectations()) {
            byCheck.computeIfAbsent(one.check(), _ -> new ArrayList<>()).add(one);
        }
        Conformance conformance = new Conformance(facts, places, catalog, byCheck.keySet());
        byCheck.forEach(conformance::judge);
        return conformance.judged();
    }

    List<Judgement> judged() {
        return judged;
    }

    /// What the baseline says of one check.
    ///
    /// @param expectations the weakest first
    void judge(CheckId check, List<Expectation> expectations) {
        Check row = catalog.find(check).orElseGet(() -> Check.unlisted(check));
        List<Expectation> open = new ArrayList<>(expectations);
        open.removeIf(one -> places.node(one.where()) == Match.NO);
        Set<Expectation> used = new HashSet<>();
        for (Fact fact : facts.of(check)) {
            judge(fact, row, open, used);
        }
        open.stream().filter(one -> !used.contains(one)).forEach(one -> nothing(check, row, one));
    }

    /// The last expectation that fits decides; one that might fit and stands above it leaves the answer open.
    private void judge(Fact fact, Check row, List<Expectation> expectations, Set<Expectation> used) {
        Optional<Expectation> decides = Optional.empty();
        boolean isCertain = true;
        for (Expectation one : expectations) {
            Match match = places.node(one.where()).and(places.instance(one.where(), fact.instance()));
            if (match != Match.NO) {
                used.add(one);
                decides = Optional.of(one);
                isCertain = match == Match.YES;
            }
        }
        if (decides.isPresent()) {
            Expectation one = decides.get();
            if (isCertain) {
                judge(fact, row, one);
            } else {
                add(
                        fact,
                        row,
                        one,
                        Outcome.UNKNOWN,
                        "not known whether it has " + one.where().words());
            }
        }
    }

    private void judge(Fact fact, Check row, Expectation one) {
        Outcome now = outcome(fact, row, one.constraint());
        Optional<Fact> next = next(fact, row, one.constraint());
        Outcome then = next.map(later -> outcome(later, row, one.constraint())).orElse(Outcome.UNKNOWN);
        if (isBroken(now) && then == Outcome.OK) {
            add(fact, row, one, Outcome.PENDING, fact.reading().shown() + ", next " + shown(next));
            next.ifPresent(later -> add(later, row(later), one, Outcome.OK, shown(next)));
            return;
        }
        add(fact, row, one, now, fact.reading().shown());
        if (now == Outcome.OK && isBroken(then)) {
            next.ifPresent(later -> add(later, row(later), one, then, shown(next)));
        }
    }

    private static boolean isBroken(Outcome outcome) {
        return outcome == Outcome.DRIFT || outcome == Outcome.FAULT;
    }

    private Check row(Fact fact) {
        return catalog.find(fact.check()).orElseGet(() -> Check.unlisted(fact.check()));
    }

    private static String shown(Optional<Fact> fact) {
        return fact.map(one -> one.reading().shown()).orElse("");
    }

    /// What the next boot or reset will bring. A whole command line answers only for the words in it.
    private Optional<Fact> next(Fact fact, Check row, Constraint constraint) {
        return row.nextOf(fact.check())
                .flatMap(next -> facts.find(next, fact.instance()))
                .filter(next -> row(next).type() == row.type() || constraint instanceof Constraint.Contains)
                .filter(next -> !next.isMissing() && !declared.contains(next.check()));
    }

    private Outcome outcome(Fact fact, Check row, Constraint constraint) {
        if (fact.reading() instanceof Reading.Missing(Reading.Why why, String _)) {
            return missing(fact, why, row, constraint);
        }
        Reading other = constraint instanceof Constraint.SameAs(CheckId same)
                ? facts.reading(same, fact.instance()).orElse(NOT_READ)
                : NOT_READ;
        return switch (constraint.judge(fact.reading(), other)) {
            case MET -> Outcome.OK;
            case NOT_MET -> broken(row);
            case UNKNOWN -> Outcome.UNKNOWN;
        };
    }

    private static Outcome missing(Fact fact, Reading.Why why, Check row, Constraint constraint) {
        return switch (why) {
            case ABSENT -> Facts.saysAbsent(fact) && !isCount(row) ? absent(row, constraint) : Outcome.UNKNOWN;
            case NOT_APPLICABLE -> Outcome.NOT_APPLICABLE;
            case UNREADABLE, NOT_PERMITTED, MALFORMED, TIMEOUT, UNSUPPORTED, UNKNOWN -> Outcome.UNKNOWN;
        };
    }

    /// Hardware that could not be counted is not hardware that is missing.
    private static boolean isCount(Check row) {
        return row.section() == Section.HARDWARE || (row.kind() == Check.Kind.HEALTH && row.type() == Check.Type.WHOLE);
    }

    private static Outcome absent(Check row, Constraint constraint) {
        return switch (constraint) {
            case Constraint.Absent _, Constraint.NotEqualTo _, Constraint.SubsetOf _ -> Outcome.OK;
            case Constraint.EqualTo _,
                    Constraint.OneOf _,
                    Constraint.Ordered _,
                    Constraint.Series _,
                    Constraint.Matches _,
                    Constraint.Present _,
                    Constraint.Contains _ -> broken(row);
            case Constraint.SameAs _ -> Outcome.UNKNOWN;
            case Constraint.Aicr(AicrExpression expression, AicrForm _) ->
                expression.judgeAbsent() == Constraint.Verdict.UNKNOWN ? Outcome.UNKNOWN : broken(row);
            case Constraint.AllOf(List<Constraint> parts) ->
                parts.stream().allMatch(part -> absent(row, part) == Outcome.OK) ? Outcome.OK : broken(row);
        };
    }

    /// A setting drifts; hardware, links and what runs are at fault.
    private static Outcome broken(Check row) {
        return row.kind() == Check.Kind.HEALTH ? Outcome.FAULT : Outcome.DRIFT;
    }

    private void nothing(CheckId check, Check row, Expectation one) {
        if (isKnownAbsent(check, row)) {
            Fact absent = new Fact(
                    check,
                    Instance.NODE,
                    Reading.missing(Reading.Why.ABSENT, "not among those there are"),
                    row.source());
            add(absent, row, one, outcome(absent, row, one.constraint()), "absent");
            return;
        }
        String observed = one.where().traits().isEmpty() || !facts.has(check)
                ? "not read"
                : "nothing with " + one.where().words();
        Outcome outcome =
                facts.has(check) && one.constraint() instanceof Constraint.Absent ? Outcome.OK : Outcome.UNKNOWN;
        add(new Fact(check, Instance.NODE, NOT_READ, row.source()), row, one, outcome, observed);
    }

    /// Whether a family names all there are, was read, and does not name this one.
    private boolean isKnownAbsent(CheckId check, Check row) {
        return row.conclusion().isExhaustive() && !facts.has(check) && facts.areAnyRead(row, catalog);
    }

    private void add(Fact fact, Check row, Expectation one, Outcome outcome, String observed) {
        Severity declared = one.terms().severity().orElseGet(() -> row.severityOf(fact.reading()));
        Severity severity = outcome == Outcome.UNKNOWN ? ofUnknown(fact, one) : declared;
        Finding.Declared source = new Finding.Declared(
                one.from().layer().word(), one.from().document(), one.terms().isReleaseCondition());
        judged.add(new Judgement(fact, row, outcome, severity, one.constraint().words(), observed).declaredBy(source));
    }

    /// What this install may not read is coverage and not worth a warning, unless the node waits for it.
    private static Severity ofUnknown(Fact fact, Expectation one) {
        if (one.terms().isReleaseCondition()) {
            return Severity.DEGRADED;
        }
        return fact.reading() instanceof Reading.Missing(Reading.Why why, String _) && why == Reading.Why.NOT_PERMITTED
                ? Severity.INFO
                : Severity.WARNING;
    }
}
