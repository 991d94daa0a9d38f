package io.holdfast.aggregator.fold;

import io.holdfast.protocol.report.NodeEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// How far the outboxes of a node were taken in. What each edge adds is an `Entry` of its own, so that an edge costs
/// the same however many there are. Every change of it is a pure function here.
///
/// @param outboxes the highest row of each outbox, the one heard last at the end
/// @param number of the newest entry; 0 before any
/// @param changes how many of all entries were changes
public record NodeEvents(List<Taken> outboxes, long number, long changes) {
    public static final NodeEvents NONE = new NodeEvents(List.of(), 0, 0);

    /// How many entries are kept: a new one takes the slot of the one so many before it.
    public static final int KEPT = 100;

    /// How many changes are kept, in slots of their own: faults that repeat do not push out what changed on a node.
    public static final int CHANGES_KEPT = 400;

    private static final int OUTBOXES = 8;

    public NodeEvents {
        outboxes = List.copyOf(outboxes);
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

    /// What one edge added.
    ///
    /// @param change its number among the changes; empty for what is none, and for entries of an older writer
    /// @param outboxes as they stood with it: the newest entry alone says how far everything was taken in
    /// @param lines what was missed in front of the edge, where something was, and the edge
    public record Entry(long number, Optional<Long> change, List<Taken> outboxes, List<Line> lines) {
        public Entry {
            outboxes = List.copyOf(outboxes);
            lines = List.copyOf(lines);
        }

        /// Where it is kept: changes behind all others.
        public int slot() {
            return change.map(one -> KEPT + (int) (one % CHANGES_KEPT)).orElseGet(() -> (int) (number % KEPT));
        }
    }

    /// What an edge makes of these.
    ///
    /// @param added empty for a row that is not above the highest: nothing changes
    /// @param lost rows missed in front of it
    public record Step(NodeEvents after, Optional<Entry> added, long lost) {
        public boolean isNew() {
            return added.isPresent();
        }
    }

    /// As the entries that are kept tell it.
    public static NodeEvents of(Collection<Entry> kept) {
        long changes = kept.stream()
                .flatMap(entry -> entry.change().stream())
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
        return kept.stream()
                .max(Comparator.comparingLong(Entry::number))
                .map(newest -> new NodeEvents(newest.outboxes(), newest.number(), changes))
                .orElse(NONE);
    }

    /// What happened last, oldest first.
    public static List<Line> lines(Collection<Entry> kept) {
        long newest = kept.stream().mapToLong(Entry::number).max().orElse(0);
        return sorted(kept.stream().filter(entry -> entry.number() > newest - KEPT));
    }

    /// What changed, as far back as it is kept, oldest first; and what was lost lately, for it may have been a change.
    public static List<Line> changes(Collection<Entry> kept) {
        return sorted(kept.stream()).stream()
                .filter(line -> line.event().map(NodeEvents::isChange).orElse(true))
                .toList();
    }

    private static List<Line> sorted(Stream<Entry> entries) {
        return entries.sorted(Comparator.comparingLong(Entry::number))
                .flatMap(entry -> entry.lines().stream())
                .toList();
    }

    /// Whether a node is otherwise after it. Rows that were dropped may have told of that.
    private static boolean isChange(NodeEvent event) {
        return switch (event.kind()) {
            case FACT_CHANGED, BOOT_CHANGED, FINDING_OPENED, FINDING_CLOSED, GAP -> true;
            case AGENT_STARTED, KERNEL_FAULT, OUTBOX_REPLACED, UNKNOWN -> false;
        };
    }

    /// Takes an edge in. An outbox that was never heard starts where it is first heard: what it sent before that
    /// may have expired, and nobody can tell.
    public Step happened(NodeEvent event, Instant received) {
        Optional<Taken> before = outboxes.stream()
                .filter(one -> one.outbox().equals(event.outbox()))
                .findFirst();
        if (before.isPresent() && event.row() <= before.get().row()) {
            return new Step(this, Optional.empty(), 0);
        }
        long first = event.gap().map(NodeEvent.Gap::from).orElse(event.row());
        Optional<Lost> lost = before.map(taken -> new Lost(event.outbox(), taken.row() + 1, first - 1))
                .filter(missed -> missed.rows() > 0);
        List<Line> lines = new ArrayList<>();
        lost.ifPresent(missed -> lines.add(new Line(received, Optional.empty(), Optional.of(missed))));
        lines.add(new Line(received, Optional.of(event), Optional.empty()));
        List<Taken> taken = new ArrayList<>(outboxes);
        before.ifPresent(taken::remove);
        taken.add(new Taken(event.outbox(), event.row()));
        boolean isChange = isChange(event);
        NodeEvents after = new NodeEvents(
                taken.subList(Math.max(0, taken.size() - OUTBOXES), taken.size()),
                number + 1,
                isChange ? changes + 1 : changes);
        Optional<Long> change = isChange ? Optional.of(after.changes()) : Optional.empty();
        Entry added = new Entry(after.number(), change, after.outboxes(), lines);
        return new Step(after, Optional.of(added), lost.map(Lost::rows).orElse(0L));
    }
}
