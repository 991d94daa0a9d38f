package io.holdfast.aggregator.web;

import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.wire.Wire;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// `GET /api/v1/stream`: server-sent events. Changes are gathered for a quarter of a second, written once,
/// and sent to all readers.
/// A reader that cannot keep up is closed; it comes back and reads the whole again. Lives on one event loop.
final class EventStream {
    private static final long GATHER_MS = 250;
    private static final long FLEET_MS = 1_000;
    private static final long COMMENT_MS = 15_000;
    private static final int QUEUE_BYTES = 4 * 1024 * 1024;

    private final Vertx vertx;
    private final FleetSource source;
    private final Set<HttpServerResponse> readers = new HashSet<>();
    private final Set<NodeId> changed = new HashSet<>();
    private final Map<NodeId, Instant> heard = new HashMap<>();
    private final Set<NodeId> pages = new HashSet<>();
    private boolean fleetDue;
    private long lastId;

    EventStream(Vertx vertx, FleetSource source) {
        this.vertx = vertx;
        this.source = source;
        vertx.setPeriodic(GATHER_MS, _ -> sendChanges());
        vertx.setPeriodic(FLEET_MS, _ -> sendFleet());
        vertx.setPeriodic(COMMENT_MS, _ -> write(": still here\n\n"));
    }

    void open(RoutingContext context) {
        HttpServerResponse response = context.response()
                .setChunked(true)
                .setWriteQueueMaxSize(QUEUE_BYTES)
                .putHeader("content-type", "text/event-stream")
                .putHeader("cache-control", "no-store");
        response.closeHandler(_ -> readers.remove(response));
        response.exceptionHandler(_ -> readers.remove(response));
        Access.session(context).ifPresent(until -> endAt(until, response));
        response.write(event("hello", Map.of("asOf", source.clock().instant())));
        readers.add(response);
    }

    /// A stream lives no longer than the session that opened it.
    private void endAt(Instant until, HttpServerResponse response) {
        long left =
                Math.max(1, Duration.between(source.clock().instant(), until).toMillis());
        long timer = vertx.setTimer(left, _ -> {
            if (readers.remove(response)) {
                response.end();
            }
        });
        response.closeHandler(_ -> {
            vertx.cancelTimer(timer);
            readers.remove(response);
        });
    }

    /// Nodes whose summary changed. On the event loop.
    void tell(Set<NodeId> nodes) {
        changed.addAll(nodes);
        fleetDue = true;
    }

    /// Nodes that were heard and are otherwise as they were. On the event loop.
    void tellHeard(Map<NodeId, Instant> nodes) {
        heard.putAll(nodes);
        fleetDue = true;
    }

    /// A node whose facts or findings changed. On the event loop.
    void tellPage(NodeId node) {
        pages.add(node);
    }

    private void sendChanges() {
        if (!(changed.isEmpty() && heard.isEmpty()) && !readers.isEmpty()) {
            write(summaries());
        }
        if (!pages.isEmpty() && !readers.isEmpty()) {
            StringBuilder events = new StringBuilder();
            pages.forEach(node -> events.append(event("facts", Map.of("node", node))));
            write(events.toString());
        }
        changed.clear();
        heard.clear();
        pages.clear();
    }

    private String summaries() {
        List<NodeSummary> present = new ArrayList<>();
        List<String> gone = new ArrayList<>();
        for (NodeId node : changed) {
            source.node(node).ifPresentOrElse(present::add, () -> gone.add(node.toString()));
        }
        heard.keySet().removeAll(changed);
        return event(
                "nodes", Map.of("asOf", source.clock().instant(), "changed", present, "gone", gone, "heard", heard));
    }

    private void sendFleet() {
        if (fleetDue && !readers.isEmpty()) {
            fleetDue = false;
            vertx.executeBlocking(source::fleet, false).onSuccess(fleet -> write(event("fleet", fleet)));
        }
    }

    private String event(String name, Object data) {
        lastId++;
        return "id: " + lastId + "\nevent: " + name + "\ndata: " + new String(Wire.encode(data), StandardCharsets.UTF_8)
                + "\n\n";
    }

    private void write(String text) {
        for (HttpServerResponse reader : List.copyOf(readers)) {
            if (reader.writeQueueFull()) {
                readers.remove(reader);
                reader.reset();
            } else {
                reader.write(text);
            }
        }
    }

    /// Ends all streams: whoever may still read comes back. On the event loop.
    void closeAll() {
        List<HttpServerResponse> all = List.copyOf(readers);
        readers.clear();
        all.forEach(HttpServerResponse::end);
    }

    int readers() {
        return readers.size();
    }
}
