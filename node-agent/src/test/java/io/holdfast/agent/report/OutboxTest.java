package io.holdfast.agent.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.memory.Edge;
import io.holdfast.agent.memory.Memory;
import io.holdfast.agent.memory.MemoryLane;
import io.holdfast.agent.schedule.TestingLoop;
import io.holdfast.protocol.report.NodeEvent;
import io.holdfast.protocol.wire.Envelope;
import io.holdfast.protocol.wire.MessageType;
import io.holdfast.protocol.wire.Wire;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path data;

    private final TestingLoop loop = new TestingLoop();
    private final TestingTransport transport = new TestingTransport();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @SuppressWarnings("NullAway.Init")
    private Memory memory;

    @SuppressWarnings("NullAway.Init")
    private Outbox outbox;

    @BeforeEach
    void open() {
        memory = Memory.open(data, "boot-1", loop.now());
        outbox = new Outbox(new MemoryLane(memory, Runnable::run), TestingSessions.outlet(transport, loop, registry));
    }

    @AfterEach
    void close() {
        memory.close();
    }

    private void happens(int times) {
        List<Edge> edges = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            edges.add(Edge.ofNode(NodeEvent.Kind.AGENT_STARTED, "start", loop.now()));
        }
        memory.happened("boot-1", edges);
        outbox.wake();
        loop.settle();
    }

    private void enrol(long run) {
        outbox.session(TestingSessions.session("boot-1", run, loop));
        loop.settle();
    }

    private List<Long> rowsSent() {
        return transport.confirmed(MessageType.EVENT).stream()
                .map(record -> Wire.decode(record.data(), NodeEvent.class).row())
                .toList();
    }

    private static List<Long> rows(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    @Test
    void edgesWaitForEnrolmentAndLeaveInOrderOnce() {
        happens(250);
        assertEquals(List.of(), rowsSent());
        assertEquals(250, registry.get("holdfast.agent.outbox.rows").gauge().value());

        enrol(1);
        happens(1);

        assertEquals(rows(1, 251), rowsSent());
        assertEquals(0, memory.depth());
        assertEquals(0, registry.get("holdfast.agent.outbox.rows").gauge().value());
    }

    @Test
    void anOutageLosesNothingAndKeepsTheOrder() {
        enrol(1);
        happens(2);
        transport.fail();
        happens(3);
        loop.advance(Duration.ofMinutes(30));
        happens(3);
        loop.advance(Duration.ofMinutes(30));
        assertEquals(6, memory.depth());

        transport.recover();
        loop.advance(Duration.ofSeconds(11));

        assertEquals(rows(1, 8), rowsSent());
        assertEquals(0, memory.depth());
    }

    @Test
    void oneEdgeProvesThatTheBrokerTakesAnyThenAWindowIsUnderWay() {
        enrol(1);
        transport.hang();
        happens(500);
        assertEquals(1, transport.unanswered().size());

        transport.recover();
        transport.hang();
        loop.settle();
        assertEquals(Memory.UNDER_WAY, transport.unanswered().size());
        assertEquals(499, memory.depth());

        transport.recover();
        loop.settle();
        assertEquals(rows(1, 500), rowsSent());
        assertEquals(0, memory.depth());
    }

    @Test
    void whatFailsWithAllAfterItIsSentAgainUnderTheSameNumber() {
        enrol(1);
        happens(1);
        transport.refuse(record -> row(record) >= 4, new IllegalStateException("the producer is closed"));
        happens(6);
        assertEquals(rows(1, 3), rowsSent());
        assertEquals(rows(4, 7), memory.oldest(10).stream().map(NodeEvent::row).toList());

        transport.recover();
        loop.advance(Duration.ofSeconds(11));
        assertEquals(rows(1, 7), rowsSent());
    }

    @Test
    void nothingIsForgottenBeforeAllBeforeItIsConfirmed() {
        enrol(1);
        happens(1);
        transport.hang();
        happens(5);
        transport.recoverBut(record -> row(record) == 3);
        transport.hang();
        loop.settle();
        assertEquals(List.of(1L, 2L, 4L, 5L, 6L), rowsSent());
        assertEquals(rows(3, 6), memory.oldest(10).stream().map(NodeEvent::row).toList());

        transport.recover();
        loop.advance(Duration.ofSeconds(11));
        assertEquals(List.of(1L, 2L, 4L, 5L, 6L, 3L, 4L, 5L, 6L), rowsSent());
        assertEquals(0, memory.depth());
    }

    @Test
    void nothingLeavesAfterWhatWasNotTaken() {
        enrol(1);
        happens(1);
        transport.refuse(record -> row(record) == 3, new IllegalStateException("no metadata"));
        happens(5);
        assertEquals(rows(1, 2), rowsSent());

        transport.recover();
        loop.advance(Duration.ofSeconds(11));
        assertEquals(rows(1, 6), rowsSent());
    }

    @Test
    void whatNoBrokerTakesHoldsUpNothing() {
        enrol(1);
        transport.refuse(record -> row(record) == 1 && !gap(record), new RecordTooLargeException("1 row is too large"));
        happens(3);
        loop.advance(Duration.ofSeconds(11));

        assertEquals(rows(1, 3), rowsSent());
        assertTrue(gap(transport.confirmed(MessageType.EVENT).getFirst()));
    }

    private static long row(Envelope record) {
        return Wire.decode(record.data(), NodeEvent.class).row();
    }

    private static boolean gap(Envelope record) {
        return Wire.decode(record.data(), NodeEvent.class).kind() == NodeEvent.Kind.GAP;
    }

    @Test
    void whatWasNotConfirmedIsSentByTheNextProcessUnderTheSameNumberAndId() {
        enrol(1);
        transport.hang();
        happens(2);
        String before = id(transport.unanswered().getFirst().data());
        memory.close();

        TestingTransport later = new TestingTransport();
        memory = Memory.open(data, "boot-1", loop.now());
        Outbox next = new Outbox(new MemoryLane(memory, Runnable::run), TestingSessions.outlet(later, loop));
        next.session(TestingSessions.session("boot-1", 2, loop));
        loop.settle();

        assertEquals(2, later.confirmed().size());
        assertEquals(before, id(later.confirmed().getFirst().data()));
        assertTrue(later.confirmed().stream()
                .allMatch(record -> TestingSessions.verified(record).sender().run() == 2));
    }

    private static String id(byte[] data) {
        return Wire.decode(data, NodeEvent.class).id();
    }
}
