package io.holdfast.aggregator.web;

import io.holdfast.aggregator.correlate.NodeWaivers;
import io.holdfast.aggregator.correlate.WhatIf;
import io.holdfast.aggregator.stream.FleetFacts;
import io.holdfast.aggregator.waiver.WaiverBook;
import io.holdfast.protocol.baseline.Baseline;
import io.holdfast.protocol.baseline.BaselineException;
import io.holdfast.protocol.baseline.Baselines;
import io.holdfast.protocol.baseline.Library;
import io.holdfast.protocol.baseline.ShippedBaselines;
import io.holdfast.protocol.baseline.aicr.AicrBaseline;
import io.holdfast.protocol.baseline.aicr.AicrException;
import io.holdfast.protocol.baseline.aicr.AicrReader;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.check.CatalogException;
import io.holdfast.protocol.drift.Preview;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fleet.NodeState;
import io.holdfast.protocol.wire.BaselineWire;
import io.holdfast.protocol.wire.Wire;
import io.holdfast.protocol.wire.WireException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// `POST /api/v1/baselines/preview`: what a baseline would find. The body is a baseline as people write it, ours or
/// AICR's (what it is put together from has to ship with this version), or as `application/json` one that is put
/// together already, as `holdfast baseline preview` sends it. `?label=rack=r01` asks about some nodes only. Changes
/// nothing.
final class PreviewApi {
    private static final String FILE = "baseline";

    private final Vertx vertx;
    private final FleetSource source;

    PreviewApi(Vertx vertx, FleetSource source) {
        this.vertx = vertx;
        this.source = source;
    }

    void on(Router router, Access access) {
        access.question(router, "/api/v1/baselines/preview").handler(this::answer);
    }

    private void answer(RoutingContext context) {
        byte[] body = Optional.ofNullable(context.body().buffer())
                .map(Buffer::getBytes)
                .orElse(new byte[0]);
        boolean isResolved = Optional.ofNullable(context.request().getHeader("content-type"))
                .filter(type -> type.startsWith("application/json"))
                .isPresent();
        Map<String, String> labels = new TreeMap<>();
        for (String label : context.queryParam("label")) {
            int sign = label.indexOf('=');
            if (sign < 1) {
                Problem.send(context, 400, "Bad request", "label \"" + label + "\": expected name=value");
                return;
            }
            labels.put(label.substring(0, sign), label.substring(sign + 1));
        }
        vertx.executeBlocking(() -> Buffer.buffer(Wire.encode(preview(baseline(body, isResolved), labels))), false)
                .onSuccess(written -> context.response()
                        .putHeader("content-type", "application/json")
                        .putHeader("cache-control", "no-store")
                        .end(written))
                .onFailure(failure -> {
                    if (isOfTheBody(failure)) {
                        Problem.send(context, 422, "Not a baseline", String.valueOf(failure.getMessage()));
                    } else {
                        context.fail(failure);
                    }
                });
    }

    private static boolean isOfTheBody(Throwable failure) {
        return failure instanceof BaselineException
                || failure instanceof AicrException
                || failure instanceof CatalogException
                || failure instanceof WireException;
    }

    private static Baseline baseline(byte[] body, boolean isResolved) {
        if (isResolved) {
            return BaselineWire.decode(body);
        }
        String text = new String(body, StandardCharsets.UTF_8);
        Catalog catalog = Catalog.shipped();
        if (AicrReader.isRecipe(FILE, text)) {
            return AicrBaseline.of(AicrReader.read(FILE, text), List.of(), catalog)
                    .baseline();
        }
        return new Baselines(catalog, new ShippedBaselines())
                .resolve(new Library.Text(FILE, text), Map.of())
                .baseline();
    }

    private Preview preview(Baseline baseline, Map<String, String> wanted) {
        Instant now = source.clock().instant();
        List<NodeSummary> nodes = source.nodes().stream()
                .filter(node -> node.state() != NodeState.RETIRED)
                .filter(node -> node.labels().entrySet().containsAll(wanted.entrySet()))
                .toList();
        SortedMap<NodeId, SortedMap<String, String>> labels = new TreeMap<>();
        nodes.stream().filter(this::isRead).forEach(node -> labels.put(node.node(), node.labels()));
        Set<NodeId> differing = source.streams().view().all().stream()
                .filter(node -> !node.health().departs().isEmpty())
                .map(node -> node.node())
                .collect(Collectors.toSet());
        FleetFacts facts = source.streams().facts();
        Optional<WaiverBook> book = source.waivers().book();
        NodeWaivers waivers =
                NodeWaivers.of(book.map(known -> known.inForce(now)).orElse(List.of()), labels);
        String digest = BaselineWire.digest(baseline);
        WhatIf.Answer answer =
                new WhatIf(Catalog.shipped(), facts.columns(), waivers, now).judge(baseline, digest, labels);
        boolean isReadIn = facts.isComplete() && book.isPresent();
        return Preview.of(
                baseline,
                digest,
                new Preview.Judged(answer.nodes(), answer.unanswered(), differing, nodes.size(), isReadIn),
                Catalog.shipped(),
                now);
    }

    /// Whether everything that a node says it has was read: else it would look better or worse than it is.
    private boolean isRead(NodeSummary node) {
        return source.streams()
                .view()
                .find(node.node())
                .filter(known -> !known.reported().isEmpty() && known.lacking().isEmpty())
                .isPresent();
    }
}
