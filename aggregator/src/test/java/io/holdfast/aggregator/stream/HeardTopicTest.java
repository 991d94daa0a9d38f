package io.holdfast.aggregator.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.aggregator.TestingNode;
import io.holdfast.aggregator.fold.FleetNode;
import io.holdfast.aggregator.fold.Heard;
import io.holdfast.aggregator.fold.HeardNodes;
import io.holdfast.protocol.finding.Severity;
import io.holdfast.protocol.fleet.NodeState;
import io.holdfast.protocol.wire.Envelope;
import io.holdfast.protocol.wire.Topics;
import io.holdfast.protocol.wire.Wire;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeardTopicTest {
    private static final Duration HEARTBEAT = TestingFleet.HEARTBEAT;
    private static final Instant START = TestingNode.START;

    @TempDir
    Path first;

    @TempDir
    Path second;

    @Test
    void heartbeatsAreToldForAllNodesInOneRecord() {
        try (TestingFleet fleet = new TestingFleet(first)) {
            List<TestingNode> agents =
                    List.of(new TestingNode("lab/n1", 1), new TestingNode("lab/n2", 1), new TestingNode("lab/n3", 1));
            for (int beat = 0; beat < 10; beat++) {
                Instant at = START.plus(HEARTBEAT.multipliedBy(beat));
                agents.forEach(agent -> fleet.send(agent.report(), at));
                fleet.driver().advanceWallClockTime(HEARTBEAT);
            }
            assertEquals(3, fleet.told(Topics.FLEET_NODE).size());
            assertEquals(10, fleet.told(Topics.FLEET_HEARD).size());
            assertEquals(
                    1,
                    fleet.told(Topics.FLEET_HEARD).stream()
                            .map(record -> record.key())
                            .distinct()
                            .count());
            assertEquals(
                    START.plus(HEARTBEAT.multipliedBy(9)), fleet.node("lab/n2").lastHeard());
            int before = fleet.told(Topics.FLEET_HEARD).size();
            fleet.driver().advanceWallClockTime(Duration.ofMinutes(5));
            assertEquals(before, fleet.told(Topics.FLEET_HEARD).size());
        }
    }

    @Test
    void theTopicsAloneGiveTheSameFleetAgain() {
        try (TestingFleet before = new TestingFleet(first);
                TestingFleet after = new TestingFleet(second)) {
            TestingNode living = new TestingNode("lab/n1", 1);
            TestingNode dead = new TestingNode("lab/n2", 1);
            for (int beat = 0; beat < 10; beat++) {
                before.send(living.report(), START.plus(HEARTBEAT.multipliedBy(beat)));
                if (beat < 5) {
                    before.send(dead.report(), START.plus(HEARTBEAT.multipliedBy(beat)));
                }
                before.driver().advanceWallClockTime(HEARTBEAT);
            }
            before.handOver(after);
            // One node is heard anew; what is told then must not forget the other.
            after.send(living.report(), START.plus(HEARTBEAT.multipliedBy(10)));
            after.driver().advanceWallClockTime(HEARTBEAT);
            assertEquals(List.of(), after.told(Topics.FLEET_NODE));
            var heard = Wire.decode(after.told(Topics.FLEET_HEARD).getLast().value(), HeardNodes.class);
            assertEquals(
                    Optional.of(START.plus(HEARTBEAT.multipliedBy(10))),
                    Optional.ofNullable(heard.nodes().get(living.id())).map(Heard::at));
            assertEquals(before.node("lab/n2").heard(), heard.nodes().get(dead.id()));
        }
    }

    @Test
    void aRestartJudgesSilenceByTheLastHeartbeatAndNotByTheLastChange() {
        try (TestingFleet before = new TestingFleet(first);
                TestingFleet after = new TestingFleet(second)) {
            TestingNode agent = new TestingNode("lab/n1", 1);
            for (int beat = 0; beat <= 20; beat++) {
                before.send(agent.report(), START.plus(HEARTBEAT.multipliedBy(beat)));
                before.driver().advanceWallClockTime(HEARTBEAT);
            }
            before.handOver(after);
            after.catchUp().caughtUp(START.minus(Duration.ofHours(1)));
            after.driver().advanceWallClockTime(HEARTBEAT.multipliedBy(20));
            assertTrue(after.told(Topics.FLEET_NODE).stream()
                    .noneMatch(record ->
                            Wire.decode(record.value(), FleetNode.class).state() == NodeState.SILENT));
            after.driver().advanceWallClockTime(HEARTBEAT.multipliedBy(5));
            assertEquals(NodeState.SILENT, after.node("lab/n1").state());
        }
    }

    @Test
    void whatWasHeardBeforeARestartCannotBeReplayedAfterIt() {
        try (TestingFleet before = new TestingFleet(first);
                TestingFleet after = new TestingFleet(second)) {
            TestingNode agent = new TestingNode("lab/n1", 1);
            before.send(agent.report(), START);
            Envelope heartbeat = agent.report();
            before.send(heartbeat, START.plus(HEARTBEAT));
            before.driver().advanceWallClockTime(HEARTBEAT);
            before.handOver(after);
            after.send(heartbeat, START.plus(Duration.ofHours(1)));
            assertEquals(1, after.counters().repeated());
            after.send(
                    agent.report(TestingNode.fault("gpu.row_remap.failure", Severity.CRITICAL)),
                    START.plus(Duration.ofHours(1)));
            assertEquals(NodeState.UNHEALTHY, after.node("lab/n1").state());
        }
    }

    @Test
    void aFleetThatDoesNotFitInOneRecordIsToldInSeveral() {
        try (TestingFleet before = new TestingFleet(first);
                TestingFleet after = new TestingFleet(second)) {
            for (int node = 0; node < 2_600; node++) {
                before.send(new TestingNode("lab/n" + node, 1).report(), START);
            }
            before.driver().advanceWallClockTime(HEARTBEAT);
            assertEquals(2, before.told(Topics.FLEET_HEARD).size());
            before.handOver(after);
            after.send(new TestingNode("lab/n0", 2).report(), START.plusSeconds(60));
            after.driver().advanceWallClockTime(HEARTBEAT);
            assertEquals(
                    2_600,
                    after.told(Topics.FLEET_HEARD).stream()
                            .mapToInt(record -> Wire.decode(record.value(), HeardNodes.class)
                                    .nodes()
                                    .size())
                            .sum());
        }
    }
}
