package io.holdfast.aggregator.web;

import io.holdfast.aggregator.fold.FleetNode;
import io.holdfast.aggregator.fold.Health;
import io.holdfast.aggregator.stream.NodePages;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.drift.Changes.Change;
import io.holdfast.protocol.drift.DriftReport;
import io.holdfast.protocol.drift.DriftReports;
import io.holdfast.protocol.drift.DriftText;
import io.holdfast.protocol.drift.NodeDrift;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.finding.Outcome;
import io.holdfast.protocol.fleet.NodeState;
import io.holdfast.protocol.wire.Wire;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// `GET /api/v1/drift` and `GET /api/v1/nodes/{cluster}/{node}/drift`: what differs from what was declared, as JSON or
/// as a document.
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
        vertx.executeBlocking(() -> Buffer.buffer(format.get().of(report(only))), false)
                .onSuccess(body -> {
                    context.response()
                            .putHeader("content-type", format.get().type)
                            .putHeader("cache-control", "no-store");
                    if (format.get() == Format.HTML) {
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
        Collection<NodeSummary> nodes = only.map(
                        one -> source.node(one).map(List::of).orElse(List.of()))
                .map(found -> (Collection<NodeSummary>) found)
                .orElseGet(source::nodes);
        List<NodeDrift> drift = nodes.stream()
                .filter(node -> node.state() != NodeState.RETIRED)
                .map(this::drift)
                .toList();
        return DriftReports.of(
                drift,
                source.streams().isCaughtUp(),
                Catalog.shipped(),
                this::changes,
                source.clock().instant());
    }

    private NodeDrift drift(NodeSummary node) {
        Optional<Health> health = source.streams().view().find(node.node()).map(FleetNode::health);
        return new NodeDrift(
                node.node(),
                health.map(Health::baseline).orElse(""),
                isHeard(node.state()),
                node.findings().getOrDefault(Outcome.UNKNOWN, 0),
                health.map(Health::differences).orElse(List.of()));
    }

    private static boolean isHeard(NodeState state) {
        return switch (state) {
            case RETIRED, UNENROLLED, SILENT, UNKNOWN -> false;
            case IN_MAINTENANCE, PREPARING, UNHEALTHY, DEGRADED, DRIFTED, PENDING, UNDECLARED, HEALTHY -> true;
        };
    }

    private List<Change> changes(NodeId node, Instant from, Instant to) {
        return source.streams().pages().events(node).stream()
                .flatMap(line -> line.event().stream())
                .flatMap(event -> Change.of(event).stream())
                .filter(change -> change.at().isAfter(from) && change.at().isBefore(to))
                .toList();
    }
}
