package io.holdfast.agent.memory;

import io.holdfast.protocol.fact.Section;
import io.holdfast.protocol.finding.Finding;
import io.holdfast.protocol.fleet.Assignment;
import io.holdfast.protocol.report.NodeEvent;
import io.holdfast.protocol.wire.Wire;
import io.holdfast.protocol.wire.WireException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// What an agent remembers. Every method reads or writes the disk, and waits for it: never called on the
/// event loop, and
/// by one thread at a time.
///
/// What happened is stored in one transaction with the memory it follows from. So a restart repeats no edge
/// and loses
/// none.
public final class Memory implements AutoCloseable {
    /// Rows of the outbox. An edge takes about 0.5 KiB.
    static final int OUTBOX_ROWS = 20_000;

    /// Rows that may be on their way together.
    public static final int UNDER_WAY = OutboxTable.UNDER_WAY;

    private final Database database;
    private final OutboxTable outbox;
    private final boolean isDurable;
    private final String outboxId;

    private Memory(Database database, boolean isDurable, int outboxRows) {
        this.database = database;
        this.isDurable = isDurable;
        this.outboxId = text("outbox").orElseThrow();
        this.outbox = new OutboxTable(database, outboxId, outboxRows);
    }

    /// Opens the memory in a folder. Always gives one: see `isDurable`.
    public static Memory open(Path folder, String bootId, Instant now) {
        return open(folder, bootId, now, OUTBOX_ROWS);
    }

    static Memory open(Path folder, String bootId, Instant now, int outboxRows) {
        MemoryFile.Opened opened = MemoryFile.open(folder, now);
        Memory memory = new Memory(opened.database(), opened.isDurable(), outboxRows);
        opened.setAside()
                .ifPresent(aside -> memory.happened(
                        bootId,
                        List.of(Edge.ofNode(
                                NodeEvent.Kind.OUTBOX_REPLACED,
                                "agent.db was damaged and set aside as " + aside.getFileName(),
                                now))));
        return memory;
    }

    /// Whether what is remembered outlives this process.
    public boolean isDurable() {
        return isDurable;
    }

    /// Names this outbox among all that the node ever had.
    public String outboxId() {
        return outboxId;
    }

    /// Number of the latest enrolment; 0 for none.
    public long lastRun() {
        return number("run").orElse(0L);
    }

    public void enrolled(long run) {
        set("run", run);
    }

    /// The boot this memory was last used in.
    public Optional<String> bootId() {
        return text("boot");
    }

    /// Says in which boot the agent runs, and what that means.
    public void entered(String bootId, List<Edge> edges) {
        atomically(() -> {
            set("boot", bootId);
            append(bootId, edges);
        });
    }

    public Optional<InboxPosition> inboxPosition() {
        return number("inbox.partition")
                .flatMap(partition ->
                        number("inbox.offset").map(offset -> new InboxPosition(Math.toIntExact(partition), offset)));
    }

    public void read(InboxPosition position) {
        atomically(() -> setPosition(position));
    }

    /// Highest generation of an inbox record that was followed; 0 for none.
    public long generation() {
        return number("inbox.generation").orElse(0L);
    }

    public void followed(InboxPosition position, long generation) {
        atomically(() -> {
            setPosition(position);
            set("inbox.generation", generation);
        });
    }

    public void followed(InboxPosition position, long generation, Assignment assignment) {
        atomically(() -> {
            setPosition(position);
            set("inbox.generation", generation);
            set("assignment", Wire.encode(assignment));
        });
    }

    private void setPosition(InboxPosition position) {
        set("inbox.partition", (long) position.partition());
        set("inbox.offset", position.offset());
    }

    /// What the node was last told to follow.
    public Optional<Assignment> assignment() {
        return decoded("assignment", Assignment.class);
    }

    /// The baseline that the node is judged by, as it came; empty for none.
    public Optional<byte[]> baseline() {
        return database.first(row -> row.getBytes(1), "SELECT value FROM session WHERE name = ?", "baseline");
    }

    /// Keeps the baseline that the node is judged by.
    ///
    /// @param data no bytes for none
    public void declared(byte[] data) {
        if (data.length == 0) {
            database.run("DELETE FROM session WHERE name = ?", "baseline");
        } else {
            set("baseline", data);
        }
    }

    /// The findings of the latest judgement whose edges are in the outbox.
    public List<Finding> findings() {
        return decoded("findings", Finding[].class).map(List::of).orElse(List.of());
    }

    /// What that judgement had to remember for the next one, as it was stored; empty for nothing.
    public Optional<byte[]> health() {
        return database.first(row -> row.getBytes(1), "SELECT value FROM session WHERE name = 'health'");
    }

    /// Keeps the findings of a judgement, what the next one needs of it, and the edges that lead to it.
    public void judged(String bootId, List<Finding> findings, byte[] health, List<Edge> edges) {
        atomically(() -> {
            set("findings", Wire.encode(findings));
            set("health", health);
            append(bootId, edges);
        });
    }

    /// What came of comparing the facts of a section with those remembered.
    ///
    /// @param values that are new, by name of the fact
    /// @param forgotten names of facts that there are no more
    /// @param edges what that amounts to
    public record Compared(Map<String, String> values, Set<String> forgotten, List<Edge> edges) {}

    /// Compares the facts of a section with those remembered, and remembers them. One transaction: a
    /// change becomes an edge once, whenever the process ends. Where the digest is the same nothing is
    /// read but that.
    ///
    /// @param digest of the section's facts
    /// @param comparison gets what is remembered, by name of the fact; empty where nothing ever was
    /// @return how many edges were stored
    public int facts(
            String bootId,
            Section section,
            String digest,
            Function<Optional<Map<String, String>>, Compared> comparison) {
        return database.atomically(() -> {
            String name = "facts." + section.word();
            Optional<String> last = text(name);
            if (last.equals(Optional.of(digest))) {
                return 0;
            }
            Compared compared = comparison.apply(last.map(_ -> factsOf(section)));
            compared.values()
                    .forEach((fact, value) -> database.run(
                            "INSERT OR REPLACE INTO fact (section, fact, value) VALUES (?, ?, ?)",
                            section.word(),
                            fact,
                            value));
            compared.forgotten()
                    .forEach(fact ->
                            database.run("DELETE FROM fact WHERE section = ? AND fact = ?", section.word(), fact));
            set(name, digest);
            append(bootId, compared.edges());
            return compared.edges().size();
        });
    }

    private Map<String, String> factsOf(Section section) {
        Map<String, String> known = new HashMap<>();
        database.all(
                row -> known.put(row.getString(1), row.getString(2)),
                "SELECT fact, value FROM fact WHERE section = ?",
                section.word());
        return known;
    }

    public void happened(String bootId, List<Edge> edges) {
        atomically(() -> append(bootId, edges));
    }

    /// What was open by the kernel's log, and how far that was read; empty for nothing.
    public Optional<byte[]> kernelLog() {
        return database.first(row -> row.getBytes(1), "SELECT value FROM session WHERE name = ?", "kernel.log");
    }

    /// Keeps what is open by the kernel's log and the edges that lead to it.
    ///
    /// @param edges by their ids, which are the same however often a record of the log is read
    public void heard(String bootId, byte[] open, Map<String, Edge> edges) {
        atomically(() -> {
            set("kernel.log", open);
            edges.forEach((id, edge) -> {
                outbox.append(id, edge);
                outbox.bound(bootId, edge.observedAt());
            });
        });
    }

    /// The first rows that no broker has confirmed.
    public List<NodeEvent> oldest(int count) {
        return outbox.oldest(count);
    }

    /// Rows up to this one are confirmed.
    public void forgetThrough(long row) {
        outbox.forgetThrough(row);
    }

    /// A row can never be sent: a `GAP` takes its place.
    public void giveUp(long row, String reason, Instant now) {
        atomically(() -> outbox.giveUp(row, reason, now));
    }

    /// How many rows wait in the outbox.
    public long depth() {
        return outbox.depth();
    }

    private void append(String bootId, List<Edge> edges) {
        for (Edge edge : edges) {
            long number = count(bootId, edge.subject());
            outbox.append(bootId + "-" + edge.subject() + "-" + number, edge);
            outbox.bound(bootId, edge.observedAt());
        }
    }

    /// Numbers what happens to one subject within a boot. An id is boot, subject and number: the same edge
    /// has the same
    /// id however often it is sent.
    private long count(String bootId, String subject) {
        if (!text("edge.boot").equals(Optional.of(bootId))) {
            database.run("DELETE FROM edge");
            set("edge.boot", bootId);
        }
        database.run(
                "INSERT INTO edge (subject, number) VALUES (?, 1) ON CONFLICT DO UPDATE SET number = number + 1",
                subject);
        return database.first(row -> row.getLong(1), "SELECT number FROM edge WHERE subject = ?", subject)
                .orElseThrow();
    }

    private void atomically(Runnable work) {
        database.atomically(() -> {
            work.run();
            return true;
        });
    }

    private <T> Optional<T> decoded(String name, Class<T> type) {
        try {
            return database.first(row -> row.getBytes(1), "SELECT value FROM session WHERE name = ?", name)
                    .map(data -> Wire.decode(data, type));
        } catch (WireException _) {
            // Written by another version. It is a level: the next one replaces it.
            return Optional.empty();
        }
    }

    private Optional<String> text(String name) {
        return database.first(row -> row.getString(1), "SELECT value FROM session WHERE name = ?", name);
    }

    private Optional<Long> number(String name) {
        return database.first(row -> row.getLong(1), "SELECT value FROM session WHERE name = ?", name);
    }

    private void set(String name, Object value) {
        database.run("INSERT OR REPLACE INTO session (name, value) VALUES (?, ?)", name, value);
    }

    @Override
    public void close() {
        database.close();
    }
}
