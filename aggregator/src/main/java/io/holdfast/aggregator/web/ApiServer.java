package io.holdfast.aggregator.web;

import io.holdfast.aggregator.Listen;
import io.holdfast.aggregator.stream.NodePages;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fleet.NodeState;
import io.holdfast.protocol.wire.Wire;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.StaticHandler;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/// The API and the dashboard's files.
final class ApiServer {
    private static final String DASHBOARD = "META-INF/resources/dashboard";
    private static final int MOST_EVENTS = 100;
    private static final String POLICY =
            "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    private final Vertx vertx;
    private final FleetSource source;
    private final EventStream stream;
    private final Access access;
    private final Buffer checks;

    ApiServer(Vertx vertx, FleetSource source, EventStream stream, Access access) {
        this.vertx = vertx;
        this.source = source;
        this.stream = stream;
        this.access = access;
        this.checks = Buffer.buffer(Wire.encode(Map.of(
                "checks", Catalog.shipped().rows().stream().map(CheckBody::of).toList())));
    }

    Future<HttpServer> listen(Listen listen) {
        Router router = Router.router(vertx);
        Problem.handleOn(router);
        router.route().handler(context -> {
            context.response()
                    .putHeader("content-security-policy", POLICY)
                    .putHeader("x-content-type-options", "nosniff")
                    .putHeader("referrer-policy", "no-referrer");
            context.next();
        });
        access.guard(router);
        router.get("/api/v1/fleet").handler(context -> json(context, source::fleet));
        router.get("/api/v1/nodes").handler(this::nodes);
        router.get("/api/v1/nodes/:cluster/:node").handler(this::node);
        router.get("/api/v1/nodes/:cluster/:node/events").handler(this::events);
        router.get("/api/v1/nodes/:cluster/:node/proposal").handler(this::proposal);
        router.get("/api/v1/drift/cohorts").handler(context -> json(context, source::cohorts));
        new DriftApi(vertx, source).on(router);
        new PreviewApi(vertx, source).on(router, access);
        new LearnApi(vertx, source).on(router);
        router.get("/api/v1/checks").handler(context -> send(context, checks));
        new RolloutRoutes(vertx, source).mount(router, access);
        new WaiverRoutes(vertx, source).mount(router, access);
        access.sessions().mount(router, access);
        router.get("/api/v1/stream").handler(stream::open);
        router.route("/api/*").handler(context -> context.fail(404));
        router.get()
                .handler(
                        StaticHandler.create(DASHBOARD).setCachingEnabled(false).setIndexPage("index.html"));
        HttpServerOptions options = new HttpServerOptions().setCompressionSupported(true);
        return vertx.createHttpServer(options).requestHandler(router).listen(listen.port(), listen.host());
    }

    private void nodes(RoutingContext context) {
        List<String> states = context.queryParam("state");
        if (!states.isEmpty()) {
            Optional<NodeState> state = java.util.Arrays.stream(NodeState.values())
                    .filter(one -> one.name().equalsIgnoreCase(states.getFirst()))
                    .findFirst();
            if (state.isEmpty()) {
                Problem.send(
                        context,
                        400,
                        "Bad request",
                        "state \"" + states.getFirst() + "\": expected one of " + List.of(NodeState.values()));
                return;
            }
            json(context, () -> nodes(node -> node.state() == state.get()));
            return;
        }
        json(context, () -> nodes(_ -> true));
    }

    /// The time is taken before the nodes are read: a reader keeps what the stream told from then on, and would
    /// otherwise throw away a change that the list does not have yet.
    private Map<String, Object> nodes(Predicate<NodeSummary> wanted) {
        Instant asOf = source.clock().instant();
        List<NodeSummary> nodes = source.nodes().stream().filter(wanted).toList();
        return Map.of("asOf", asOf, "nodes", nodes);
    }

    private void node(RoutingContext context) {
        known(context).ifPresent(summary -> json(context, () -> source.page(summary)));
    }

    private void events(RoutingContext context) {
        List<String> limits = context.queryParam("limit");
        String wanted = limits.isEmpty() ? Integer.toString(MOST_EVENTS) : limits.getFirst();
        int limit = wanted.matches("\\d{1,3}") ? Integer.parseInt(wanted) : 0;
        if (limit < 1 || limit > MOST_EVENTS) {
            Problem.send(
                    context,
                    400,
                    "Bad request",
                    "limit \"" + wanted + "\": expected a number from 1 to " + MOST_EVENTS);
            return;
        }
        known(context).ifPresent(summary -> json(context, () -> source.events(summary.node(), limit)));
    }

    private void proposal(RoutingContext context) {
        String wanted = context.queryParam("check").stream().findFirst().orElse("");
        CheckId check;
        try {
            check = new CheckId(wanted);
        } catch (IllegalArgumentException e) {
            Problem.send(context, 400, "Bad request", String.valueOf(e.getMessage()));
            return;
        }
        known(context).ifPresent(summary -> json(context, () -> source.proposal(summary.node(), check)));
    }

    /// The node that the path names; empty where that was answered with a problem.
    private Optional<NodeSummary> known(RoutingContext context) {
        return known(context, source);
    }

    static Optional<NodeSummary> known(RoutingContext context, FleetSource source) {
        NodeId id;
        try {
            id = new NodeId(context.pathParam("cluster"), context.pathParam("node"));
        } catch (IllegalArgumentException e) {
            Problem.send(context, 400, "Bad request", String.valueOf(e.getMessage()));
            return Optional.empty();
        }
        Optional<NodeSummary> summary = source.node(id);
        if (summary.isEmpty()) {
            Problem.send(context, 404, "Not found", "node " + id + " was never heard and is not in the inventory");
        }
        return summary;
    }

    /// Ten thousand nodes take tens of milliseconds to write: not on the event loop.
    private void json(RoutingContext context, Callable<Object> body) {
        vertx.executeBlocking(() -> Buffer.buffer(Wire.encode(body.call())), false)
                .onSuccess(written -> send(context, written))
                .onFailure(failure -> {
                    if (failure instanceof NodePages.NotReadyException) {
                        Problem.send(context, 503, "Not ready", String.valueOf(failure.getMessage()));
                    } else {
                        context.fail(failure);
                    }
                });
    }

    private static void send(RoutingContext context, Buffer body) {
        context.response()
                .putHeader("content-type", "application/json")
                .putHeader("cache-control", "no-store")
                .end(body);
    }
}
