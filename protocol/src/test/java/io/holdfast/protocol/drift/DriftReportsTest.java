package io.holdfast.protocol.drift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.finding.Finding;
import io.holdfast.protocol.finding.Outcome;
import io.holdfast.protocol.finding.Scope;
import io.holdfast.protocol.finding.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DriftReportsTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final Instant SINCE = NOW.minus(Duration.ofHours(3));

    private static NodeId id(int number) {
        return new NodeId("lab", "n" + number);
    }

    private static Difference swappiness(String observed, Outcome outcome, Instant since) {
        return new Difference(
                new CheckId("sysctl.vm.swappiness"),
                1,
                outcome,
                Severity.WARNING,
                "1",
                observed,
                since,
                "base",
                "site/base");
    }

    private static Difference firmware(Instant since) {
        return new Difference(
                new CheckId("nic.firmware.version"),
                2,
                Outcome.DRIFT,
                Severity.DEGRADED,
                ">= 28.39.1002",
                "28.38.1900",
                since,
                "service",
                "site/net");
    }

    private static NodeDrift node(int number, Difference... differences) {
        return new NodeDrift(id(number), "digest", true, 0, List.of(differences));
    }

    private static DriftReport report(List<NodeDrift> nodes, Changes changes) {
        return DriftReports.of(nodes, true, Background.of(Catalog.shipped()).with(changes), NOW);
    }

    @Test
    void aCleanReportIsOneLine() {
        DriftReport report = report(List.of(node(1), node(2)), Changes.NONE);
        assertTrue(report.isClean());
        assertEquals("2 of 2 nodes as declared.", report.summary());
        assertEquals("# Drift, 2026-11-26 12:00 UTC\n\n2 of 2 nodes as declared.\n", DriftText.markdown(report));
    }

    @Test
    void nobodyIsAsDeclaredWhoIsNotHeardOrHasNoBaseline() {
        DriftReport report = report(
                List.of(
                        node(1),
                        new NodeDrift(id(2), "digest", false, 0, List.of()),
                        new NodeDrift(id(3), "", true, 0, List.of())),
                Changes.NONE);
        assertEquals("1 of 3 nodes as declared; 1 without a baseline; 1 not heard now.", report.summary());
    }

    @Test
    void oneValueOnManyNodesIsOneCauseAndNamesWhatChangedBeforeOnMostOfThem() {
        List<NodeDrift> nodes = new ArrayList<>();
        for (int number = 0; number < 5; number++) {
            nodes.add(node(
                    number,
                    swappiness("60", Outcome.DRIFT, SINCE.plusSeconds(60L * number)),
                    firmware(SINCE.plusSeconds(60L * number))));
        }
        nodes.add(node(9));
        Changes changes = (node, from, to) -> {
            Instant booted = SINCE.minusSeconds(100);
            List<Changes.Change> found = new ArrayList<>();
            found.add(new Changes.Change(booted, Optional.of(new CheckId("sysctl.vm.swappiness")), "1 -> 60"));
            found.add(
                    new Changes.Change(booted, Optional.of(new CheckId("os.kernel.release")), "6.8.0-40 -> 6.8.0-51"));
            if (node.equals(id(0))) {
                found.add(new Changes.Change(booted, Optional.of(new CheckId("sys.product")), "only here"));
            }
            assertTrue(from.isBefore(booted) && to.isAfter(booted));
            return found;
        };
        DriftReport report = report(nodes, changes);
        assertEquals(1, report.causes().size());
        DriftReport.Cause cause = report.causes().getFirst();
        assertEquals(
                "5 nodes: nic.firmware.version is 28.38.1900, expected >= 28.39.1002, and 1 more, since 2026-11-26"
                        + " 09:00 UTC, after os.kernel.release: 6.8.0-40 -> 6.8.0-51",
                cause.sentence());
        assertEquals(
                List.of("os.kernel.release: 6.8.0-40 -> 6.8.0-51", "sysctl.vm.swappiness: 1 -> 60"), cause.after());
        assertEquals("1 of 6 nodes as declared; 5 differ, for 1 cause.", report.summary());
        assertEquals(5, report.checks().getFirst().nodes());
        assertEquals(
                new DriftReport.Trend(0, 5, 0, 0, 0), report.checks().getFirst().trend());
        assertEquals(2, report.layers().size());
    }

    @Test
    void theSameValueADayApartIsTwoCauses() {
        DriftReport report = report(
                List.of(
                        node(1, swappiness("60", Outcome.DRIFT, SINCE)),
                        node(2, swappiness("60", Outcome.DRIFT, SINCE.minus(Duration.ofDays(2)))),
                        node(3, swappiness("10", Outcome.DRIFT, SINCE))),
                Changes.NONE);
        assertEquals(3, report.causes().size());
        DriftReport.ByCheck check = report.checks().getFirst();
        assertEquals(3, check.nodes());
        assertEquals(new DriftReport.Trend(0, 2, 1, 0, 0), check.trend());
        assertEquals(
                List.of("60", "10"),
                check.values().stream().map(DriftReport.Seen::observed).toList());
    }

    @Test
    void whatIsWaivedOrHeldBackIsShownApartAndCountsNeitherAsOpenNorAsDeclared() {
        NodeDrift waived = node(1, swappiness("60", Outcome.WAIVED, SINCE));
        DriftReport report =
                report(List.of(waived, node(2), node(3, swappiness("60", Outcome.SUPPRESSED, SINCE))), Changes.NONE);
        assertFalse(report.isClean());
        assertEquals(List.of(), report.causes());
        assertEquals(2, report.held().size());
        assertEquals("1 of 3 nodes as declared; 1 waived; 1 held back.", report.summary());
        assertEquals(report.summary(), report.headline());
        assertEquals(new DriftReport.Counts(3, 1, 0, 0, 1, 1, 0, 0, 0), report.counts());
        assertEquals(1, report.nodes().getFirst().held());
        assertTrue(DriftText.markdown(report).contains("1 of 3 nodes as declared; 1 waived; 1 held back."));
        assertTrue(DriftText.html(report).contains("1 of 3 nodes as declared; 1 waived; 1 held back."));
        assertTrue(DriftText.csv(report).contains("sysctl.vm.swappiness,WAIVED,"), DriftText.csv(report));
        assertEquals(
                "lab/n1 differs only in what is waived or held back; 1 waived.",
                report(List.of(waived), Changes.NONE).headline());
    }

    @Test
    void whatCouldNotBeJudgedIsNeitherDriftNorAsDeclared() {
        NodeDrift unknown =
                new NodeDrift(id(1), "digest", true, 1, List.of(swappiness("not read", Outcome.UNKNOWN, SINCE)));
        DriftReport report = report(List.of(unknown, node(2)), Changes.NONE);
        assertEquals("1 of 2 nodes as declared; 1 with something that could not be judged.", report.summary());
        assertFalse(report.isClean());
        assertEquals("", report.causes().getFirst().values().getFirst().fix());
    }

    @Test
    void aFaultIsADifferenceOnlyWhereABaselineDeclaredOtherwise() {
        Finding fault = new Finding(
                new CheckId("gpu.row_remap.pending"),
                List.of(Instance.NODE),
                Scope.DEVICE,
                Outcome.FAULT,
                Severity.DEGRADED,
                "No",
                "Yes",
                SINCE,
                "nvidia-smi");
        Finding declared = new Finding(
                fault.check(),
                fault.instances(),
                fault.scope(),
                fault.outcome(),
                fault.severity(),
                fault.expected(),
                fault.observed(),
                fault.since(),
                fault.evidence(),
                Optional.of(new Finding.Declared("base", "site/base", true)),
                Optional.empty());
        assertEquals(List.of(), Difference.of(List.of(fault)));
        assertEquals(1, Difference.of(List.of(declared)).size());
    }

    @Test
    void noValueOfANodeBecomesMarkupOrAFormula() {
        DriftReport report = report(
                List.of(node(1, swappiness("=cmd|'<script>alert(1)</script>\"", Outcome.DRIFT, SINCE))), Changes.NONE);
        String html = DriftText.html(report);
        assertFalse(html.contains("<script"), html);
        assertTrue(html.contains("&lt;script&gt;"));
        assertTrue(DriftText.markdown(report).contains("=cmd\\|'&lt;script>"));
        assertTrue(DriftText.csv(report).contains("\"'=cmd|'<script>alert(1)</script>\"\"\""), DriftText.csv(report));
    }
}
