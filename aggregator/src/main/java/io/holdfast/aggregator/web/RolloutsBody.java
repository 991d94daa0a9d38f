package io.holdfast.aggregator.web;

import io.holdfast.aggregator.rollout.Foresight;
import io.holdfast.aggregator.rollout.Member;
import io.holdfast.aggregator.rollout.Preview;
import io.holdfast.aggregator.rollout.Rollout;
import io.holdfast.aggregator.rollout.Waves;
import io.holdfast.aggregator.stream.Rollouts;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.finding.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// `GET /api/v1/rollouts`: what is rolled out and how far it is.
///
/// @param trouble why something that was declared is not in force; empty text for none
record RolloutsBody(Instant asOf, List<RolloutBody> rollouts, String trouble) {
    private static final int NAMED = 20;

    /// One rollout.
    ///
    /// @param rule for which nodes; by default the baseline's name
    /// @param baseline name of the baseline
    /// @param from digest of the baseline that was in force; empty text for none
    /// @param to digest of the new one
    /// @param move what was done last
    /// @param nodes how many it is about
    /// @param preview what departs from the new one
    record RolloutBody(
            String id,
            String rule,
            String baseline,
            String from,
            String to,
            Rollout.State state,
            Rollout.Move move,
            int nodes,
            List<NodeId> canaries,
            List<WaveBody> waves,
            PreviewBody preview) {}

    /// What departs from the new baseline.
    ///
    /// @param nodes that were judged
    /// @param unread nodes that could not be judged
    /// @param drains how many nodes have to be drained to mend what departs because the baseline is another
    /// @param accepted checks with which somebody went on
    record PreviewBody(int nodes, int unread, int drains, List<RowBody> rows, Collection<CheckId> accepted) {
        static PreviewBody of(Preview preview) {
            return new PreviewBody(
                    preview.nodes(),
                    preview.unread(),
                    preview.foresight().map(Foresight::drains).orElse(0),
                    preview.rows().stream().map(row -> RowBody.of(row, preview)).toList(),
                    preview.accepted());
        }
    }

    /// One value of one check.
    ///
    /// @param outcome `WAIVED` where an approved exception holds it
    /// @param fresh on how many of the nodes it does not depart from the baseline in force
    /// @param where the first of these nodes
    /// @param cost of what mends it
    record RowBody(
            CheckId check,
            String title,
            Outcome outcome,
            String expected,
            String observed,
            int nodes,
            int fresh,
            List<NodeId> where,
            Check.Cost cost) {
        static RowBody of(Preview.Row row, Preview preview) {
            Check known = Catalog.shipped().find(row.check()).orElseGet(() -> Check.unlisted(row.check()));
            List<NodeId> where = preview.foresight().stream()
                    .flatMap(foresight ->
                            foresight.nodes(row.check(), row.observed(), row.outcome() == Outcome.WAIVED).stream())
                    .limit(NAMED)
                    .toList();
            return new RowBody(
                    row.check(),
                    known.title(),
                    row.outcome(),
                    row.expected(),
                    row.observed(),
                    row.nodes(),
                    row.fresh(),
                    where,
                    known.cost());
        }
    }

    /// One wave.
    ///
    /// @param due whether it has begun
    /// @param nodes how many become due with it
    /// @param confirmed how many of them say that they are judged by the new baseline
    /// @param departing how many of those depart from it
    record WaveBody(String wave, boolean due, int nodes, int confirmed, int departing) {}

    static RolloutsBody of(Rollouts rollouts, Instant now) {
        List<RolloutBody> bodies = new ArrayList<>();
        Map<String, String> names = new HashMap<>();
        rollouts.declared()
                .entries()
                .forEach(entry -> names.put(entry.rule().name(), entry.rule().baseline()));
        for (Map.Entry<String, Rollout> entry : rollouts.all().entrySet()) {
            String rule = entry.getKey();
            bodies.add(body(entry.getValue(), names.getOrDefault(rule, rule), rollouts.members(rule)));
        }
        bodies.sort(Comparator.comparing(RolloutBody::rule));
        return new RolloutsBody(now, bodies, rollouts.declared().trouble());
    }

    private static RolloutBody body(Rollout rollout, String baseline, List<Member> members) {
        List<WaveBody> waves = new ArrayList<>();
        for (int wave = 0; wave <= Waves.last(); wave++) {
            waves.add(wave(rollout, members, wave));
        }
        return new RolloutBody(
                rollout.id(),
                rollout.rule(),
                baseline,
                rollout.from(),
                rollout.to(),
                rollout.state(),
                rollout.move(),
                members.size(),
                List.copyOf(rollout.waves().canaries()),
                waves,
                PreviewBody.of(rollout.preview()));
    }

    private static WaveBody wave(Rollout rollout, List<Member> members, int wave) {
        List<Member> due = members.stream()
                .filter(member -> rollout.waves().of(member.node()) == wave)
                .toList();
        List<Member> confirmed = due.stream()
                .filter(member -> member.baseline().equals(rollout.to()))
                .toList();
        long departing =
                confirmed.stream().filter(member -> !member.departs().isEmpty()).count();
        boolean isDue = rollout.state() != Rollout.State.WAITING && wave <= rollout.wave();
        return new WaveBody(Waves.name(wave), isDue, due.size(), confirmed.size(), (int) departing);
    }
}
