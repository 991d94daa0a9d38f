package io.holdfast.agent;

import io.holdfast.agent.health.Health;
import io.holdfast.agent.health.HealthMemory;
import io.holdfast.agent.report.Level;
import io.holdfast.agent.schedule.Observed;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.fact.Snapshot;
import io.holdfast.protocol.finding.Finding;
import io.holdfast.protocol.judge.Declaration;
import io.holdfast.protocol.judge.Judge;
import io.holdfast.protocol.judge.Judged;
import io.holdfast.protocol.judge.Judgement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a node amounts to by what was seen last. A value, and the way to it is pure.
///
/// @param sight what it was judged from
/// @param judged spares the next verdict what reads the same
record Verdict(Sight sight, Judged judged, Level level, HealthMemory health) {
    /// What is judged, by what, and who says it.
    record Sight(Observed present, Declaration declaration, Level.Speaker speaker) {}

    Remembered remembered() {
        return new Remembered(level.report().findings(), health);
    }

    /// @param before the verdict before, where this process has come to one
    /// @param previous what that one or an earlier process remembered
    static Verdict of(Sight sight, Optional<Verdict> before, Remembered previous, Instant now, Catalog catalog) {
        Observed present = sight.present();
        Declaration by = sight.declaration();
        Optional<Level> earlier = before.map(Verdict::level);
        boolean isSame = before.map(Verdict::sight)
                .filter(one -> one.present().sameFacts(present) && !by.mayDifferFrom(one.declaration()))
                .isPresent();
        if (isSame && previous.health().isIdle()) {
            Level same = Level.of(sight.speaker(), present.sections(), previous.findings(), catalog, earlier);
            return new Verdict(
                    sight,
                    before.map(Verdict::judged).orElseGet(() -> Judged.nothing(catalog)),
                    same,
                    previous.health());
        }
        Snapshot snapshot =
                present.snapshot(sight.speaker().node(), sight.speaker().bootId());
        Judged judged = before.map(Verdict::judged)
                .orElseGet(() -> Judged.nothing(catalog))
                .after(snapshot, by.baseline(), by.overrides());
        Health.Result health = Health.judge(
                previous.health(), new Health.Sight(snapshot, present.readAt(), now), catalog, judged.judgements());
        List<Judgement> judgements = new ArrayList<>(Judge.held(health.judgements(), snapshot, by.overrides(), now));
        by.unavailable().ifPresent(judgements::add);
        List<Finding> findings = Judge.findings(judgements, previous.findings(), now);
        Level level = Level.of(sight.speaker(), present.sections(), findings, catalog, earlier);
        return new Verdict(sight, judged, level, health.memory());
    }
}
