package io.holdfast.protocol.drift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.finding.Outcome;
import io.holdfast.protocol.finding.Severity;
import io.holdfast.protocol.wire.Topics;
import io.holdfast.protocol.wire.Wire;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DriftTrendTest {
    private static final CheckId CHECK = new CheckId("sysctl.vm.swappiness");
    private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");

    private static DriftTrend.Look look(int nodes, int began, int ended) {
        DriftTrend.Count count = new DriftTrend.Count(nodes, began, ended);
        return new DriftTrend.Look(count, new TreeMap<>(Map.of(CHECK, count)));
    }

    private static DriftTrend.Course course(DriftTrend trend) {
        return trend.checks().getOrDefault(CHECK, DriftTrend.Course.NONE);
    }

    @Test
    void looksOfOneSpanAreOnePointThatCountsAllThatCameAndWent() {
        DriftTrend trend = DriftTrend.NONE
                .with(look(3, 3, 0), NOON.plusSeconds(60))
                .with(look(1, 0, 2), NOON.plusSeconds(600))
                .with(look(2, 1, 0), NOON.plusSeconds(1000));
        assertEquals(List.of(NOON, NOON.plusSeconds(900)), trend.at());
        assertEquals(new DriftTrend.Course(List.of(1, 2), List.of(3, 1), List.of(2, 0)), course(trend));
        assertFalse(trend.isDue(NOON.plusSeconds(1700)));
        assertTrue(trend.isDue(NOON.plusSeconds(1800)));
    }

    @Test
    void aTimeInWhichNobodyCountedIsNoTimeWithoutDrift() {
        DriftTrend trend = DriftTrend.NONE.with(look(3, 3, 0), NOON).with(look(3, 0, 0), NOON.plusSeconds(7200));
        assertEquals(List.of(NOON, NOON.plusSeconds(7200)), trend.at());
    }

    @Test
    void aClockThatWasTurnedBackAddsToTheNewestPoint() {
        DriftTrend trend = DriftTrend.NONE.with(look(3, 3, 0), NOON).with(look(2, 0, 1), NOON.minusSeconds(7200));
        assertEquals(List.of(NOON), trend.at());
        assertEquals(List.of(2), course(trend).nodes());
    }

    @Test
    void aMonthIsADayOfQuartersAndAWeekOfHoursAndStaysShort() {
        DriftTrend trend = DriftTrend.NONE;
        Instant now = NOON;
        for (int quarter = 0; quarter < 30 * 24 * 4; quarter++) {
            trend = trend.with(look(quarter % 7, 1, 1), now);
            now = now.plus(Duration.ofMinutes(15));
        }
        assertTrue(
                trend.at().size() <= 24 * 4 + 6 * 24 + 3,
                "points: " + trend.at().size());
        assertTrue(Duration.between(trend.at().getFirst(), now).compareTo(Duration.ofDays(7)) <= 0);
        assertEquals(4, course(trend).began().getFirst());
        assertEquals(96, trend.endedAfter(CHECK, now.minus(Duration.ofDays(1)).minusSeconds(1)));
        byte[] wire = Wire.encode(new DriftRecord.OfTrend(trend));
        long course = Wire.encode(course(trend)).length;
        assertTrue(wire.length + 400 * course < Topics.MAX_RECORD_BYTES, "of one check: " + course);
        assertEquals(trend, Wire.decode(wire, DriftRecord.OfTrend.class).trend());
    }

    @Test
    void aCheckThatNothingDifferedInForAWeekIsLeftOut() {
        DriftTrend trend = DriftTrend.NONE.with(look(3, 3, 0), NOON);
        DriftTrend.Look nothing = new DriftTrend.Look(new DriftTrend.Count(0, 0, 0), new TreeMap<>());
        assertEquals(
                1, trend.with(nothing, NOON.plus(Duration.ofDays(6))).checks().size());
        assertEquals(
                0, trend.with(nothing, NOON.plus(Duration.ofDays(8))).checks().size());
    }

    @Test
    void theDocumentShowsTheDayAndWhatWasMended() {
        DriftTrend trend = DriftTrend.NONE;
        for (int hour = 6; hour > 0; hour--) {
            trend = trend.with(look(hour, 0, 1), NOON.minus(Duration.ofHours(hour)));
        }
        Difference one = new Difference(
                CHECK, 1, Outcome.DRIFT, Severity.WARNING, "1", "60", NOON.minusSeconds(90_000), "base", "site/base");
        DriftReport report = DriftReports.of(
                List.of(new NodeDrift(new NodeId("lab", "n1"), "digest", true, 0, List.of(one))),
                true,
                new Background(Catalog.shipped(), Changes.NONE, Sources.NONE, trend),
                NOON);
        assertEquals(
                new DriftReport.Trend(0, 0, 1, 0, 6), report.checks().getFirst().trend());
        String text = DriftText.markdown(report);
        assertTrue(text.contains("| 0, 0, 1 | 0, 6 | ·················█▇▆▅▃▂· |"), text);
    }
}
