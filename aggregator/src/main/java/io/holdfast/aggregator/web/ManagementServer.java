package io.holdfast.aggregator.web;

import io.holdfast.aggregator.Listen;
import io.holdfast.aggregator.ingest.IngestCounters;
import io.holdfast.aggregator.stream.FleetStreams;
import io.holdfast.protocol.report.NodeEvent;
import io.holdfast.protocol.wire.NodeRecord.Refusal;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;

/// `/metrics`, `/healthz`, `/readyz`.
final class ManagementServer {
    private final Vertx vertx;
    private final FleetSource source;
    private final PrometheusMeterRegistry meters;
    private final FleetMeters fleet;
    private final RolloutMeters rollouts;

    ManagementServer(Vertx vertx, FleetSource source, PrometheusMeterRegistry meters) {
        this.vertx = vertx;
        this.source = source;
        this.meters = meters;
        this.fleet = new FleetMeters(meters);
        this.rollouts = new RolloutMeters(meters);
        register(source.counters());
        WaiverMeters.register(source, meters);
    }

    private void register(IngestCounters counters) {
        FunctionCounter.builder("holdfast.aggregator.records.accepted", counters, IngestCounters::accepted)
                .description("Records from nodes that verified and were new")
                .register(meters);
        FunctionCounter.builder("holdfast.aggregator.records.unchanged", counters, IngestCounters::unchanged)
                .description("Accepted reports whose data said nothing new and was not read")
                .register(meters);
        FunctionCounter.builder("holdfast.aggregator.records.repeated", counters, IngestCounters::repeated)
                .description("Records that verified but were not above what had been seen")
                .register(meters);
        for (Refusal why : Refusal.values()) {
            FunctionCounter.builder(
                            "holdfast.aggregator.records.dropped",
                            counters,
                            all -> all.refused().getOrDefault(why, 0L))
                    .description("Records from nodes that were not believed, by reason")
                    .tag("reason", why.name())
                    .register(meters);
        }
        for (NodeEvent.Kind kind : NodeEvent.Kind.values()) {
            FunctionCounter.builder("holdfast.aggregator.events", counters, all -> all.events(kind))
                    .description("Events from nodes that were taken in, by kind")
                    .tag("kind", kind.name())
                    .register(meters);
        }
        FunctionCounter.builder("holdfast.aggregator.events.repeated", counters, IngestCounters::eventsRepeated)
                .description("Events that had been taken in before")
                .register(meters);
        FunctionCounter.builder("holdfast.aggregator.events.lost", counters, IngestCounters::eventsLost)
                .description("Events that never arrived: jumps in the rows of an outbox that no gap announced")
                .register(meters);
        Gauge.builder("holdfast.aggregator.caught.up", source.streams(), streams -> streams.isCaughtUp() ? 1 : 0)
                .description("1 when all reports there are have been read")
                .register(meters);
    }

    /// One at a time: what is told of the fleet is of one moment.
    private synchronized String scrape() {
        fleet.tell(FleetFigures.of(source.nodes()));
        rollouts.tell(RolloutsBody.of(source.rollouts(), source.clock().instant()));
        return meters.scrape();
    }

    Future<HttpServer> listen(Listen listen) {
        Router router = Router.router(vertx);
        Problem.handleOn(router);
        router.get("/metrics")
                .handler(context -> vertx.executeBlocking(this::scrape, false)
                        .onSuccess(text -> context.response()
                                .putHeader("content-type", "text/plain; version=0.0.4; charset=utf-8")
                                .end(text))
                        .onFailure(context::fail));
        router.get("/healthz").handler(context -> context.end("ok\n"));
        router.get("/readyz").handler(context -> {
            FleetStreams streams = source.streams();
            if (streams.isRunning() && streams.view().isComplete()) {
                context.end("ready\n");
            } else {
                Problem.send(context, 503, "Not ready", "state is being read back from the topics");
            }
        });
        return vertx.createHttpServer().requestHandler(router).listen(listen.port(), listen.host());
    }
}
