package io.holdfast.aggregator.rollout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.aggregator.fold.Departures;
import io.holdfast.aggregator.rollout.Rollout.ForbiddenMoveException;
import io.holdfast.aggregator.rollout.Rollout.State;
import io.holdfast.protocol.baseline.Selector;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.finding.Finding;
import io.holdfast.protocol.finding.Outcome;
import io.holdfast.protocol.finding.Scope;
import io.holdfast.protocol.finding.Severity;
import io.holdfast.protocol.fleet.NodeState;
import io.holdfast.protocol.wire.Wire;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RolloutMovesTest {
    private static final Instant START = Instant.parse("2026-11-23T05:00:00Z");
    private static final Pace PACE = new Pace(Duration.ofMinutes(1), Duration.ofMinutes(10));
    private static final CheckId DRIVER = new CheckId("gpu.driver.version");
    private static final CheckId KERNEL = new CheckId("os.kernel.release");
    private static final List<NodeId> NODES = IntStream.rangeClosed(1, 100)
            .mapToObj(number -> new NodeId("lab", "n" + number))
            .toList();

    private static final Preview FORESEEN = foreseen(NODES);

    private static Preview foreseen(List<NodeId> nodes) {
        return preview(List.of(new Preview.Found(nodes, List.of(finding(DRIVER, Outcome.DRIFT, Optional.empty())))));
    }

    private static Preview preview(List<Preview.Found> found) {
        return preview(found, Departures.of(List.of()));
    }

    private static Preview preview(List<Preview.Found> found, Departures now) {
        Map<NodeId, Departures> asked = new HashMap<>();
        NODES.forEach(node -> asked.put(node, now));
        return Preview.of(found, new Preview.Asked(asked, 0), Catalog.shipped());
    }

    private static Finding finding(CheckId check, Outcome outcome, Optional<Finding.Held> held) {
        return finding(check, List.of(Instance.NODE), outcome, held);
    }

    private static Finding finding(
            CheckId check, List<Instance> instances, Outcome outcome, Optional<Finding.Held> held) {
        return new Finding(
                check,
                instances,
                Scope.NODE,
                outcome,
                Severity.DEGRADED,
                "2",
                "1",
                START,
                "/test",
                Optional.of(new Finding.Declared("role", "site", false)),
                held);
    }

    private final Rollout waiting = Rollout.proposed("site", "old", "new", START);
    private final Rollout rolling = waiting.approved("sre", FORESEEN, fleet(_ -> member(NodeState.HEALTHY)), START);

    private static Member member(NodeState state, CheckId... departs) {
        return new Member(NODES.getFirst(), state, true, "new", Departures.of(List.of(departs)));
    }

    private static List<Member> fleet(Function<NodeId, Member> like) {
        return NODES.stream()
                .map(node -> {
                    Member one = like.apply(node);
                    return new Member(node, one.state(), one.isInService(), one.baseline(), one.departs());
                })
                .toList();
    }

    private static Rollout after(Rollout rollout, Member all, Duration time) {
        return rollout.after(fleet(_ -> all), PACE, START.plus(time));
    }

    @Test
    void nobodyIsJudgedByANewBaselineBeforeItIsApproved() {
        assertEquals("old", waiting.digestFor(NODES.getFirst()));
        assertSame(waiting, after(waiting, member(NodeState.HEALTHY), Duration.ofHours(1)));
        long due = NODES.stream()
                .filter(node -> rolling.digestFor(node).equals("new"))
                .count();
        assertEquals(1, due);
        assertTrue(rolling.waves()
                .canaries()
                .contains(NODES.stream()
                        .filter(node -> rolling.digestFor(node).equals("new"))
                        .findFirst()
                        .orElseThrow()));
    }

    @Test
    void aHealthyFleetPassesWaveByWaveEachAfterItsSoak() {
        Rollout now = rolling;
        List<Long> due = new ArrayList<>();
        for (int minute = 1; now.state() == State.ROLLING; minute++) {
            Rollout seen = now;
            due.add(NODES.stream()
                    .filter(node -> seen.digestFor(node).equals("new"))
                    .count());
            now = after(now, member(NodeState.HEALTHY), Duration.ofMinutes(minute));
        }
        assertEquals(State.DONE, now.state());
        assertEquals(4, due.size());
        assertEquals(1, due.getFirst());
        assertEquals(100, due.getLast());
        assertTrue(due.get(1) < 15 && due.get(2) < 45, due::toString);
        assertSame(rolling, after(rolling, member(NodeState.HEALTHY), Duration.ofSeconds(59)));
    }

    @Test
    void whatThePreviewDidNotSayStopsIt() {
        Rollout stopped = after(rolling, member(NodeState.DRIFTED, KERNEL), Duration.ofSeconds(2));
        assertEquals(State.STOPPED, stopped.state());
        assertTrue(stopped.move().why().startsWith("not foreseen: os.kernel.release on lab/n"), stopped::toString);
        assertEquals("holdfast", stopped.move().who());
    }

    @Test
    void whatThePreviewSaidIsWaitedForAndThenStopsTheCanary() {
        Member departing = member(NodeState.HEALTHY, DRIVER);
        assertEquals(
                State.ROLLING, after(rolling, departing, Duration.ofMinutes(9)).state());
        assertEquals(0, after(rolling, departing, Duration.ofMinutes(9)).wave());
        Rollout stopped = after(rolling, departing, Duration.ofMinutes(10));
        assertEquals(State.STOPPED, stopped.state());
        assertTrue(stopped.move().why().contains("still departs"), stopped::toString);
    }

    @Test
    void aCanaryThatFallsIllOrSilentStopsIt() {
        for (NodeState state : List.of(NodeState.UNHEALTHY, NodeState.DEGRADED, NodeState.SILENT)) {
            assertEquals(
                    State.STOPPED,
                    after(rolling, member(state), Duration.ofSeconds(5)).state());
        }
    }

    @Test
    void whoGoesOnAcceptsWhatDeparts() {
        List<Member> all = fleet(_ -> member(NodeState.DRIFTED, KERNEL));
        Rollout stopped = rolling.after(all, PACE, START.plusSeconds(5));
        Rollout resumed = stopped.resumed("sre", all, START.plusSeconds(60));
        Rollout next = resumed.after(all, PACE, START.plusSeconds(120));
        assertEquals(State.ROLLING, next.state());
        assertEquals(1, next.wave());
    }

    @Test
    void whatIsForeseenIsHeldBackUntilTheWaveIsDueAndAWhileLonger() {
        NodeId canary = rolling.waves().canaries().first();
        NodeId last = NODES.stream()
                .filter(node -> rolling.waves().of(node) == Waves.last())
                .findFirst()
                .orElseThrow();
        var held = rolling.suppressions(canary, PACE, START).getFirst();
        assertEquals(List.of(DRIVER.text()), held.checks());
        assertEquals(START.plus(PACE.patience()), held.until());
        assertEquals(1, rolling.suppressions(last, PACE, START).size());
        assertEquals(List.of(), waiting.suppressions(last, PACE, START));
        Rollout stopped = rolling.stopped("sre", "enough", START);
        assertEquals(List.of(), stopped.suppressions(last, PACE, START));
    }

    @Test
    void whatWasForeseenOfOtherNodesIsASurpriseOnThisOne() {
        NodeId canary = rolling.waves().canaries().first();
        List<NodeId> others =
                NODES.stream().filter(node -> !node.equals(canary)).toList();
        List<Member> healthy = fleet(_ -> member(NodeState.HEALTHY));
        Rollout partly = waiting.approved("sre", foreseen(others), healthy, START);
        assertEquals(Set.of(canary), partly.waves().canaries());
        assertEquals(List.of(), partly.suppressions(canary, PACE, START));
        assertEquals(1, partly.suppressions(others.getLast(), PACE, START).size());
        Rollout stopped = after(partly, member(NodeState.DRIFTED, DRIVER), Duration.ofSeconds(2));
        assertEquals(State.STOPPED, stopped.state());
        assertEquals(
                "not foreseen: gpu.driver.version on " + canary, stopped.move().why());
    }

    @Test
    void whatIsWaivedIsNeitherFreshNorADrainNorASurpriseWhenTheWaiverEnds() {
        Finding waived = finding(
                DRIVER,
                Outcome.WAIVED,
                Optional.of(new Finding.Held(Outcome.DRIFT, "card on order", "network team", START.plusSeconds(60))));
        Preview preview = preview(List.of(new Preview.Found(NODES, List.of(waived))));
        assertEquals(List.of(new Preview.Row(DRIVER, Outcome.WAIVED, "2", "1", 100, 0)), preview.rows());
        assertEquals(0, preview.foresight().orElseThrow().drains());
        assertEquals(Set.copyOf(NODES), preview.foresight().orElseThrow().nodes(DRIVER, "1", true));
        assertEquals(Set.of(), preview.foresight().orElseThrow().nodes(DRIVER, "1", false));
        Rollout waivedThere = waiting.approved("sre", preview, fleet(_ -> member(NodeState.HEALTHY)), START);
        assertEquals(
                List.of(),
                waivedThere.suppressions(waivedThere.waves().canaries().first(), PACE, START));
        Rollout ended = after(waivedThere, member(NodeState.DRIFTED, DRIVER), Duration.ofMinutes(2));
        assertEquals(State.ROLLING, ended.state());
        assertEquals(1, ended.wave());
        assertEquals(waivedThere, Wire.decode(Wire.encode(waivedThere), Rollout.class));
    }

    private static Member worked(NodeId node, NodeState state) {
        return new Member(node, state, false, "new", Departures.of(List.of()));
    }

    @Test
    void aNodeThatSomebodyWorksOnIsNoCanary() {
        List<Member> members = NODES.stream()
                .map(node -> node.equals(NODES.getLast())
                        ? new Member(node, NodeState.HEALTHY, true, "old", Departures.of(List.of()))
                        : worked(node, NodeState.HEALTHY))
                .toList();
        assertEquals(
                Set.of(NODES.getLast()),
                waiting.approved("sre", FORESEEN, members, START).waves().canaries());
    }

    @Test
    void aFaultOfACanaryStopsItWhoeverWorksOnTheNode() {
        Rollout stopped = rolling.after(
                NODES.stream().map(node -> worked(node, NodeState.UNHEALTHY)).toList(), PACE, START);
        assertEquals(Rollout.State.STOPPED, stopped.state());
    }

    private static final CheckId FIRMWARE = new CheckId("nic.firmware.version");
    private static final Instance CARD = new Instance("0000:17:00.0");
    private static final Instance OTHER_CARD = new Instance("0000:63:00.0");

    private static Member firmware(Instance... departs) {
        return new Member(
                NODES.getFirst(),
                NodeState.DRIFTED,
                true,
                "new",
                new Departures(new TreeMap<>(Map.of(FIRMWARE, new TreeSet<>(List.of(departs))))));
    }

    private static Preview ofCards(Departures now, Instance... cards) {
        Finding drift = finding(FIRMWARE, List.of(cards), Outcome.DRIFT, Optional.empty());
        return preview(List.of(new Preview.Found(NODES, List.of(drift))), now);
    }

    @Test
    void whatWasForeseenOfOneCardIsASurpriseOnAnother() {
        Departures nothing = Departures.of(List.of());
        List<Member> healthy = fleet(_ -> member(NodeState.HEALTHY));
        Rollout one = waiting.approved("sre", ofCards(nothing, CARD), healthy, START);
        assertEquals(
                State.ROLLING, after(one, firmware(CARD), Duration.ofSeconds(2)).state());
        Rollout stopped = after(one, firmware(CARD, OTHER_CARD), Duration.ofSeconds(2));
        assertEquals(State.STOPPED, stopped.state());
        assertEquals(
                "not foreseen: nic.firmware.version of 0000:63:00.0 on "
                        + one.waves().canaries().first(),
                stopped.move().why());
        Rollout both = waiting.approved("sre", ofCards(nothing, CARD, OTHER_CARD), healthy, START);
        assertEquals(
                State.ROLLING,
                after(both, firmware(OTHER_CARD), Duration.ofSeconds(2)).state());
        assertEquals(
                State.ROLLING,
                after(one, member(NodeState.DRIFTED, FIRMWARE), Duration.ofSeconds(2))
                        .state(),
                "a summary of an older writer names no instances");
    }

    @Test
    void aCardThatDepartsAlreadyDoesNotMakeAnotherOneOld() {
        Departures now = firmware(CARD).departs();
        Preview preview = ofCards(now, CARD, OTHER_CARD);
        assertEquals(List.of(new Preview.Row(FIRMWARE, Outcome.DRIFT, "2", "1", 100, 100)), preview.rows());
        Rollout rollout = waiting.approved("sre", preview, fleet(_ -> member(NodeState.HEALTHY)), START);
        NodeId canary = rollout.waves().canaries().first();
        assertEquals(
                List.of(OTHER_CARD.text()),
                rollout.suppressions(canary, PACE, START)
                        .getFirst()
                        .where()
                        .traits()
                        .get(Selector.Trait.INSTANCE));
        assertEquals(
                0,
                after(rollout, firmware(CARD, OTHER_CARD), Duration.ofMinutes(2))
                        .wave());
        assertEquals(1, after(rollout, firmware(CARD), Duration.ofMinutes(2)).wave(), "the new one was mended");
        assertEquals(rollout, Wire.decode(Wire.encode(rollout), Rollout.class));
        assertEquals(0, ofCards(now, CARD).rows().getFirst().fresh());
    }

    @Test
    void aPreviewOutlivesItsWayThroughATopic() {
        Rollout read = Wire.decode(Wire.encode(rolling), Rollout.class);
        assertEquals(rolling, read);
        assertEquals(100, FORESEEN.foresight().orElseThrow().drains());
    }

    @Test
    void rollingBackTakesTheNewBaselineFromEveryNode() {
        Rollout back = rolling.rolledBack("sre", "no", START);
        assertTrue(NODES.stream().allMatch(node -> back.digestFor(node).equals("old")));
        assertSame(back, back.declared("new", START));
        Rollout next = back.declared("newer", START);
        assertEquals(State.WAITING, next.state());
        assertEquals("old", next.from());
    }

    @Test
    void aNewerBaselineWaitsForOneThatRollsAndReplacesOneThatWaits() {
        assertSame(rolling, rolling.declared("newer", START));
        assertEquals("newer", waiting.declared("newer", START).to());
        assertEquals(State.ROLLED_BACK, waiting.declared("old", START).state());
        Rollout done = waiting.approvedForAll("sre", START);
        assertEquals("new", done.declared("newer", START).from());
    }

    @Test
    void aForbiddenMoveIsRefused() {
        assertThrows(ForbiddenMoveException.class, () -> waiting.stopped("sre", "", START));
        assertThrows(ForbiddenMoveException.class, () -> waiting.resumed("sre", List.of(), START));
        assertThrows(ForbiddenMoveException.class, () -> rolling.approvedForAll("sre", START));
        Rollout back = rolling.rolledBack("sre", "", START);
        assertThrows(ForbiddenMoveException.class, () -> back.rolledBack("sre", "", START));
    }
}
