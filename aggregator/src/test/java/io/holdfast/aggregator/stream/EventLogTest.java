package io.holdfast.aggregator.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.aggregator.TestingNode;
import io.holdfast.aggregator.fold.NodeEvents;
import io.holdfast.protocol.report.NodeEvent;
import io.holdfast.protocol.report.NodeEvent.Kind;
import io.holdfast.protocol.wire.Envelope;
import io.holdfast.protocol.wire.NodeRecord.Refusal;
import io.holdfast.protocol.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventLogTest {
    private static final Instant START = TestingNode.START;

    @TempDir
    Path state;

    @TempDir
    Path another;

    private TestingFleet fleet;
    private final TestingNode agent = new TestingNode("lab/n1", 2);

    @BeforeEach
    void start() {
        fleet = new TestingFleet(state);
    }

    @AfterEach
    void stop() {
        fleet.close();
    }

    private void row(String outbox, long row) {
        fleet.send(agent.event(outbox, row, Kind.FACT_CHANGED, Optional.empty()), START);
    }

    private List<NodeEvents.Line> lines() {
        return NodeEvents.lines(EventLog.kept(fleet.driver().getKeyValueStore(FleetTopology.NODE_STATE), agent.id()));
    }

    /// `a1` for a row, `a2..3!` for rows that were lost.
    private List<String> told() {
        return lines().stream()
                .map(line -> line.event()
                        .map(NodeEvent::id)
                        .orElseGet(() -> line.lost()
                                .map(lost -> lost.outbox() + lost.from() + ".." + lost.to() + "!")
                                .orElse("?")))
                .toList();
    }

    @Test
    void aRepeatedRowCountsOnce() {
        row("a", 1);
        row("a", 2);
        row("a", 2);
        row("a", 1);
        assertEquals(List.of("a1", "a2"), told());
        assertEquals(2, fleet.counters().events(Kind.FACT_CHANGED));
        assertEquals(2, fleet.counters().eventsRepeated());
        assertEquals(java.util.Set.of(agent.id()), fleet.pages());
    }

    @Test
    void aJumpIsShownAsLost() {
        row("a", 1);
        row("a", 4);
        assertEquals(List.of("a1", "a2..3!", "a4"), told());
        assertEquals(2, fleet.counters().eventsLost());
    }

    @Test
    void whatAGapAnnouncesIsNotLostInSilence() {
        row("a", 1);
        fleet.send(agent.event("a", 9, Kind.GAP, Optional.of(new NodeEvent.Gap(2, 9, "full"))), START);
        row("a", 10);
        assertEquals(List.of("a1", "a9", "a10"), told());
        fleet.send(agent.event("a", 20, Kind.GAP, Optional.of(new NodeEvent.Gap(13, 20, "full"))), START);
        assertEquals(List.of("a1", "a9", "a10", "a11..12!", "a20"), told());
        assertEquals(2, fleet.counters().eventsLost());
    }

    @Test
    void aNewOutboxStartsAnewAndTheOldOneIsRemembered() {
        row("a", 7);
        row("b", 1);
        row("a", 7);
        row("a", 8);
        assertEquals(List.of("a7", "b1", "a8"), told());
        assertEquals(0, fleet.counters().eventsLost());
    }

    @Test
    void edgesCountFromEveryEnrolledRunAndMakeNoNode() {
        fleet.send(agent.report(), START);
        fleet.send(
                new TestingNode("lab/n1", 1).event("a", 1, Kind.KERNEL_FAULT, Optional.empty()), START.plusSeconds(1));
        assertEquals(List.of("a1"), told());
        fleet.send(new TestingNode("lab/n2", 1).event("b", 1, Kind.AGENT_STARTED, Optional.empty()), START);
        assertTrue(fleet.told(Topics.FLEET_NODE).stream()
                .noneMatch(record -> record.key().equals("lab/n2")));
    }

    @Test
    void onlyTheNewestAreKept() {
        for (int row = 1; row <= 150; row++) {
            row("a", row);
        }
        assertEquals(100, told().size());
        assertEquals("a51", told().getFirst());
        assertEquals("a150", told().getLast());
        fleet.driver().advanceWallClockTime(Duration.ofMinutes(2));
        row("a", 151);
        assertEquals("a151", told().getLast());
        assertEquals(100, told().size());
    }

    @Test
    void faultsThatRepeatDoNotPushOutWhatChanged() {
        row("a", 1);
        for (int row = 2; row <= 301; row++) {
            fleet.send(agent.event("a", row, Kind.KERNEL_FAULT, Optional.empty()), START);
        }
        row("a", 302);
        List<NodeEvents.Line> changes = NodeEvents.changes(
                EventLog.kept(fleet.driver().getKeyValueStore(FleetTopology.NODE_STATE), agent.id()));
        assertEquals(
                List.of("a1", "a302"),
                changes.stream()
                        .flatMap(line -> line.event().stream())
                        .map(NodeEvent::id)
                        .toList());
        assertEquals(100, told().size());
        assertEquals("a203", told().getFirst());
    }

    @Test
    void onlySoManyChangesAreKept() {
        for (int row = 1; row <= NodeEvents.CHANGES_KEPT + 50; row++) {
            row("a", row);
        }
        List<NodeEvents.Line> changes = NodeEvents.changes(
                EventLog.kept(fleet.driver().getKeyValueStore(FleetTopology.NODE_STATE), agent.id()));
        assertEquals(NodeEvents.CHANGES_KEPT, changes.size());
        assertEquals("a51", changes.getFirst().event().map(NodeEvent::id).orElse(""));
    }

    @Test
    void aChangedOrUnreadableEventIsDroppedAndCounted() {
        Envelope good = agent.event("a", 1, Kind.KERNEL_FAULT, Optional.empty());
        fleet.send(
                new Envelope(good.topic(), good.key(), good.headers(), "{}".getBytes(StandardCharsets.UTF_8)), START);
        assertEquals(1, fleet.counters().refused().get(Refusal.BAD_DIGEST));
        assertEquals(List.of(), told());
    }

    @Test
    void aRestartGoesOnWhereItStoppedAndAnEdgeIsWrittenAlone() {
        for (int row = 1; row <= 120; row++) {
            row("a", row);
        }
        row("b", 1);
        List<TestRecord<String, byte[]>> written = fleet.told(Topics.NODE_STATE);
        assertEquals(121, written.size());
        assertTrue(written.stream().allMatch(record -> record.value().length < 600));
        try (TestingFleet after = new TestingFleet(another)) {
            written.forEach(record -> after.give(Topics.NODE_STATE.name(), record));
            after.send(agent.event("a", 120, Kind.FACT_CHANGED, Optional.empty()), START);
            after.send(agent.event("a", 122, Kind.FACT_CHANGED, Optional.empty()), START);
            assertEquals(1, after.counters().eventsRepeated());
            assertEquals(1, after.counters().eventsLost());
            assertEquals(
                    122,
                    NodeEvents.of(EventLog.kept(after.driver().getKeyValueStore(FleetTopology.NODE_STATE), agent.id()))
                            .number());
        }
    }
}
