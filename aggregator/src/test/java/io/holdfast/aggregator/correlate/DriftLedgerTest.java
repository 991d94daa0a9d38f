package io.holdfast.aggregator.correlate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.drift.Background;
import io.holdfast.protocol.drift.Difference;
import io.holdfast.protocol.drift.DriftRecord;
import io.holdfast.protocol.drift.DriftRecords;
import io.holdfast.protocol.drift.DriftReports;
import io.holdfast.protocol.drift.DriftTrend;
import io.holdfast.protocol.drift.NodeDrift;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.finding.Outcome;
import io.holdfast.protocol.finding.Severity;
import io.holdfast.protocol.wire.Wire;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DriftLedgerTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final CheckId SWAPPINESS = new CheckId("sysctl.vm.swappiness");
    private static final CheckId MAPS = new CheckId("sysctl.vm.max_map_count");
    private static final Set<String> KEPT = Set.of(DriftRecord.OfTrend.KEY);

    private static Difference one(CheckId check, Outcome outcome) {
        return new Difference(check, 1, outcome, Severity.WARNING, "1", "60", NOW, "base", "site/base");
    }

    private static NodeDrift node(int number, Difference... differences) {
        return new NodeDrift(new NodeId("lab", "n" + number), "digest", true, 0, List.of(differences));
    }

    private static List<DriftRecord> records(List<NodeDrift> nodes) {
        Background background = Background.of(Catalog.shipped());
        return DriftRecords.of(DriftReports.of(nodes, true, background, NOW), nodes, background);
    }

    private static Map<String, byte[]> standing(List<NodeDrift> nodes) {
        Map<String, byte[]> told = new HashMap<>();
        records(nodes).forEach(record -> told.put(record.key(), Wire.encode(record)));
        return told;
    }

    private static List<String> keys(List<DriftLedger.Write> writes) {
        return writes.stream()
                .map(write -> (write.record().isEmpty() ? "- " : "+ ") + write.key())
                .map(key -> key.replaceAll("cause/.*", "cause/.."))
                .toList();
    }

    @Test
    void whatReadsAsItStandsIsNotWrittenAgain() {
        List<NodeDrift> nodes = List.of(node(1, one(SWAPPINESS, Outcome.DRIFT)), node(2));
        assertEquals(List.of(), DriftLedger.writes(standing(nodes), records(nodes), KEPT));
    }

    @Test
    void aCheckThatNothingDiffersInAnyMoreIsDeletedAndTheTrendStays() {
        Map<String, byte[]> told = standing(List.of(node(1, one(SWAPPINESS, Outcome.DRIFT)), node(2)));
        told.put(DriftRecord.OfTrend.KEY, new byte[0]);
        List<DriftLedger.Write> writes = DriftLedger.writes(told, records(List.of(node(1), node(2))), KEPT);
        assertEquals(List.of("+ fleet", "- cause/..", "- check/sysctl.vm.swappiness", "- node/lab/n1"), keys(writes));
    }

    @Test
    void oneMoreNodeWritesWhatItChangesAndNoOtherNode() {
        Map<String, byte[]> told = standing(List.of(node(1, one(SWAPPINESS, Outcome.DRIFT)), node(2)));
        List<NodeDrift> nodes = List.of(node(1, one(SWAPPINESS, Outcome.DRIFT)), node(2, one(MAPS, Outcome.DRIFT)));
        assertEquals(
                List.of("+ fleet", "+ check/sysctl.vm.max_map_count", "+ cause/..", "+ node/lab/n2"),
                keys(DriftLedger.writes(told, records(nodes), KEPT)));
    }

    @Test
    void whatCameAndWentIsCountedPerNodeAndWhatWasAcceptedIsOpenNoMore() {
        DriftLedger.Open before = DriftLedger.Open.of(List.of(
                node(1, one(SWAPPINESS, Outcome.DRIFT)),
                node(2, one(SWAPPINESS, Outcome.DRIFT)),
                node(3, one(SWAPPINESS, Outcome.DRIFT)),
                node(9, one(SWAPPINESS, Outcome.DRIFT))));
        DriftTrend.Look look = DriftLedger.look(
                before,
                List.of(
                        node(1, one(SWAPPINESS, Outcome.DRIFT), one(MAPS, Outcome.DRIFT)),
                        node(2),
                        node(3, one(SWAPPINESS, Outcome.WAIVED)),
                        node(4, one(SWAPPINESS, Outcome.PENDING))));
        assertEquals(new DriftTrend.Count(2, 1, 2), look.checks().get(SWAPPINESS));
        assertEquals(new DriftTrend.Count(1, 1, 0), look.checks().get(MAPS));
        assertEquals(new DriftTrend.Count(2, 1, 2), look.fleet());
        assertTrue(DriftLedger.isNews(look));
    }

    @Test
    void aNodesRecordSaysWhatWasOpenToWhoeverWritesNext() {
        List<NodeDrift> nodes = List.of(node(1, one(SWAPPINESS, Outcome.DRIFT), one(MAPS, Outcome.WAIVED)));
        DriftRecord.OfNode read = Wire.decode(Wire.encode(records(nodes).getLast()), DriftRecord.OfNode.class);
        assertEquals(nodes.getFirst().differences(), DriftRecords.differences(read));
        assertFalse(DriftLedger.isNews(DriftLedger.look(DriftLedger.Open.of(nodes), nodes)));
    }
}
