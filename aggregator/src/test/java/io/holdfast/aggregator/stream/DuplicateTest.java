package io.holdfast.aggregator.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.aggregator.TestingNode;
import io.holdfast.aggregator.fold.Speakers;
import io.holdfast.protocol.finding.Severity;
import io.holdfast.protocol.fleet.NodeState;
import io.holdfast.protocol.report.NodeEvent;
import io.holdfast.protocol.wire.Envelope;
import io.holdfast.protocol.wire.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two machines under one node id are seen; what one machine does by itself is not taken for two.
class DuplicateTest {
    private static final Duration HEARTBEAT = TestingFleet.HEARTBEAT;
    private static final Instant START = TestingNode.START;

    @TempDir
    Path state;

    @TempDir
    Path another;

    private TestingFleet fleet;
    private final TestingNode first = new TestingNode("lab/n1", 1, "boot-a");
    private final TestingNode second = new TestingNode("lab/n1", 2, "boot-b");

    @BeforeEach
    void start() {
        fleet = new TestingFleet(state);
    }

    @AfterEach
    void stop() {
        fleet.close();
    }

    private static Instant beat(int number) {
        return START.plus(HEARTBEAT.multipliedBy(number));
    }

    private static Optional<Speakers.Duplicate> mark(TestingFleet fleet) {
        return fleet.node("lab/n1").speakers().duplicate();
    }

    /// Both speak once an interval.
    private void bothSpeak(TestingFleet listening, int from, int beats) {
        for (int number = from; number < from + beats; number++) {
            listening.send(first.report(), beat(number));
            listening.send(second.report(), beat(number).plusSeconds(10));
            listening.driver().advanceWallClockTime(HEARTBEAT);
        }
    }

    private void oneSpeaks(int from, int beats) {
        for (int number = from; number < from + beats; number++) {
            fleet.send(second.report(), beat(number));
            fleet.driver().advanceWallClockTime(HEARTBEAT);
        }
    }

    @Test
    void twoMachinesUnderOneNodeIdAreSeenAlthoughOneIsPassedOver() {
        bothSpeak(fleet, 0, 4);
        assertEquals(
                Optional.of(new Speakers.Duplicate(new TreeSet<>(List.of("boot-a", "boot-b")), beat(2))), mark(fleet));
        assertEquals("boot-b", fleet.node("lab/n1").level().boot());
    }

    @Test
    void itIsToldOnceAndNotWithEveryHeartbeat() {
        bothSpeak(fleet, 0, 4);
        int told = fleet.told(Topics.FLEET_NODE).size();
        bothSpeak(fleet, 4, 20);
        assertEquals(told, fleet.told(Topics.FLEET_NODE).size());
    }

    @Test
    void itEndsByItselfOnceOneOfThemIsQuiet() {
        fleet.catchUp().caughtUp(START);
        bothSpeak(fleet, 0, 10);
        oneSpeaks(10, 18);
        assertEquals(1, mark(fleet).stream().count());
        oneSpeaks(28, 6);
        assertEquals(Optional.empty(), mark(fleet));
        bothSpeak(fleet, 34, 4);
        assertEquals(beat(35), mark(fleet).orElseThrow().since());
    }

    @Test
    void aRestartKeepsItAndDoesNotEndItBeforeTheOtherCouldSpeak() {
        fleet.catchUp().caughtUp(START);
        bothSpeak(fleet, 0, 4);
        try (TestingFleet after = new TestingFleet(another)) {
            fleet.handOver(after);
            Duration away = Duration.ofHours(1);
            after.driver().advanceWallClockTime(away);
            after.catchUp().caughtUp(START.plus(away));
            for (int number = 120; number < 130; number++) {
                after.send(second.report(), beat(number));
                after.driver().advanceWallClockTime(HEARTBEAT);
            }
            assertEquals(List.of(), after.told(Topics.FLEET_NODE));
            for (int number = 130; number < 145; number++) {
                after.send(second.report(), beat(number));
                after.driver().advanceWallClockTime(HEARTBEAT);
            }
            assertEquals(Optional.empty(), mark(after));
        }
    }

    @Test
    void machinesThatEnrolAnewInTurnAreSeen() {
        for (int turn = 0; turn < 6; turn++) {
            TestingNode agent = new TestingNode("lab/n1", turn + 1, turn % 2 == 0 ? "boot-a" : "boot-b");
            fleet.send(agent.report(), beat(turn));
        }
        assertEquals(beat(4), mark(fleet).orElseThrow().since());
    }

    @Test
    void twoAgentsInOneBootAreSeen() {
        TestingNode twin = new TestingNode("lab/n1", 3, "boot-b");
        for (int number = 0; number < 8; number++) {
            fleet.send(second.report(), beat(number));
            fleet.send(twin.report(), beat(number).plusSeconds(10));
        }
        assertEquals(new TreeSet<>(List.of("boot-b")), mark(fleet).orElseThrow().boots());
    }

    @Test
    void restartsAndRebootsAreOneMachine() {
        for (int run = 1; run <= 40; run++) {
            TestingNode agent = new TestingNode("lab/n1", run, "boot-" + run / 3);
            Envelope late = agent.section(TestingNode.os("6.8.0"));
            fleet.send(agent.report(), beat(run));
            fleet.send(agent.report(TestingNode.fault("gpu.row_remap.pending", Severity.DEGRADED)), beat(run));
            fleet.send(
                    new TestingNode("lab/n1", run + 1, "boot-" + (run + 1) / 3).report(),
                    beat(run).plusSeconds(20));
            fleet.send(late, beat(run).plusSeconds(21));
        }
        assertEquals(Optional.empty(), mark(fleet));
    }

    @Test
    void topicsThatAreReadOneAfterTheOtherAreOneMachine() {
        List<Runnable> snapshots = new ArrayList<>();
        for (int run = 1; run <= 10; run++) {
            TestingNode agent = new TestingNode("lab/n1", run);
            for (int number = 0; number < 5; number++) {
                Instant at = beat(run * 10 + number);
                fleet.send(agent.report(), at);
                String kernel = "6.8." + number;
                snapshots.add(() -> fleet.send(agent.section(TestingNode.os(kernel)), at.plusSeconds(1)));
            }
        }
        snapshots.forEach(Runnable::run);
        assertEquals(Optional.empty(), mark(fleet));
    }

    @Test
    void replayedRecordsOfEarlierBootsAreNotASecondMachine() {
        List<Envelope> old = List.of(first.report(), first.report(), first.report(), first.report());
        old.forEach(record -> fleet.send(record, START));
        for (int number = 1; number < 10; number++) {
            fleet.send(second.report(), beat(number));
            fleet.send(old.get(number % old.size()), beat(number).plusSeconds(5));
        }
        assertEquals(Optional.empty(), mark(fleet));
    }

    @Test
    void edgesOfAnEarlierRunSayNothing() {
        for (int number = 0; number < 10; number++) {
            fleet.send(second.report(), beat(number));
            fleet.send(
                    first.event("a", number + 1, NodeEvent.Kind.FACT_CHANGED, Optional.empty()),
                    beat(number).plusSeconds(5));
        }
        assertEquals(Optional.empty(), mark(fleet));
        assertEquals(NodeState.UNDECLARED, fleet.node("lab/n1").state());
    }
}
