package io.holdfast.aggregator.web;

import io.holdfast.aggregator.stream.NodePages;
import io.holdfast.protocol.baseline.LearnedBaseline;
import io.holdfast.protocol.fact.NodeId;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/// `GET /api/v1/baselines/learned`: a first baseline from what a node reads, in YAML, for a person to edit. Changes
/// nothing.
final class LearnApi {
    private static final String DEFAULT = "site/learned";

    private final Vertx vertx;
    private final FleetSource source;

    LearnApi(Vertx vertx, FleetSource source) {
        this.vertx = vertx;
        this.source = source;
    }

    void on(Router router) {
        router.get("/api/v1/baselines/learned").handler(this::learned);
    }

    private boolean isHeard(NodeId node) {
        return source.node(node).filter(one -> one.lastHeard() != null).isPresent();
    }

    private void learned(RoutingContext context) {
        String name = context.queryParam("name").stream().findFirst().orElse(DEFAULT);
        if (!LearnedBaseline.isName(name)) {
            Problem.send(context, 400, "Bad request", "name \"" + name + "\": expected a name as site/train");
            return;
        }
        Optional<NodeId> node;
        try {
            node = context.queryParam("node").stream().findFirst().map(NodeId::parse);
        } catch (IllegalArgumentException e) {
            Problem.send(context, 400, "Bad request", "node: " + e.getMessage());
            return;
        }
        if (node.filter(one -> !isHeard(one)).isPresent()) {
            Problem.send(context, 404, "Not found", "node " + node.get() + " was never heard");
            return;
        }
        if (!source.streams().facts().isComplete()) {
            Problem.send(context, 503, "Not ready", "the facts of the fleet are still being read: peers are lacking");
            return;
        }
        vertx.executeBlocking(() -> source.learned(name, node), false)
                .onSuccess(yaml -> yaml.ifPresentOrElse(
                        text -> context.response()
                                .putHeader("content-type", "application/yaml; charset=utf-8")
                                .putHeader("cache-control", "no-store")
                                .putHeader(
                                        "content-disposition",
                                        "inline; filename=\"" + name.replace('/', '-') + ".yaml\"")
                                .end(text),
                        () -> Problem.send(
                                context,
                                404,
                                "Not found",
                                "no node without a fault is known that a baseline could be learned from")))
                .onFailure(failure -> {
                    if (failure instanceof NodePages.NotReadyException) {
                        Problem.send(context, 503, "Not ready", String.valueOf(failure.getMessage()));
                    } else {
                        context.fail(failure);
                    }
                });
    }
}
