package io.holdfast.protocol.judge;

import io.holdfast.protocol.baseline.floor.Advisory;
import io.holdfast.protocol.baseline.floor.Floor;
import io.holdfast.protocol.baseline.floor.Floor.Standing;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Snapshot;
import io.holdfast.protocol.finding.Finding;
import io.holdfast.protocol.finding.Outcome;
import io.holdfast.protocol.finding.Severity;
import java.util.ArrayList;
import java.util.List;

/// Judges a node by security advisories: one judgement for each version that an advisory is about, beside whatever a
/// baseline says of the same check. Pure.
public final class FloorJudge {
    private final Snapshot snapshot;
    private final Catalog catalog;
    private final List<Judgement> judged = new ArrayList<>();

    private FloorJudge(Snapshot snapshot, Catalog catalog) {
        this.snapshot = snapshot;
        this.catalog = catalog;
    }

    /// All judgements, in the order of the advisories.
    public static List<Judgement> judgements(Snapshot snapshot, Catalog catalog, List<Advisory> advisories) {
        FloorJudge judge = new FloorJudge(snapshot, catalog);
        advisories.forEach(advisory -> advisory.floors().forEach(floor -> judge.judge(advisory, floor)));
        return List.copyOf(judge.judged);
    }

    private void judge(Advisory advisory, Floor floor) {
        CheckId check = floor.product().check();
        Check row = catalog.find(check).orElseGet(() -> Check.unlisted(check));
        List<Fact> facts = snapshot.of(check).toList();
        if (facts.isEmpty()) {
            Fact none = new Fact(check, Instance.NODE, Reading.missing(Why.ABSENT, "not read"), row.source());
            add(none, row, advisory, floor, Outcome.UNKNOWN, floor.words(), "not read");
        }
        for (Fact fact : facts) {
            if (fact.reading() instanceof Reading.Missing(Why why, String _)) {
                // What is not there, or is no device of this kind, has no hole.
                Outcome outcome =
                        why == Why.ABSENT || why == Why.NOT_APPLICABLE ? Outcome.NOT_APPLICABLE : Outcome.UNKNOWN;
                add(
                        fact,
                        row,
                        advisory,
                        floor,
                        outcome,
                        floor.words(),
                        fact.reading().shown());
            } else {
                judge(fact, row, advisory, floor);
            }
        }
    }

    private void judge(Fact fact, Check row, Advisory advisory, Floor floor) {
        String version = fact.reading().shown();
        switch (floor.of(version)) {
            case Standing.Safe(String least) -> add(fact, row, advisory, floor, Outcome.OK, ">= " + least, version);
            case Standing.Below(String least) -> add(fact, row, advisory, floor, Outcome.DRIFT, ">= " + least, version);
            case Standing.Unnamed(String known) ->
                add(fact, row, advisory, floor, Outcome.UNKNOWN, known, version + ", a train it does not name");
            case Standing.OfAnother() -> {}
        }
    }

    private void add(
            Fact fact, Check row, Advisory advisory, Floor floor, Outcome outcome, String expected, String observed) {
        Severity severity = outcome == Outcome.UNKNOWN ? Severity.WARNING : advisory.severity();
        String words = expected + " (" + floor.product().word() + ", " + advisory.words() + ")";
        judged.add(new Judgement(fact, row, outcome, severity, words, observed)
                .declaredBy(new Finding.Declared(Finding.Declared.FLOORS, advisory.id(), false)));
    }
}
