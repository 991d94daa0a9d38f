package io.holdfast.aggregator.waiver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.aggregator.TestingNode;
import io.holdfast.aggregator.fold.FleetNode;
import io.holdfast.aggregator.waiver.FleetWaiver.From;
import io.holdfast.aggregator.waiver.FleetWaiver.State;
import io.holdfast.aggregator.waiver.WaiverCommand.Verb;
import io.holdfast.protocol.baseline.Overrides;
import io.holdfast.protocol.baseline.Selector;
import io.holdfast.protocol.baseline.Waiver;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.finding.Finding;
import io.holdfast.protocol.finding.Outcome;
import io.holdfast.protocol.finding.Scope;
import io.holdfast.protocol.finding.Severity;
import io.holdfast.protocol.fleet.Notice;
import io.holdfast.protocol.wire.MessageType;
import io.holdfast.protocol.wire.NodeRecord;
import io.holdfast.protocol.wire.Sender;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FleetWaiverTest {
    private static final Instant START = TestingNode.START;
    private static final Standing NOTHING = new Standing(0, 0, 0, 0);
    private static final Standing COVERING = new Standing(3, 2, 0, 0);
    private static final Standing BACK = new Standing(0, 0, 1, 1);

    private static Waiver waiver(String id, Duration length) {
        return new Waiver(
                id,
                "nic.firmware.version",
                List.of("lab/n1"),
                new Selector(new TreeMap<>(), new TreeMap<>(Map.of("pool", "train"))),
                "card on order",
                "network team",
                START.plus(length));
    }

    private static FleetWaiver granted(From from, Duration length) {
        return FleetWaiver.of(waiver("w-1", length), from, "ada", START);
    }

    @ParameterizedTest
    @CsvSource({
        "P7D,  P5DT23H59M, IN_FORCE",
        "P7D,  P6D,        EXPIRES_SOON",
        "P7D,  P7D,        EXPIRED",
        "PT1H, PT44M,      IN_FORCE",
        "PT1H, PT45M,      EXPIRES_SOON"
    })
    void itsEndIsAnnouncedADayBeforeAndForAShortOneInItsLastQuarter(Duration length, Duration after, State state) {
        assertEquals(state, granted(From.API, length).state(START.plus(after)));
    }

    @Test
    void bothEndsAreToldOnceAndInWords() {
        FleetWaiver one = granted(From.API, Duration.ofDays(7));
        Instant soon = START.plus(Duration.ofDays(6));
        FleetWaiver.Step first = one.after(soon, COVERING);
        assertEquals(
                "waiver of nic.firmware.version on lab/n1, label pool=train (network team) ends at "
                        + one.waiver().expires() + " and covers 3 findings on 2 nodes",
                first.notice().map(Notice::text).orElseThrow());
        FleetWaiver told = first.next().orElseThrow();
        assertEquals(Optional.empty(), told.after(soon, COVERING).notice());

        Instant over = START.plus(Duration.ofDays(7));
        assertEquals(Optional.empty(), told.after(over, NOTHING).notice(), "nodes have not told yet");
        FleetWaiver.Step last = told.after(over, BACK);
        assertEquals(
                "waiver of nic.firmware.version on lab/n1, label pool=train (network team) has ended:"
                        + " 1 finding on 1 node not covered any more",
                last.notice().map(Notice::text).orElseThrow());
        FleetWaiver done = last.next().orElseThrow();
        assertEquals(Optional.empty(), done.after(over, BACK).notice());
        assertEquals(
                Notice.Kind.WAIVER_EXPIRED,
                told.after(over.plus(Duration.ofMinutes(2)), NOTHING)
                        .notice()
                        .map(Notice::kind)
                        .orElseThrow());
    }

    @Test
    void oneByApiIsForgottenAWeekAfterItsEndAndOneOfAFileWithTheFile() {
        Instant weekLater = START.plus(Duration.ofHours(1)).plus(FleetWaiver.KEPT);
        assertEquals(
                Optional.empty(),
                granted(From.API, Duration.ofHours(1)).after(weekLater, NOTHING).next());
        assertTrue(granted(From.FILE, Duration.ofHours(1))
                .after(weekLater, NOTHING)
                .next()
                .isPresent());
    }

    @Test
    void theSameWishTwiceIsOneWaiverAndNoneAfterItWasEnded() {
        WaiverCommand grant = new WaiverCommand(
                Verb.GRANT, "w-1", Optional.of(waiver("w-1", Duration.ofDays(1))), "ada", "on order", START);
        FleetWaiver granted = book().after(grant).orElseThrow();
        assertEquals(Optional.empty(), book(granted).after(grant));
        WaiverCommand end = new WaiverCommand(Verb.END, "w-1", Optional.empty(), "eve", "mended", START.plusSeconds(9));
        FleetWaiver ended = book(granted).after(end).orElseThrow();
        assertEquals(Optional.of(new FleetWaiver.Ended("eve", "mended", START.plusSeconds(9))), ended.ended());
        assertEquals(Optional.empty(), book(ended).after(grant));
        assertEquals(Optional.empty(), book(ended).after(end));
        assertEquals(List.of(), told(ended, START.plusSeconds(10)));
    }

    private static WaiverBook book(FleetWaiver... all) {
        TreeMap<String, FleetWaiver> byId = new TreeMap<>();
        for (FleetWaiver one : all) {
            byId.put(one.waiver().id(), one);
        }
        return new WaiverBook(byId);
    }

    private static List<Overrides.Waiver> told(FleetWaiver one, Instant now) {
        return book(one).on(NodeId.parse("lab/n1"), Map.of("pool", "train"), now);
    }

    @Test
    void aNodeIsToldWhatIsForItAsLongAsItIsInForce() {
        FleetWaiver one = granted(From.API, Duration.ofDays(1));
        Instant end = one.waiver().expires();
        assertEquals(
                List.of(new Overrides.Waiver(
                        "nic.firmware.version", Selector.ALL, "card on order", "network team", end)),
                told(one, START));
        assertEquals(List.of(), told(one, end));
        assertEquals(List.of(), book(one).on(NodeId.parse("lab/n1"), Map.of("pool", "serve"), START));
        assertEquals(List.of(), book(one).on(NodeId.parse("lab/n2"), Map.of("pool", "train"), START));
    }

    @Test
    void whatItCoversIsCountedByInstancesAndNodes() {
        Waiver waiver = waiver("w-1", Duration.ofDays(1));
        Finding waived = new Finding(
                new CheckId("nic.firmware.version"),
                List.of(new Instance("0000:17:00.0"), new Instance("0000:18:00.0")),
                Scope.DEVICE,
                Outcome.WAIVED,
                Severity.WARNING,
                "32.47",
                "32.41",
                START,
                "/test",
                Optional.empty(),
                Optional.of(new Finding.Held(Outcome.DRIFT, waiver.reason(), waiver.owner(), waiver.expires())));
        FleetNode covered = node("lab/n1", waived);
        FleetNode open = node("lab/n1", TestingNode.fault("nic.firmware.version", Severity.WARNING));
        FleetNode foreign = node("lab/n2", waived);
        Map<String, String> labels = Map.of("pool", "train");
        assertEquals(new Standing(2, 1, 0, 0), Standing.of(waiver, List.of(covered, foreign), _ -> labels));
        assertEquals(new Standing(0, 0, 1, 1), Standing.of(waiver, List.of(open, foreign), _ -> labels));
    }

    private static FleetNode node(String name, Finding finding) {
        TestingNode agent = new TestingNode(name, 1);
        return FleetNode.unheard(agent.id(), START)
                .reported(
                        new NodeRecord(MessageType.REPORT, new Sender(agent.id(), "b", 1, "m1.shared"), 1, START, "d"),
                        agent.reportOf(List.of(finding), Map.of()),
                        START);
    }
}
