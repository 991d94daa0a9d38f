package io.holdfast.agent.memory;

import io.holdfast.protocol.report.NodeEvent;
import io.holdfast.protocol.wire.Wire;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Edges that no broker has confirmed, oldest first. Row numbers only grow and are never used again.
final class OutboxTable {
    /// Rows that may be on their way together, and are never dropped.
    static final int UNDER_WAY = 100;

    private final Database database;
    private final String outbox;
    private final int limit;
    private final int kept;

    /// @param limit rows kept; above it the oldest are replaced by a `GAP`
    OutboxTable(Database database, String outbox, int limit) {
        this.database = database;
        this.outbox = outbox;
        this.limit = limit;
        this.kept = Math.max(1, Math.min(UNDER_WAY, limit / 20));
    }

    void append(String id, Edge edge) {
        long row = nextRow();
        NodeEvent event = new NodeEvent(
                outbox,
                row,
                id,
                edge.kind(),
                edge.check(),
                edge.instances(),
                edge.text(),
                edge.observedAt(),
                Optional.empty());
        put(event);
    }

    /// `sqlite_sequence` remembers the highest row ever used, also of rows that are deleted.
    private long nextRow() {
        return database.first(row -> row.getLong(1), "SELECT seq FROM sqlite_sequence WHERE name = 'outbox'")
                        .orElse(0L)
                + 1;
    }

    private void put(NodeEvent event) {
        database.run("INSERT INTO outbox (row, event) VALUES (?, ?)", event.row(), Wire.encode(event));
    }

    List<NodeEvent> oldest(int count) {
        return database.all(
                row -> Wire.decode(row.getBytes(1), NodeEvent.class),
                "SELECT event FROM outbox ORDER BY row LIMIT ?",
                count);
    }

    void forgetThrough(long row) {
        database.run("DELETE FROM outbox WHERE row <= ?", row);
    }

    void giveUp(long row, String reason, Instant now) {
        event(row).ifPresent(lost -> {
            database.run("DELETE FROM outbox WHERE row = ?", row);
            put(gap(lost.id(), new NodeEvent.Gap(row, row, reason), now));
        });
    }

    private Optional<NodeEvent> event(long row) {
        return database.first(
                found -> Wire.decode(found.getBytes(1), NodeEvent.class),
                "SELECT event FROM outbox WHERE row = ?",
                row);
    }

    /// Has the number of the last row dropped, so that a reader meets it where the rows would have been.
    private NodeEvent gap(String id, NodeEvent.Gap lost, Instant now) {
        String rows = lost.from() == lost.to()
                ? "row " + lost.from() + " was"
                : "rows " + lost.from() + " to " + lost.to() + " were";
        return new NodeEvent(
                outbox,
                lost.to(),
                id,
                NodeEvent.Kind.GAP,
                Optional.empty(),
                List.of(),
                rows + " dropped: " + lost.reason(),
                now,
                Optional.of(lost));
    }

    long depth() {
        return database.first(row -> row.getLong(1), "SELECT count(*) FROM outbox")
                .orElse(0L);
    }

    /// Drops the oldest rows but the very first ones, which may be on their way, and puts one `GAP` in
    /// their place. A tenth of the room is made at once, so that a full outbox is not rewritten for each
    /// edge.
    void bound(String boot, Instant now) {
        long depth = depth();
        if (depth <= limit) {
            return;
        }
        long surplus = depth - limit + limit / 10 + 1;
        List<NodeEvent> dropped = database.all(
                row -> Wire.decode(row.getBytes(1), NodeEvent.class),
                "SELECT event FROM outbox ORDER BY row LIMIT ? OFFSET ?",
                surplus,
                kept);
        NodeEvent first = dropped.getFirst();
        long from = first.gap().map(NodeEvent.Gap::from).orElse(first.row());
        long to = dropped.getLast().row();
        database.run("DELETE FROM outbox WHERE row BETWEEN ? AND ?", first.row(), to);
        String id = boot + "-gap-" + outbox + "-" + from + "-" + to;
        put(gap(id, new NodeEvent.Gap(from, to, "the outbox holds " + limit + " rows"), now));
    }
}
