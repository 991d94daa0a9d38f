package io.holdfast.aggregator.web;

import io.holdfast.aggregator.rollout.Rollout;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// The meters that speak of rollouts. Told anew before each scrape.
final class RolloutMeters {
    private final MultiGauge states;
    private final MultiGauge waves;
    private final MultiGauge nodes;

    RolloutMeters(MeterRegistry meters) {
        states = MultiGauge.builder("holdfast.aggregator.rollouts")
                .description("Rollouts, by state")
                .register(meters);
        waves = MultiGauge.builder("holdfast.aggregator.rollout.wave")
                .description("The wave that is under way, 0 for the canaries")
                .register(meters);
        nodes = MultiGauge.builder("holdfast.aggregator.rollout.nodes")
                .description(
                        "Nodes of a rollout; confirmed are those that say that they are judged by the new baseline")
                .register(meters);
    }

    void tell(RolloutsBody now) {
        Map<Rollout.State, Integer> counted = new EnumMap<>(Rollout.State.class);
        List<MultiGauge.Row<?>> wave = new ArrayList<>();
        List<MultiGauge.Row<?>> count = new ArrayList<>();
        for (RolloutsBody.RolloutBody rollout : now.rollouts()) {
            counted.merge(rollout.state(), 1, Integer::sum);
            Tags tags = Tags.of("rule", rollout.rule());
            long due =
                    rollout.waves().stream().filter(RolloutsBody.WaveBody::due).count();
            wave.add(MultiGauge.Row.of(tags, Math.max(0, due - 1)));
            int confirmed = rollout.waves().stream()
                    .mapToInt(RolloutsBody.WaveBody::confirmed)
                    .sum();
            count.add(MultiGauge.Row.of(tags.and("confirmed", "yes"), confirmed));
            count.add(MultiGauge.Row.of(tags.and("confirmed", "no"), rollout.nodes() - confirmed));
        }
        List<MultiGauge.Row<?>> state = new ArrayList<>();
        for (Rollout.State one : Rollout.State.values()) {
            state.add(MultiGauge.Row.of(Tags.of("state", one.name()), counted.getOrDefault(one, 0)));
        }
        states.register(state, true);
        waves.register(wave, true);
        nodes.register(count, true);
    }
}
