package io.holdfast.aggregator.ingest;

import io.holdfast.protocol.report.NodeEvent;
import io.holdfast.protocol.wire.NodeRecord.Refusal;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// How many records were taken and how many were not, and why, since this replica started. Shown beside the
/// fleet: a record that
/// does not verify is never dropped in silence.
public final class IngestCounters {
    private final LongAdder accepted = new LongAdder();
    private final LongAdder unchanged = new LongAdder();
    private final LongAdder repeated = new LongAdder();
    private final Map<Refusal, LongAdder> refused = new EnumMap<>(Refusal.class);
    private final Map<NodeEvent.Kind, LongAdder> events = new EnumMap<>(NodeEvent.Kind.class);
    private final LongAdder eventsRepeated = new LongAdder();
    private final LongAdder eventsLost = new LongAdder();
    private final AtomicLong lastAppend = new AtomicLong();

    public IngestCounters() {
        for (Refusal why : Refusal.values()) {
            refused.put(why, new LongAdder());
        }
        for (NodeEvent.Kind kind : NodeEvent.Kind.values()) {
            events.put(kind, new LongAdder());
        }
    }

    void countAccepted(long appendedMillis) {
        accepted.increment();
        lastAppend.accumulateAndGet(appendedMillis, Math::max);
    }

    /// Of the accepted: a report whose data was not read, because its digest is that of the last one.
    void countUnchanged() {
        unchanged.increment();
    }

    /// Verified, but not above what was seen: a repetition, or a replay.
    void countRepeated() {
        repeated.increment();
    }

    void countRefused(Refusal why) {
        java.util.Objects.requireNonNull(refused.get(why)).increment();
    }

    /// An edge that was taken in.
    ///
    /// @param lost rows of its outbox that never arrived before it
    public void countEvent(NodeEvent.Kind kind, long lost) {
        java.util.Objects.requireNonNull(events.get(kind)).increment();
        eventsLost.add(lost);
    }

    /// An edge that had been taken in before.
    public void countEventRepeated() {
        eventsRepeated.increment();
    }

    public long events(NodeEvent.Kind kind) {
        return java.util.Objects.requireNonNull(events.get(kind)).sum();
    }

    public long eventsRepeated() {
        return eventsRepeated.sum();
    }

    public long eventsLost() {
        return eventsLost.sum();
    }

    public long accepted() {
        return accepted.sum();
    }

    public long unchanged() {
        return unchanged.sum();
    }

    public long repeated() {
        return repeated.sum();
    }

    public SortedMap<Refusal, Long> refused() {
        TreeMap<Refusal, Long> counts = new TreeMap<>();
        refused.forEach((why, count) -> counts.put(why, count.sum()));
        return counts;
    }

    /// Broker time of the youngest accepted record, in ms since the epoch; 0 before any.
    public long lastAppendMillis() {
        return lastAppend.get();
    }
}
