package io.holdfast.aggregator.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.aggregator.rollout.Rollout;
import io.holdfast.protocol.finding.Severity;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RolloutNeedsTest {
    private static final Instant START = Instant.parse("2026-11-23T05:00:00Z");

    private final Rollout waiting = Rollout.proposed("site", "old", "new", START);

    private static List<String> needs(Rollout rollout, String trouble) {
        return RolloutNeeds.of(List.of(rollout), trouble).stream()
                .map(need -> need.severity() + " " + need.kind() + " " + need.name() + ": " + need.text())
                .toList();
    }

    @Test
    void whatWaitsAndWhatStoppedWaitForAPersonAndWhatIsDoneDoesNot() {
        assertEquals(
                List.of("WARNING rollout site: waits for approval: no node was judged by it yet"), needs(waiting, ""));
        assertEquals(List.of(), needs(waiting.approvedForAll("sre", START), ""));
        assertEquals(List.of(), needs(waiting.rolledBack("sre", "no", START), ""));
    }

    @Test
    void aFolderThatCannotBeUsedIsNamed() {
        assertEquals(
                List.of("WARNING baselines baselines: assign.yaml line 3: no such key"),
                needs(waiting.rolledBack("sre", "no", START), "assign.yaml line 3: no such key"));
    }

    @Test
    void theGravestNeedComesFirst() {
        FleetBody.NeedBody fault =
                new FleetBody.NeedBody("node", null, null, Severity.CRITICAL, "fault", START, "lab/n1");
        FleetBody fleet = FleetBody.of(List.of(), new io.holdfast.aggregator.ingest.IngestCounters(), true, START)
                .and(List.of(fault))
                .and(RolloutNeeds.of(List.of(waiting), ""));
        assertEquals(
                List.of("lab/n1", "site"),
                fleet.needsYou().stream().map(FleetBody.NeedBody::name).toList());
    }
}
