package io.holdfast.aggregator.web;

import io.holdfast.aggregator.rollout.Member;
import io.holdfast.aggregator.rollout.Preview;
import io.holdfast.aggregator.rollout.Rollout;
import io.holdfast.aggregator.rollout.Waves;
import io.holdfast.aggregator.stream.Rollouts;
import io.holdfast.protocol.fact.NodeId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// `GET /api/v1/rollouts`: what is rolled out and how far it is.
///
/// @param trouble why something that was declared is not in force; empty text for none
record RolloutsBody(Instant asOf, List<RolloutBody> rollouts, String trouble) {
    /// One rollout.
    ///
    /// @param rule for which nodes; by default the baseline's name
    /// @param from digest of the baseline that was in force; empty text for none
    /// @param to digest of the new one
    /// @param move what was done last
    /// @param nodes how many it is about
    /// @param preview what departs from the new one
    record RolloutBody(
            String id,
            String rule,
            String from,
            String to,
            Rollout.State state,
            Rollout.Move move,
            int nodes,
            List<NodeId> canaries,
            List<WaveBody> waves,
            Preview preview) {}

    /// One wave.
    ///
    /// @param due whether it has begun
    /// @param nodes how many become due with it
    /// @param confirmed how many of them say that they are judged by the new baseline
    /// @param departing how many of those depart from it
    record WaveBody(String wave, boolean due, int nodes, int confirmed, int departing) {}

    static RolloutsBody of(Rollouts rollouts, Instant now) {
        List<RolloutBody> bodies = new ArrayList<>();
        for (Map.Entry<String, Rollout> entry : rollouts.all().entrySet()) {
            bodies.add(body(entry.getValue(), rollouts.members(entry.getKey())));
        }
        bodies.sort(Comparator.comparing(RolloutBody::rule));
        return new RolloutsBody(now, bodies, rollouts.declared().trouble());
    }

    private static RolloutBody body(Rollout rollout, List<Member> members) {
        List<WaveBody> waves = new ArrayList<>();
        for (int wave = 0; wave <= Waves.last(); wave++) {
            waves.add(wave(rollout, members, wave));
        }
        return new RolloutBody(
                rollout.id(),
                rollout.rule(),
                rollout.from(),
                rollout.to(),
                rollout.state(),
                rollout.move(),
                members.size(),
                List.copyOf(rollout.waves().canaries()),
                waves,
                rollout.preview());
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
