package io.holdfast.aggregator.fold;

import io.holdfast.protocol.report.NodeEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What happened on a node: its newest edges, and how far each of its outboxes was taken in. Every change of it
/// is a pure function here.
///
/// @param outboxes the highest row of each outbox, the one heard last at the end
/// @param lines the newest happenings, oldest first
public record NodeEvents(List<Taken> outboxes, List<Line> lines) {
    public static final NodeEvents NONE = new NodeEvents(List.of(), List.of());

    private static final int LINES = 100;
    private static final int OUTBOXES = 8;

    public NodeEvents {
        outboxes = List.copyOf(outboxes);
        lines = List.copyOf(lines);
    }

    /// How far an outbox was taken in.
    public record Taken(String outbox, long row) {}

    /// Either an edge, or rows that never arrived and that no `GAP` announced.
    ///
    /// @param received when the broker took it, or what followed what was lost
    public record Line(Instant received, Optional<NodeEvent> event, Optional<Lost> lost) {}

    /// Rows that never arrived, both ends included.
    public record Lost(String outbox, long from, long to) {
        public long rows() {
            return to - from + 1;
        }
    }

    /// What an edge makes of these.
    ///
    /// @param isNew false for a row that is not above the highest: nothing changes
    /// @param lost rows missed in front of it
    public record Step(NodeEvents after, boolean isNew, long lost) {}

    /// Takes an edge in. An outbox that was never heard starts where it is first heard: what it sent before that
    /// may have expired, and nobody can tell.
    public Step happened(NodeEvent event, Instant received) {
        Optional<Taken> before = outboxes.stream()
                .filter(one -> one.outbox().equals(event.outbox()))
                .findFirst();
        if (before.isPresent() && event.row() <= before.get().row()) {
            return new Step(this, false, 0);
        }
        long first = event.gap().map(NodeEvent.Gap::from).orElse(event.row());
        Optional<Lost> lost = before.map(taken -> new Lost(event.outbox(), taken.row() + 1, first - 1))
                .filter(missed -> missed.rows() > 0);
        List<Line> more = new ArrayList<>(lines);
        lost.ifPresent(missed -> more.add(new Line(received, Optional.empty(), Optional.of(missed))));
        more.add(new Line(received, Optional.of(event), Optional.empty()));
        List<Taken> taken = new ArrayList<>(outboxes);
        before.ifPresent(taken::remove);
        taken.add(new Taken(event.outbox(), event.row()));
        NodeEvents after = new NodeEvents(newest(taken, OUTBOXES), newest(more, LINES));
        return new Step(after, true, lost.map(Lost::rows).orElse(0L));
    }

    private static <T> List<T> newest(List<T> all, int count) {
        return all.subList(Math.max(0, all.size() - count), all.size());
    }
}
