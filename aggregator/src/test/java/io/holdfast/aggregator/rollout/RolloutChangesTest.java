package io.holdfast.aggregator.rollout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.aggregator.fold.Departures;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.drift.Background;
import io.holdfast.protocol.drift.Difference;
import io.holdfast.protocol.drift.DriftReport;
import io.holdfast.protocol.drift.DriftReports;
import io.holdfast.protocol.drift.NodeDrift;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.finding.Outcome;
import io.holdfast.protocol.finding.Severity;
import io.holdfast.protocol.fleet.NodeState;
import io.holdfast.protocol.wire.Wire;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RolloutChangesTest {
    private static final Instant START = Instant.parse("2026-11-23T05:00:00Z");
    private static final Pace PACE = new Pace(Duration.ofMinutes(1), Duration.ofMinutes(10));
    private static final List<Member> MEMBERS = IntStream.rangeClosed(1, 40)
            .mapToObj(number -> new Member(
                    new NodeId("lab", "n" + number), NodeState.HEALTHY, true, "new", Departures.of(List.of())))
            .toList();

    /// Of a rule that none of these nodes falls under.
    private static final Rollout OTHERS =
            Rollout.proposed("storage", "", "newest", START).approvedForAll("sre", START);

    private static Rollout rolling() {
        return Rollout.proposed("train", "old", "new", START).approved("sre", Preview.NONE, MEMBERS, START);
    }

    private static List<NodeId> nodes(Rollout rollout, int wave) {
        return MEMBERS.stream()
                .map(Member::node)
                .filter(node -> rollout.waves().of(node) == wave)
                .toList();
    }

    private static NodeDrift drift(NodeId node, Instant since) {
        return new NodeDrift(
                node,
                "new",
                true,
                0,
                List.of(new Difference(
                        new CheckId("os.kernel.release"),
                        1,
                        Outcome.DRIFT,
                        Severity.WARNING,
                        "6.8.0-90",
                        "6.8.0-85",
                        since,
                        "role",
                        "site/train")));
    }

    private static DriftReport report(Rollout rollout, List<NodeDrift> drift) {
        RolloutChanges changes =
                new RolloutChanges(List.of(rollout, OTHERS), _ -> Optional.of("train"), rule -> "site/" + rule);
        Background background = Background.of(Catalog.shipped()).with(changes);
        return DriftReports.of(drift, true, background, START.plusSeconds(3600));
    }

    @Test
    void theFirstLineNamesRolloutBaselineAndWave() {
        Rollout rollout = rolling();
        NodeId canary = rollout.waves().canaries().first();
        DriftReport report = report(
                rollout,
                List.of(
                        drift(canary, START.plusSeconds(20)),
                        new NodeDrift(nodes(rollout, 3).getFirst(), "old", true, 0, List.of())));
        assertEquals(
                canary
                        + ": os.kernel.release is 6.8.0-85, expected 6.8.0-90, since 2026-11-23 05:00 UTC, after rollout "
                        + rollout.id() + " of baseline site/train, wave canary.",
                report.headline());
    }

    @Test
    void wavesOfOneRolloutAreOneChange() {
        Rollout rollout = rolling();
        for (int wave = 1; wave <= Waves.last(); wave++) {
            rollout = rollout.after(MEMBERS, PACE, START.plus(Duration.ofMinutes(2L * wave)));
        }
        assertEquals(Waves.last(), rollout.wave());
        Rollout rolled = Wire.decode(Wire.encode(rollout), Rollout.class);
        List<NodeDrift> drift = MEMBERS.stream()
                .map(Member::node)
                .map(node -> drift(node, rolled.reached(node).orElseThrow().plusSeconds(10)))
                .toList();
        DriftReport report = report(rolled, drift);
        assertEquals(1, report.causes().size());
        String after = report.causes().getFirst().after().getFirst();
        assertTrue(after.startsWith("rollout " + rolled.id() + " of baseline site/train, wave canary"), after);
    }

    @Test
    void aWaveThatHasNotReachedANodeAndOneOfLongAgoAreNoCause() {
        Rollout rollout = rolling();
        NodeId last = nodes(rollout, Waves.last()).getFirst();
        NodeId canary = rollout.waves().canaries().first();
        assertEquals(
                List.of(),
                report(rollout, List.of(drift(last, START.plusSeconds(20))))
                        .causes()
                        .getFirst()
                        .after());
        assertEquals(
                List.of(),
                report(rollout, List.of(drift(canary, START.plusSeconds(3000))))
                        .causes()
                        .getFirst()
                        .after());
    }

    @Test
    void oneThatWasTakenBackIsAChangeAsWell() {
        Rollout rollout = rolling().rolledBack("sre", "wrong", START.plus(Duration.ofHours(2)));
        NodeId canary = rollout.waves().canaries().first();
        DriftReport report = report(
                rollout, List.of(drift(canary, START.plus(Duration.ofHours(2)).plusSeconds(9))));
        assertEquals(
                List.of("rollout " + rollout.id() + " of baseline site/train was rolled back"),
                report.causes().getFirst().after());
    }
}
