package io.holdfast.agent.report;

import static io.holdfast.agent.report.TestingSessions.NODE;
import static io.holdfast.agent.report.TestingSessions.verified;
import static io.holdfast.protocol.check.TestingCatalogs.JUDGED;
import static io.holdfast.protocol.check.TestingCatalogs.LASTING;
import static io.holdfast.protocol.check.TestingCatalogs.MOVING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.schedule.TestingLoop;
import io.holdfast.agent.schedule.TestingProbe;
import io.holdfast.agent.schedule.Timing;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.check.TestingCatalogs;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Section;
import io.holdfast.protocol.fact.SectionFacts;
import io.holdfast.protocol.fact.Snapshot;
import io.holdfast.protocol.judge.Judge;
import io.holdfast.protocol.report.NodeReport;
import io.holdfast.protocol.report.Origin;
import io.holdfast.protocol.report.SnapshotDigests;
import io.holdfast.protocol.wire.Envelope;
import io.holdfast.protocol.wire.MessageType;
import io.holdfast.protocol.wire.NodeRecord;
import io.holdfast.protocol.wire.SectionWire;
import io.holdfast.protocol.wire.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReporterTest {
    private static final Catalog CATALOG = TestingCatalogs.three();
    private static final Timing TIMING = Timing.live();

    private final TestingLoop loop = new TestingLoop();
    private final TestingTransport transport = new TestingTransport();
    private final Reporter reporter = new Reporter(TestingSessions.outlet(transport, loop), CATALOG, TIMING);
    private Optional<Level> last = Optional.empty();

    private void enrol(long run) {
        reporter.session(TestingSessions.session("boot-1", run, loop));
        loop.settle();
    }

    /// Two sections: the GPU section as given, and an OS section that never changes.
    private void publish(Fact... gpu) {
        List<SectionFacts> sections = List.of(
                new SectionFacts(Section.GPU, loop.now(), List.of(gpu)),
                new SectionFacts(Section.OS, loop.now(), List.of(TestingProbe.fact("test.os.name", "Ubuntu"))));
        Snapshot snapshot = new Snapshot(NODE, "boot-1", List.of(gpu));
        var speaker = new Level.Speaker(NODE, "boot-1", "1.0", Origin.RECORDED, "");
        var previous = last.map(level -> level.report().findings()).orElse(List.of());
        Level level =
                Level.of(speaker, sections, Judge.evaluate(snapshot, CATALOG, previous, loop.now()), CATALOG, last);
        last = Optional.of(level);
        reporter.publish(level);
        loop.settle();
    }

    private void publishCount(long gpus) {
        publish(TestingProbe.fact(JUDGED, gpus));
    }

    private List<Section> sectionsSent() {
        return transport.confirmed(MessageType.SNAPSHOT_SECTION).stream()
                .map(record -> SectionWire.decode(record.data()).facts().section())
                .toList();
    }

    private List<Envelope> reports() {
        return transport.confirmed(MessageType.REPORT);
    }

    private static NodeReport report(Envelope record) {
        return Wire.decode(record.data(), NodeReport.class);
    }

    @Test
    void nothingIsSaidBeforeEnrolmentAndEverythingOnceItIsDone() {
        publishCount(8);
        assertEquals(List.of(), transport.confirmed());

        enrol(1);
        assertEquals(Set.of(Section.GPU, Section.OS), Set.copyOf(sectionsSent()));
        assertEquals(1, reports().size());
        assertEquals(
                Set.of(Section.GPU, Section.OS),
                report(reports().getFirst()).sections().keySet());
    }

    @Test
    void aChangedSectionIsSentOnceAndReportedAtOnce() {
        enrol(1);
        publishCount(8);
        publishCount(7);
        publishCount(7);

        assertEquals(1, sectionsSent().stream().filter(Section.OS::equals).count());
        assertEquals(2, sectionsSent().stream().filter(Section.GPU::equals).count());
        assertEquals(2, reports().size());
        NodeReport found = report(reports().getLast());
        assertEquals("7", found.findings().getFirst().observed());
        String digest = SectionWire.decode(transport
                        .confirmed(MessageType.SNAPSHOT_SECTION)
                        .getLast()
                        .data())
                .digest();
        assertEquals(digest, found.sections().get(Section.GPU));
    }

    @Test
    void aVolatileChangeSendsNothing() {
        enrol(1);
        publish(TestingProbe.fact(LASTING, 1), TestingProbe.fact(MOVING, 40));
        int before = transport.confirmed().size();

        publish(TestingProbe.fact(LASTING, 1), TestingProbe.fact(MOVING, 41));

        assertEquals(before, transport.confirmed().size());
    }

    @Test
    void anUnchangedReportIsRepeatedEachHeartbeatWithTheSameDataDigest() {
        enrol(1);
        publishCount(7);
        for (int i = 0; i < 10; i++) {
            loop.advance(Duration.ofSeconds(30));
            publishCount(7);
        }

        assertTrue(reports().size() >= 9 && reports().size() <= 12, reports().size() + " reports");
        List<NodeRecord> records =
                reports().stream().map(TestingSessions::verified).toList();
        assertEquals(1, records.stream().map(NodeRecord::dataDigest).distinct().count());
        List<Long> sequences = records.stream().map(NodeRecord::sequence).toList();
        assertEquals(sequences.stream().sorted().distinct().toList(), sequences);
    }

    @Test
    void whileTheBrokerIsAwayOneRecordOfEachTopicWaitsAndTheNewestFollowsIt() {
        enrol(1);
        publishCount(8);
        transport.hang();
        publishCount(7);
        for (long gpus = 6; gpus >= 1; gpus--) {
            publishCount(gpus);
            loop.advance(Duration.ofMinutes(10));
        }
        assertEquals(2, transport.unanswered().size());

        int before = transport.confirmed().size();
        transport.recover();
        loop.settle();

        List<Envelope> after =
                transport.confirmed().subList(before, transport.confirmed().size());
        List<String> reported = after.stream()
                .filter(record -> verified(record).type() == MessageType.REPORT)
                .map(record -> report(record).findings().getFirst().observed())
                .toList();
        assertEquals(List.of("7", "1"), reported);
        List<String> sections = after.stream()
                .filter(record -> verified(record).type() == MessageType.SNAPSHOT_SECTION)
                .map(record -> SectionWire.decode(record.data())
                        .facts()
                        .facts()
                        .getFirst()
                        .reading()
                        .shown())
                .toList();
        assertEquals(List.of("7", "1"), sections);
    }

    @Test
    void whatFailedIsSaidAgainAsItThenStands() {
        transport.fail();
        enrol(1);
        publishCount(7);
        publishCount(6);
        loop.advance(Duration.ofHours(1));
        assertEquals(List.of(), transport.confirmed());

        transport.recover();
        loop.advance(Duration.ofSeconds(11));

        assertEquals("6", report(reports().getFirst()).findings().getFirst().observed());
        assertEquals(Set.of(Section.GPU, Section.OS), Set.copyOf(sectionsSent()));
    }

    @Test
    void aSectionThatIsAskedForIsSentAsItStandsNow() {
        enrol(1);
        publish(TestingProbe.fact(LASTING, 1), TestingProbe.fact(MOVING, 40));
        publish(TestingProbe.fact(LASTING, 1), TestingProbe.fact(MOVING, 41));
        int before = sectionsSent().size();

        reporter.resend(Set.of(Section.GPU));
        loop.settle();

        assertEquals(
                List.of(Section.GPU),
                sectionsSent().subList(before, sectionsSent().size()));
        var facts = SectionWire.decode(transport
                        .confirmed(MessageType.SNAPSHOT_SECTION)
                        .getLast()
                        .data())
                .facts();
        assertTrue(facts.facts().contains(TestingProbe.fact(MOVING, 41)), facts.toString());
    }

    @Test
    void digestsAloneTravelEveryQuarterHourAndEverythingEverySixHours() {
        enrol(1);
        publishCount(8);
        assertEquals(2, sectionsSent().size());

        loop.advance(Duration.ofMinutes(17));
        Envelope digests = transport.confirmed(MessageType.SNAPSHOT_DIGESTS).getFirst();
        SnapshotDigests said = Wire.decode(digests.data(), SnapshotDigests.class);
        assertEquals(new SnapshotDigests("boot-1", report(reports().getFirst()).sections()), said);
        assertEquals(2, sectionsSent().size());

        loop.advance(Duration.ofHours(7));
        assertEquals(4, sectionsSent().size());
    }

    @Test
    void aNewEnrolmentSaysEverythingAnewUnderItsOwnRun() {
        enrol(1);
        publishCount(8);
        int before = transport.confirmed().size();

        enrol(2);

        List<NodeRecord> anew = new ArrayList<>();
        transport.confirmed().stream().skip(before).forEach(record -> anew.add(verified(record)));
        assertEquals(3, anew.size());
        assertTrue(anew.stream().allMatch(record -> record.sender().run() == 2));
        assertNotEquals(0, anew.getFirst().sequence());
    }
}
