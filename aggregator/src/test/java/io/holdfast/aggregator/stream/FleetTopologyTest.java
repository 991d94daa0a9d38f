package io.holdfast.aggregator.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.aggregator.TestingNode;
import io.holdfast.aggregator.fold.FleetNode;
import io.holdfast.aggregator.ingest.IngestCounters;
import io.holdfast.protocol.fact.Section;
import io.holdfast.protocol.finding.Severity;
import io.holdfast.protocol.fleet.NodeState;
import io.holdfast.protocol.fleet.Resend;
import io.holdfast.protocol.wire.Envelope;
import io.holdfast.protocol.wire.InboxRecord;
import io.holdfast.protocol.wire.MessageType;
import io.holdfast.protocol.wire.NodeRecord.Refusal;
import io.holdfast.protocol.wire.SectionWire;
import io.holdfast.protocol.wire.Topics;
import io.holdfast.protocol.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetTopologyTest {
    private static final Duration HEARTBEAT = Duration.ofSeconds(30);
    private static final Instant START = TestingNode.START;

    @TempDir
    java.nio.file.Path state;

    private TestingFleet fleet;
    private IngestCounters counters;
    private TestingCatchUp catchUp;
    private TopologyTestDriver driver;

    @BeforeEach
    void start() {
        fleet = new TestingFleet(state);
        counters = fleet.counters();
        catchUp = fleet.catchUp();
        driver = fleet.driver();
    }

    @AfterEach
    void stop() {
        fleet.close();
    }

    private void send(Envelope envelope, Instant appended) {
        fleet.send(envelope, appended);
    }

    private FleetNode node(String name) {
        return fleet.node(name);
    }

    @Test
    void aReportMakesANodeAndAFaultMakesItUnhealthyUntilItIsGone() {
        TestingNode agent = new TestingNode("lab/n1", 1);
        send(agent.report(), START);
        assertEquals(NodeState.UNDECLARED, node("lab/n1").state());
        send(agent.report(TestingNode.fault("gpu.row_remap.failure", Severity.CRITICAL)), START.plusSeconds(40));
        assertEquals(NodeState.UNHEALTHY, node("lab/n1").state());
        assertEquals(START.plusSeconds(40), node("lab/n1").since());
        send(agent.report(), START.plusSeconds(80));
        assertEquals(NodeState.UNDECLARED, node("lab/n1").state());
    }

    @Test
    void aSeverityOfANewerAgentIsNeverHealthy() {
        TestingNode agent = new TestingNode("lab/n1", 1);
        String report = new String(
                        Wire.encode(agent.reportOf(
                                List.of(TestingNode.fault("gpu.row_remap.failure", Severity.CRITICAL)), Map.of())),
                        StandardCharsets.UTF_8)
                .replace("CRITICAL", "APOCALYPTIC");
        send(agent.seal(MessageType.REPORT, report.getBytes(StandardCharsets.UTF_8)), START);
        assertEquals(NodeState.UNHEALTHY, node("lab/n1").state());
    }

    @Test
    void forgedRecordsChangeNothingAndAreCounted() {
        TestingNode agent = new TestingNode("lab/n1", 1);
        send(agent.report(), START);
        FleetNode before = node("lab/n1");
        send(
                TestingNode.forging("lab/n1", "another-master-another-master-32")
                        .report(TestingNode.fault("gpu.row_remap.failure", Severity.CRITICAL)),
                START.plusSeconds(1));
        Envelope moved = new TestingNode("lab/n2", 1).report();
        send(new Envelope(moved.topic(), "lab/n1", moved.headers(), moved.data()), START.plusSeconds(2));
        Envelope good = agent.report();
        send(new Envelope(good.topic(), good.key(), new TreeMap<>(), good.data()), START.plusSeconds(3));
        assertEquals(before, node("lab/n1"));
        assertEquals(1, counters.refused().get(Refusal.BAD_MAC));
        assertEquals(1, counters.refused().get(Refusal.MISPLACED));
        assertEquals(1, counters.refused().get(Refusal.MALFORMED));
    }

    @Test
    void changedDataUnderGoodHeadersIsDropped() {
        Envelope good = new TestingNode("lab/n1", 1).report();
        send(new Envelope(good.topic(), good.key(), good.headers(), "{}".getBytes(StandardCharsets.UTF_8)), START);
        assertTrue(fleet.told(Topics.FLEET_NODE).isEmpty());
        assertEquals(1, counters.refused().get(Refusal.BAD_DIGEST));
    }

    @Test
    void aReplayedRecordChangesNothing() {
        TestingNode agent = new TestingNode("lab/n1", 1);
        Envelope faulty = agent.report(TestingNode.fault("gpu.row_remap.failure", Severity.CRITICAL));
        send(faulty, START);
        send(agent.report(), START.plusSeconds(1));
        FleetNode healed = node("lab/n1");
        send(faulty, START.plusSeconds(2));
        assertEquals(healed, node("lab/n1"));
        assertEquals(1, counters.repeated());
        send(new TestingNode("lab/n1", 2).report(), START.plusSeconds(3));
        send(agent.report(TestingNode.fault("gpu.row_remap.failure", Severity.CRITICAL)), START.plusSeconds(4));
        assertEquals(NodeState.UNDECLARED, node("lab/n1").state());
        assertEquals(2, counters.repeated());
    }

    @Test
    void anUnchangedReportIsTakenByItsHeadersAlone() {
        TestingNode agent = new TestingNode("lab/n1", 1);
        send(agent.report(), START);
        Envelope again = agent.report();
        send(
                new Envelope(
                        again.topic(), again.key(), again.headers(), "never read".getBytes(StandardCharsets.UTF_8)),
                START.plusSeconds(60));
        driver.advanceWallClockTime(HEARTBEAT);
        assertEquals(START.plusSeconds(60), node("lab/n1").lastHeard());
        assertEquals(1, counters.unchanged());
    }

    @Test
    void aNodeIsSilentAfterThreeIntervalsAndOnlyForOneWhoHasReadEverything() {
        send(new TestingNode("lab/n1", 1).report(), START);
        driver.advanceWallClockTime(Duration.ofHours(1));
        assertEquals(NodeState.UNDECLARED, node("lab/n1").state());
        catchUp.caughtUp(START.plus(Duration.ofHours(1)));
        driver.advanceWallClockTime(Duration.ofSeconds(80));
        assertEquals(NodeState.UNDECLARED, node("lab/n1").state());
        driver.advanceWallClockTime(Duration.ofSeconds(30));
        assertEquals(NodeState.SILENT, node("lab/n1").state());
    }

    @Test
    void aNodeThatIsHeardAgainIsWhatItsReportSays() {
        TestingNode agent = new TestingNode("lab/n1", 1);
        Envelope first = agent.report(TestingNode.fault("gpu.row_remap.pending", Severity.DEGRADED));
        send(first, START);
        catchUp.caughtUp(START);
        driver.advanceWallClockTime(Duration.ofMinutes(5));
        assertEquals(NodeState.SILENT, node("lab/n1").state());
        assertEquals(NodeState.DEGRADED, node("lab/n1").health().judged());
        send(
                agent.report(TestingNode.fault("gpu.row_remap.pending", Severity.DEGRADED)),
                START.plus(Duration.ofMinutes(5)));
        assertEquals(NodeState.DEGRADED, node("lab/n1").state());
    }

    @Test
    void heartbeatsKeepANodeFromSilence() {
        TestingNode agent = new TestingNode("lab/n1", 1);
        catchUp.caughtUp(START);
        for (int beat = 0; beat < 20; beat++) {
            send(agent.report(), START.plusSeconds(30L * beat));
            driver.advanceWallClockTime(HEARTBEAT);
        }
        assertEquals(NodeState.UNDECLARED, node("lab/n1").state());
    }

    @Test
    void aSectionIsKeptWithItsHighlightsAndIsNoLongerLacking() {
        TestingNode agent = new TestingNode("lab/n1", 1);
        SectionWire.Encoded os = TestingNode.os("6.8.0-85-generic");
        send(agent.reportNaming(Section.OS, os.digest()), START);
        assertEquals(Map.of(Section.OS, os.digest()), node("lab/n1").lacking());
        send(agent.section(os), START.plusSeconds(1));
        assertEquals(Map.of(), node("lab/n1").lacking());
        assertEquals("6.8.0-85-generic", node("lab/n1").highlights().values().get("kernel"));
        assertTrue(driver.getKeyValueStore(FleetTopology.NODE_STATE).get("lab/n1#os") != null);
        assertEquals(Set.of(agent.id()), fleet.pages());
    }

    @Test
    void whatWasLostIsAskedForOnceItIsLackingForTwoHeartbeats() {
        TestingNode agent = new TestingNode("lab/n1", 1);
        send(agent.reportNaming(Section.GPU, "d1"), START);
        assertEquals(
                List.of(MessageType.ASSIGNMENT.word()),
                fleet.orders().stream()
                        .map(order -> order.header("ce_type").orElseThrow())
                        .toList());
        driver.advanceWallClockTime(HEARTBEAT);
        send(agent.reportNaming(Section.GPU, "d1"), START.plusSeconds(30));
        assertEquals(List.of(), fleet.orders());
        driver.advanceWallClockTime(HEARTBEAT);
        send(agent.reportNaming(Section.GPU, "d1"), START.plusSeconds(60));
        InboxRecord.Verdict verdict = InboxRecord.verify(
                fleet.orders().getFirst(), agent.id(), Map.of("s1", fleet.signingKey()), 0, START.plusSeconds(61));
        InboxRecord order =
                assertInstanceOf(InboxRecord.Verdict.Accepted.class, verdict).record();
        assertEquals(new Resend(new TreeSet<>(List.of(Section.GPU))), Wire.decode(order.data(), Resend.class));
    }

    @Test
    void aFoldOverRepetitionsIsTheFoldOverTheOriginals() {
        Random random = new Random(7);
        TestingNode agent = new TestingNode("lab/n1", 1);
        List<Envelope> sent = new ArrayList<>();
        for (int n = 0; n < 60; n++) {
            sent.add(
                    random.nextBoolean()
                            ? agent.report(TestingNode.fault("gpu.c" + random.nextInt(3) + ".x", Severity.DEGRADED))
                            : agent.section(TestingNode.os("6.8." + random.nextInt(3))));
        }
        sent.forEach(envelope -> send(envelope, START));
        FleetNode once = node("lab/n1");
        for (int n = 0; n < 100; n++) {
            send(sent.get(random.nextInt(sent.size())), START);
        }
        assertEquals(once, node("lab/n1"));
    }

    @Test
    void whatIsNoReportIsRefusedAndTheNextOneIsTaken() {
        TestingNode agent = new TestingNode("lab/n1", 1);
        send(agent.seal(MessageType.REPORT, "[1,2".getBytes(StandardCharsets.UTF_8)), START);
        send(agent.seal(MessageType.SNAPSHOT_SECTION, "{\"section\":3}".getBytes(StandardCharsets.UTF_8)), START);
        assertEquals(2, counters.refused().get(Refusal.BAD_DATA));
        send(agent.report(), START);
        assertEquals(NodeState.UNDECLARED, node("lab/n1").state());
    }
}
