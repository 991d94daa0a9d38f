package io.holdfast.agent.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.finding.Finding;
import io.holdfast.protocol.finding.Outcome;
import io.holdfast.protocol.finding.Scope;
import io.holdfast.protocol.finding.Severity;
import io.holdfast.protocol.report.NodeEvent;
import io.holdfast.protocol.report.NodeEvent.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path data;

    private Memory open() {
        return Memory.open(data, "boot-1", NOW);
    }

    private static Edge opened(String instance) {
        return new Edge(
                Kind.FINDING_OPENED,
                Optional.of(new CheckId("port.rate")),
                List.of(new Instance(instance)),
                "FAULT",
                NOW);
    }

    private static List<String> ids(Memory memory) {
        return memory.oldest(100).stream().map(NodeEvent::id).toList();
    }

    @Test
    void whatIsRememberedOutlivesTheProcess() {
        Finding finding = new Finding(
                new CheckId("port.rate"),
                List.of(new Instance("mlx5_0/1")),
                Scope.DEVICE,
                Outcome.FAULT,
                Severity.DEGRADED,
                "400",
                "200",
                NOW,
                "/sys");
        String outbox;
        try (Memory memory = open()) {
            assertEquals(0, memory.lastRun());
            memory.enrolled(17);
            memory.entered("boot-1", List.of());
            memory.judged("boot-1", List.of(finding), new byte[] {1, 2}, List.of(opened("mlx5_0/1")));
            outbox = memory.outboxId();
        }
        try (Memory memory = open()) {
            assertEquals(17, memory.lastRun());
            assertEquals(Optional.of("boot-1"), memory.bootId());
            assertEquals(List.of(finding), memory.findings());
            assertArrayEquals(new byte[] {1, 2}, memory.health().orElseThrow());
            assertEquals(outbox, memory.outboxId());
            assertEquals(List.of("boot-1-port.rate/mlx5_0/1-1"), ids(memory));
            assertTrue(memory.isDurable());
        }
    }

    /// Serial numbers are in it, and on the host only root may read those.
    @Test
    void whatIsRememberedIsForItsOwnerAlone() throws IOException {
        Path file = data.resolve("agent.db");
        for (String before : List.of("", "rw-r--r--")) {
            if (!before.isEmpty()) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(before));
            }
            try (Memory memory = open();
                    Stream<Path> files = Files.list(data)) {
                memory.enrolled(17);
                for (Path each : files.toList()) {
                    assertEquals(
                            "rw-------",
                            PosixFilePermissions.toString(Files.getPosixFilePermissions(each)),
                            each.toString());
                }
            }
        }
    }

    @Test
    void rowsAreNeverUsedAgain() {
        try (Memory memory = open()) {
            memory.happened("boot-1", List.of(opened("a"), opened("b")));
            memory.forgetThrough(2);
        }
        try (Memory memory = open()) {
            memory.happened("boot-1", List.of(opened("c")));
            assertEquals(3, memory.oldest(1).getFirst().row());
        }
    }

    @Test
    void repetitionsOfOneSubjectAreNumberedWithinTheBoot() {
        try (Memory memory = open()) {
            memory.happened("boot-1", List.of(opened("a"), opened("a"), opened("b")));
            memory.happened("boot-2", List.of(opened("a")));
            assertEquals(
                    List.of(
                            "boot-1-port.rate/a-1",
                            "boot-1-port.rate/a-2",
                            "boot-1-port.rate/b-1",
                            "boot-2-port.rate/a-1"),
                    ids(memory));
        }
    }

    @Test
    void aDamagedFileIsSetAsideAndTheNewOutboxSaysSo() throws IOException {
        String before;
        try (Memory memory = open()) {
            memory.enrolled(17);
            before = memory.outboxId();
        }
        Files.writeString(data.resolve("agent.db"), "this was a database once, and is none now ".repeat(200));

        try (Memory memory = open()) {
            assertTrue(memory.isDurable());
            assertNotEquals(before, memory.outboxId());
            NodeEvent event = memory.oldest(10).getFirst();
            assertEquals(Kind.OUTBOX_REPLACED, event.kind());
            assertEquals(1, event.row());
            assertTrue(event.text().contains("agent.db.corrupt-20261122T100000Z"), event.text());
        }
        assertTrue(Files.exists(data.resolve("agent.db.corrupt-20261122T100000Z")));
    }

    @Test
    void aPageThatRottedInsideIsFoundAtStart() throws IOException {
        try (Memory memory = open()) {
            for (int i = 0; i < 200; i++) {
                memory.happened("boot-1", List.of(opened("instance" + i)));
            }
        }
        Path file = data.resolve("agent.db");
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 4096 * 3; i < 4096 * 6; i++) {
            bytes[i] = (byte) 0xA5;
        }
        Files.write(file, bytes);

        try (Memory memory = open()) {
            assertEquals(
                    List.of(Kind.OUTBOX_REPLACED),
                    memory.oldest(10).stream().map(NodeEvent::kind).toList());
        }
        try (Stream<Path> files = Files.list(data)) {
            assertTrue(files.anyMatch(one -> one.toString().contains(".corrupt-")));
        }
    }

    @Test
    void anAgentThatCannotWriteRemembersAsLongAsItRuns() throws IOException {
        Path file = Files.createFile(data.resolve("a-file"));

        try (Memory memory = Memory.open(file.resolve("below"), "boot-1", NOW)) {
            assertFalse(memory.isDurable());
            memory.happened("boot-1", List.of(opened("a")));
            assertEquals(1, memory.depth());
        }
    }

    @Test
    void whatDoesNotFitIsReplacedByOneGapInItsPlace() {
        try (Memory memory = Memory.open(data, "boot-1", NOW, 20)) {
            for (int i = 0; i < 100; i++) {
                memory.happened("boot-1", List.of(opened("a")));
                assertTrue(memory.depth() <= 20, memory.depth() + " rows");
            }
            List<NodeEvent> rows = memory.oldest(100);
            // The oldest may be on its way and is never dropped.
            assertEquals(1, rows.getFirst().row());
            NodeEvent gap = rows.get(1);
            assertEquals(Kind.GAP, gap.kind());
            NodeEvent.Gap lost = gap.gap().orElseThrow();
            assertEquals(2, lost.from());
            assertEquals(gap.row(), lost.to());
            assertEquals(gap.row() + 1, rows.get(2).row());
            assertEquals(100, rows.getLast().row());
            assertEquals(1, rows.stream().filter(row -> row.kind() == Kind.GAP).count());
        }
    }
}
