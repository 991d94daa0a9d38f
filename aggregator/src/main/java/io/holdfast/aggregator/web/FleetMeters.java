package io.holdfast.aggregator.web;

import io.holdfast.protocol.fleet.NodeState;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/// The meters that speak of the fleet; docs/alerts.md says which alerts read them. Told anew before each scrape, from
/// one look at all nodes.
final class FleetMeters {
    private final MultiGauge silent;
    private final MultiGauge unmet;
    private final MultiGauge working;
    private volatile FleetFigures figures = FleetFigures.of(List.of());

    FleetMeters(MeterRegistry meters) {
        for (NodeState state : NodeState.values()) {
            gauge(
                    meters,
                    "holdfast.fleet.nodes",
                    "Nodes of the fleet, by state",
                    Tags.of("state", state.name()),
                    all -> all.states().getOrDefault(state, 0));
        }
        gauge(
                meters,
                "holdfast.fleet.nodes.duplicate",
                "Node ids that more than one machine or agent reports under",
                Tags.empty(),
                FleetFigures::duplicates);
        parts(meters, "nothing", FleetBody.HealthBody::all);
        parts(meters, "planned", FleetBody.HealthBody::plannedExcluded);
        gauge(
                meters,
                "holdfast.fleet.nodes.unreleasable",
                "Nodes with a release condition that is not met, or not known to be",
                Tags.empty(),
                FleetFigures::blocked);
        silent = MultiGauge.builder("holdfast.fleet.silent.since")
                .description("When a silent node was last heard, for at most " + FleetFigures.NAMED + " nodes")
                .baseUnit("seconds")
                .register(meters);
        unmet = MultiGauge.builder("holdfast.fleet.release.unmet.nodes")
                .description("On how many nodes a release condition is not met, or not known to be, for at most "
                        + FleetFigures.NAMED + " checks")
                .register(meters);
        working = MultiGauge.builder("holdfast.fleet.work.nodes")
                .description(
                        "Nodes that others work on, by kind of work and how it goes: queued, under_way, long, failed")
                .register(meters);
    }

    private void parts(
            MeterRegistry meters, String excluding, Function<FleetBody.HealthBody, FleetBody.PartsBody> parts) {
        Tags tags = Tags.of("excluding", excluding);
        gauge(
                meters,
                "holdfast.fleet.in.service.nodes",
                "Nodes that are heard and without a fault that costs service",
                tags,
                all -> parts.apply(all.health()).inService());
        gauge(
                meters,
                "holdfast.fleet.expected.nodes",
                "Nodes that are known or listed, without what is excluded",
                tags,
                all -> parts.apply(all.health()).expected());
    }

    private void gauge(
            MeterRegistry meters, String name, String description, Tags tags, ToDoubleFunction<FleetFigures> value) {
        Gauge.builder(name, this, all -> value.applyAsDouble(all.figures))
                .description(description)
                .tags(tags)
                .register(meters);
    }

    void tell(FleetFigures now) {
        figures = now;
        silent.register(
                now.silent().entrySet().stream()
                        .map(node -> MultiGauge.Row.of(
                                Tags.of(
                                        "cluster",
                                        node.getKey().cluster(),
                                        "node",
                                        node.getKey().name()),
                                node.getValue().getEpochSecond()))
                        .toList(),
                true);
        working.register(
                now.working().entrySet().stream()
                        .map(one -> MultiGauge.Row.of(
                                Tags.of(
                                        "work",
                                        one.getKey().work(),
                                        "how",
                                        one.getKey().how()),
                                one.getValue()))
                        .toList(),
                true);
        unmet.register(
                now.unmet().entrySet().stream()
                        .map(check -> MultiGauge.Row.of(Tags.of("check", check.getKey()), check.getValue()))
                        .toList(),
                true);
    }
}
