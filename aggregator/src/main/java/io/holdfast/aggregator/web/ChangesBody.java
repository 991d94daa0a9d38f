package io.holdfast.aggregator.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.holdfast.aggregator.fold.NodeEvents;
import io.holdfast.protocol.drift.Changes.Change;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.report.NodeEvent;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// `GET /api/v1/nodes/{cluster}/{node}/changes`: what changed on a node, newest first.
///
/// @param since of the oldest that is still kept; null where there is none
record ChangesBody(Instant asOf, @Nullable Instant since, List<ChangeBody> changes) {
    private static final String ARROW = " -> ";

    /// @param kind a kind of `NodeEvent`; `ROLLOUT` for another baseline; `LOST` for rows that never arrived
    /// @param from what a setting read before, and `to` what it reads since; null where the text has to say it
    /// @param at when it happened (node clock; rollouts: this clock)
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record ChangeBody(
            String id,
            String kind,
            @Nullable CheckId check,
            List<Instance> instances,
            @Nullable String from,
            @Nullable String to,
            String text,
            Instant at) {
        static ChangeBody of(NodeEvents.Line line) {
            EventsBody.EventBody event = EventsBody.EventBody.of(line);
            Optional<String> moved = line.event()
                    .filter(one -> one.kind() == NodeEvent.Kind.FACT_CHANGED)
                    .map(NodeEvent::text)
                    // A value may hold an arrow itself.
                    .filter(text -> text.contains(ARROW) && text.indexOf(ARROW) == text.lastIndexOf(ARROW))
                    .filter(_ -> event.check() != null);
            return new ChangeBody(
                    event.id(),
                    event.kind(),
                    event.check(),
                    event.instances(),
                    moved.map(text -> text.substring(0, text.indexOf(ARROW))).orElse(null),
                    moved.map(text -> text.substring(text.indexOf(ARROW) + ARROW.length()))
                            .orElse(null),
                    event.text(),
                    event.at());
        }

        static ChangeBody of(Change rollout) {
            String wave = rollout.part().isEmpty() ? "" : ", wave " + rollout.part();
            return new ChangeBody(
                    "rollout-" + rollout.at().toEpochMilli(),
                    "ROLLOUT",
                    null,
                    List.of(),
                    null,
                    null,
                    rollout.text() + wave,
                    rollout.at());
        }
    }

    static ChangesBody of(List<NodeEvents.Line> lines, Collection<Change> rollouts, int limit, Instant now) {
        List<ChangeBody> all = Stream.concat(
                        lines.stream().map(ChangeBody::of), rollouts.stream().map(ChangeBody::of))
                .sorted(Comparator.comparing(ChangeBody::at).reversed())
                .toList();
        return new ChangesBody(
                now,
                all.isEmpty() ? null : all.getLast().at(),
                all.stream().limit(limit).toList());
    }
}
