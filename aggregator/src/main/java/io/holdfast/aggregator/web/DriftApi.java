package io.holdfast.aggregator.web;

import io.holdfast.aggregator.fold.NodeEvents;
import io.holdfast.aggregator.stream.FleetStreams;
import io.holdfast.aggregator.stream.NodePages;
import io.holdfast.protocol.drift.DriftReport;
import io.holdfast.protocol.drift.DriftText;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.wire.Wire;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;

/// `GET /api/v1/drift` and `GET /api/v1/nodes/{cluster}/{node}/drift`: what differs from what was declared, as JSON or
/// as a document. `GET /api/v1/nodes/{cluster}/{node}/changes`: what became otherwise on a node, and when.
final class DriftApi {
    private enum Format {
        JSON("application/json"),
        CSV("text/csv; charset=utf-8"),
        MARKDOWN("text/markdown; charset=utf-8"),
        HTML("text/html; charset=utf-8");

        private final String type;

        Format(String type) {
            this.type = type;
        }

        byte[] of(DriftReport report) {
            return switch (this) {
                case JSON -> Wire.encode(report);
                case CSV -> DriftText.csv(report).getBytes(StandardCharsets.UTF_8);
                case MARKDOWN -> DriftText.markdown(report).getBytes(StandardCharsets.UTF_8);
                case HTML -> DriftText.html(report).getBytes(StandardCharsets.UTF_8);
            };
        }
    }

    private static final int MOST_CHANGES = NodeEvents.CHANGES_KEPT;

    /// The document styles itself, and nothing else may be done with it.
    private static final String DOCUMENT_POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

    private final Vertx vertx;
    private final FleetSource source;

    DriftApi(Vertx vertx, FleetSource source) {
        this.vertx = vertx;
        this.source = source;
    }

    void on(Router router) {
        router.get("/api/v1/drift").handler(context -> answer(context, Optional.empty()));
        router.get("/api/v1/nodes/:cluster/:node/drift")
                .handler(context ->
                        ApiServer.known(context, source).ifPresent(node -> answer(context, Optional.of(node.node()))));
        router.get("/api/v1/nodes/:cluster/:node/changes")
                .handler(context -> ApiServer.known(context, source).ifPresent(node -> changes(context, node.node())));
    }

    private void changes(RoutingContext context, NodeId node) {
        String wanted = context.queryParam("limit").stream().findFirst().orElse(Integer.toString(MOST_CHANGES));
        int limit = wanted.matches("\\d{1,3}") ? Integer.parseInt(wanted) : 0;
        if (limit < 1 || limit > MOST_CHANGES) {
            Problem.send(
                    context,
                    400,
                    "Bad request",
                    "limit \"" + wanted + "\": expected a number from 1 to " + MOST_CHANGES);
            return;
        }
        FleetStreams streams = source.streams();
        send(
                context,
                Format.JSON,
                () -> Wire.encode(ChangesBody.of(
                        streams.pages().changes(node),
                        streams.drift().rollouts(node),
                        limit,
                        source.clock().instant())));
    }

    private void answer(RoutingContext context, Optional<NodeId> only) {
        String wanted = context.queryParam("format").stream().findFirst().orElse("json");
        Optional<Format> format = Arrays.stream(Format.values())
                .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(wanted))
                .findFirst();
        if (format.isEmpty()) {
            Problem.send(
                    context, 400, "Bad request", "format \"" + wanted + "\": expected json, csv, markdown or html");
            return;
        }
        send(context, format.get(), () -> format.get().of(report(only)));
    }

    private void send(RoutingContext context, Format format, Callable<byte[]> written) {
        vertx.executeBlocking(() -> Buffer.buffer(written.call()), false)
                .onSuccess(body -> {
                    context.response().putHeader("content-type", format.type).putHeader("cache-control", "no-store");
                    if (format == Format.HTML) {
                        context.response().putHeader("content-security-policy", DOCUMENT_POLICY);
                    }
                    context.response().end(body);
                })
                .onFailure(failure -> {
                    if (failure instanceof NodePages.NotReadyException) {
                        Problem.send(context, 503, "Not ready", String.valueOf(failure.getMessage()));
                    } else {
                        context.fail(failure);
                    }
                });
    }

    private DriftReport report(Optional<NodeId> only) {
        Instant now = source.clock().instant();
        FleetStreams streams = source.streams();
        boolean complete = streams.isCaughtUp();
        return only.map(node -> streams.drift().report(node, complete, now))
                .orElseGet(() ->
                        streams.drift().report(complete, streams.driftTopic().trend(), now));
    }
}
