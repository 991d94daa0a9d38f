package io.holdfast.agent.report;

import static io.holdfast.agent.report.TestingSessions.NODE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.agent.memory.InboxPosition;
import io.holdfast.agent.memory.Memory;
import io.holdfast.agent.memory.MemoryLane;
import io.holdfast.agent.schedule.TestingLoop;
import io.holdfast.protocol.baseline.Overrides;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fact.Section;
import io.holdfast.protocol.fleet.Assignment;
import io.holdfast.protocol.fleet.Resend;
import io.holdfast.protocol.wire.InboxRecord;
import io.holdfast.protocol.wire.MessageType;
import io.holdfast.protocol.wire.Wire;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InboxTest {
    private static final KeyPair OURS = newKey();
    private static final KeyPair FOREIGN = newKey();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path data;

    private final TestingLoop loop = new TestingLoop();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<Object> followed = new ArrayList<>();

    @SuppressWarnings("NullAway.Init")
    private Memory memory;

    @SuppressWarnings("NullAway.Init")
    private Inbox inbox;

    @BeforeEach
    void open() {
        memory = Memory.open(data, "boot-1", loop.now());
        inbox = inbox();
    }

    private Inbox inbox() {
        Inbox opened = new Inbox(
                NODE,
                memory.generation(),
                new MemoryLane(memory, Runnable::run),
                TestingSessions.outlet(new TestingTransport(), loop, registry),
                new Inbox.Listener() {
                    @Override
                    public void assigned(Assignment assignment) {
                        followed.add(assignment);
                    }

                    @Override
                    public void resend(Resend resend) {
                        followed.add(resend);
                    }
                });
        String text = Base64.getEncoder().encodeToString(OURS.getPublic().getEncoded());
        opened.pin(InboxKeys.parse(Map.of("s1", text)));
        return opened;
    }

    @AfterEach
    void close() {
        memory.close();
    }

    private static KeyPair newKey() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static final Resend RESEND = new Resend(new TreeSet<>(List.of(Section.GPU)));
    private static final Assignment ASSIGNMENT = new Assignment(
            Assignment.Mode.OBSERVE,
            "",
            Optional.empty(),
            new Overrides(new TreeMap<>(Map.of("rack", "r01")), List.of(), List.of()),
            false);

    private InboxRecord order(NodeId to, long generation) {
        return new InboxRecord(
                MessageType.RESEND,
                to,
                generation,
                loop.now(),
                loop.now().plus(Duration.ofMinutes(5)),
                Wire.encode(RESEND));
    }

    private void take(InboxRecord order, KeyPair key, long offset) {
        inbox.take(order.seal("s1", key.getPrivate()), new InboxPosition(3, offset + 1));
        loop.settle();
    }

    private double refused(String reason) {
        return registry.get("holdfast.agent.inbox.refused")
                .tag("reason", reason)
                .counter()
                .count();
    }

    @Test
    void aSignedOrderIsFollowedAndItsPlaceIsKept() {
        take(order(NODE, 7), OURS, 41);

        assertEquals(List.of(RESEND), followed);
        assertEquals(7, memory.generation());
        assertEquals(Optional.of(new InboxPosition(3, 42)), memory.inboxPosition());
    }

    @Test
    void anAssignmentOutlivesTheProcess() {
        InboxRecord order = new InboxRecord(
                MessageType.ASSIGNMENT, NODE, 1, loop.now(), loop.now().plusSeconds(60), Wire.encode(ASSIGNMENT));
        take(order, OURS, 0);

        assertEquals(List.of(ASSIGNMENT), followed);
        memory.close();
        memory = Memory.open(data, "boot-1", loop.now());
        assertEquals(Optional.of(ASSIGNMENT), memory.assignment());
    }

    @Test
    void anOrderIsNotFollowedTwiceNorAfterARestart() {
        take(order(NODE, 7), OURS, 41);
        take(order(NODE, 7), OURS, 42);
        inbox = inbox();
        take(order(NODE, 7), OURS, 43);

        assertEquals(List.of(RESEND), followed);
        assertEquals(2, refused("old-generation"));
    }

    @Test
    void anOrderUnderAForeignKeyOrOutOfTimeBindsNobody() {
        take(order(NODE, 7), FOREIGN, 41);
        assertEquals(1, refused("bad-signature"));

        InboxRecord late = order(NODE, 8);
        loop.advance(Duration.ofMinutes(6));
        take(late, OURS, 42);
        assertEquals(1, refused("expired"));

        assertEquals(List.of(), followed);
        assertEquals(0, memory.generation());
    }

    @Test
    void ordersToOthersInTheSamePartitionAreNotOurs() {
        take(order(new NodeId("lab", "n2"), 7), OURS, 41);

        assertEquals(List.of(), followed);
        assertEquals(Optional.empty(), memory.inboxPosition());
    }

    @Test
    void theInboxIsReadWhereAProducerPutsThisNodesRecords() {
        for (int i = 0; i < 50; i++) {
            NodeId node = new NodeId("lab", "n" + i);
            assertEquals(
                    BuiltInPartitioner.partitionForKey(io.holdfast.protocol.wire.Topics.key(node), 24),
                    KafkaInbox.partition(node, 24));
        }
    }
}
