package io.holdfast.agent;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.function.Supplier;

/// `/metrics`, `/healthz` (the event loop turns) and `/readyz` (the node is enrolled and was read once).
/// Needs neither
/// Kafka nor the aggregator nor any probe.
final class ManagementServer {
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int NOT_ALLOWED = 405;
    private static final int UNAVAILABLE = 503;

    private final PrometheusMeterRegistry registry;
    private final Supplier<List<String>> lacking;

    /// @param lacking what keeps the agent from being ready, in words; empty when it is
    ManagementServer(PrometheusMeterRegistry registry, Supplier<List<String>> lacking) {
        this.registry = registry;
        this.lacking = lacking;
    }

    Future<HttpServer> listen(Vertx vertx, AgentConfig.Management place) {
        return vertx.createHttpServer().requestHandler(this::answer).listen(place.port(), place.host());
    }

    private void answer(HttpServerRequest request) {
        if (!List.of("GET", "HEAD").contains(request.method().name())) {
            request.response().setStatusCode(NOT_ALLOWED).end();
            return;
        }
        switch (request.path() == null ? "" : request.path()) {
            case "/metrics" -> text(request, OK, "text/plain; version=0.0.4; charset=utf-8", registry.scrape());
            case "/healthz" -> plain(request, OK, "ok");
            case "/readyz" -> {
                List<String> reasons = lacking.get();
                plain(
                        request,
                        reasons.isEmpty() ? OK : UNAVAILABLE,
                        reasons.isEmpty() ? "ok" : String.join("; ", reasons));
            }
            default -> plain(request, NOT_FOUND, "no such page");
        }
    }

    private static void plain(HttpServerRequest request, int status, String text) {
        text(request, status, "text/plain; charset=utf-8", text + "\n");
    }

    private static void text(HttpServerRequest request, int status, String type, String text) {
        request.response().setStatusCode(status).putHeader("content-type", type).end(text);
    }
}
