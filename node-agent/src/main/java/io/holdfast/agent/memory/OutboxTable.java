package io.holdfast.agent.memory;

import io.holdfast.protocol.report.NodeEvent;
import io.holdfast.protocol.wire.Wire;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Edges that no broker has confirmed, oldest first. Row numbers only grow and are never used again.
final class OutboxTable {
    private final Database database;
    private final String outbox;
    private final int limit;

    /// @param limit rows kept; above it the oldest are replaced by a `GAP`
    OutboxTable(Database database, String outbox, int limit) {
        this.database = database;
        this.outbox = outbox;
        this.limit = limit;
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

    long depth() {
        return database.first(row -> row.getLong(1), "SELECT count(*) FROM outbox")
                .orElse(0L);
    }

    /// Drops the oldest rows but the very first, which may be on its way, and puts one `GAP` in their
    /// place: with the
    /// number of the last row dropped, so that a reader meets it where the rows would have been. A tenth of
    /// the room is
    /// made at once, so that a full outbox is not rewritten for each edge.
    void bound(String boot, Instant now) {
        long depth = depth();
        if (depth <= limit) {
            return;
        }
        long surplus = depth - limit + limit / 10 + 1;
        List<NodeEvent> dropped = database.all(
                row -> Wire.decode(row.getBytes(1), NodeEvent.class),
                "SELECT event FROM outbox ORDER BY row LIMIT ? OFFSET 1",
                surplus);
        NodeEvent first = dropped.getFirst();
        long from = first.gap().map(NodeEvent.Gap::from).orElse(first.row());
        long to = dropped.getLast().row();
        database.run("DELETE FROM outbox WHERE row BETWEEN ? AND ?", first.row(), to);
        String reason = "the outbox holds " + limit + " rows";
        put(new NodeEvent(
                outbox,
                to,
                boot + "-gap-" + outbox + "-" + from + "-" + to,
                NodeEvent.Kind.GAP,
                Optional.empty(),
                List.of(),
                "rows " + from + " to " + to + " were dropped: " + reason,
                now,
                Optional.of(new NodeEvent.Gap(from, to, reason))));
    }
}
