package io.holdfast.aggregator.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.holdfast.aggregator.fold.NodeEvents;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Instance;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `GET /api/v1/nodes/{cluster}/{node}/events`: what happened on a node, newest first.
record EventsBody(Instant asOf, List<EventBody> events) {

    /// @param kind a kind of `NodeEvent`, or `LOST` for rows that never arrived
    /// @param at when it happened (node clock); for what was lost, when that showed (broker clock)
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record EventBody(
            String id,
            String kind,
            @Nullable CheckId check,
            List<Instance> instances,
            String text,
            Instant at,
            Instant received) {
        static EventBody of(NodeEvents.Line line) {
            return line.event()
                    .map(event -> new EventBody(
                            event.outbox() + "-" + event.row(),
                            event.kind().name(),
                            event.check().orElse(null),
                            event.instances(),
                            event.text(),
                            event.observedAt(),
                            line.received()))
                    .or(() -> line.lost().map(lost -> lost(lost, line.received())))
                    .orElseThrow();
        }

        private static EventBody lost(NodeEvents.Lost lost, Instant received) {
            String text = lost.rows() + (lost.rows() == 1 ? " event" : " events") + " lost: the node sent rows "
                    + lost.from() + " to " + lost.to() + ", and they never arrived";
            return new EventBody(
                    lost.outbox() + "-lost-" + lost.to(), "LOST", null, List.of(), text, received, received);
        }
    }

    static EventsBody of(List<NodeEvents.Line> lines, int limit, Instant now) {
        return new EventsBody(
                now, lines.reversed().stream().limit(limit).map(EventBody::of).toList());
    }
}
