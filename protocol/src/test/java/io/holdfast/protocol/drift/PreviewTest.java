package io.holdfast.protocol.drift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.holdfast.protocol.baseline.Baseline;
import io.holdfast.protocol.baseline.floor.AdvisoryReader;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.finding.Outcome;
import io.holdfast.protocol.finding.Severity;
import io.holdfast.protocol.wire.Wire;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PreviewTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final Catalog CATALOG = Catalog.shipped();
    private static final Baseline BASELINE = new Baseline("site/train", "", new TreeMap<>(), List.of());

    private static String check(boolean needsDrain) {
        return CATALOG.rows().stream()
                .filter(row -> !row.isFamily() && !row.fix().isEmpty() && row.kind() == Check.Kind.DRIFT)
                .filter(row -> row.cost() != Check.Cost.NONE && row.cost().needsDrain() == needsDrain)
                .findFirst()
                .orElseThrow()
                .pattern();
    }

    private static NodeDrift node(int number, String... checks) {
        List<Difference> differences = Arrays.stream(checks)
                .map(check -> new Difference(
                        new CheckId(check), 1, Outcome.DRIFT, Severity.WARNING, "1", "2", NOW, "base", "site/train"))
                .toList();
        return new NodeDrift(new NodeId("lab", "n" + number), "digest", true, 0, differences);
    }

    private static Preview preview(int of, boolean readIn, NodeDrift... nodes) {
        return Preview.of(
                BASELINE,
                "digest",
                new Preview.Judged(List.of(nodes), List.of(), Set.of(new NodeId("lab", "n1")), of, readIn),
                CATALOG,
                NOW);
    }

    @Test
    void oneDrainServesAllRepairsOfANode() {
        String drain = check(true);
        String live = check(false);
        Preview preview = preview(4, true, node(1, drain, live), node(2, live), node(3, drain), node(4));
        assertEquals("3 of 4 nodes would differ, on 2 checks; to mend it all takes 2 drains.", preview.summary());
        assertEquals(2, preview.drains());
        assertEquals(2, preview.fresh());
        assertEquals(
                List.of(2, 2),
                preview.repairs().stream().map(Preview.Repair::nodes).toList());
        assertEquals(preview, Wire.decode(Wire.encode(preview), Preview.class));
    }

    @Test
    void eachAdvisorySaysHowManyNodesAreBelowItAndHowManyDrainsThatTakes() {
        Baseline baseline = BASELINE.with(AdvisoryReader.read("floors.yaml", """
                kind: SecurityFloors
                advisories:
                - {id: SA-1, date: 2025-10-09, title: Driver, floors: {driver: {580: 580.95.05}}}
                - {id: SA-2, date: 2025-11-01, title: Toolkit, floors: {container-toolkit: 1.17.8}}
                """));
        CheckId driver = new CheckId("gpu.driver.version");
        Difference below = new Difference(
                driver, 1, Outcome.DRIFT, Severity.DEGRADED, ">= 580.95.05", "580.82.07", NOW, "floors", "SA-1");
        NodeDrift first = new NodeDrift(new NodeId("lab", "n1"), "digest", true, 0, List.of(below));
        NodeDrift second = new NodeDrift(new NodeId("lab", "n2"), "digest", true, 0, List.of(below));
        Preview preview = Preview.of(
                baseline,
                "digest",
                new Preview.Judged(List.of(first, second, node(3)), List.of(), Set.of(), 3, true),
                CATALOG,
                NOW);
        int drains = CATALOG.find(driver).orElseThrow().cost().needsDrain() ? 2 : 0;
        assertEquals(
                List.of(
                        new Preview.Bulletin("SA-1", "2025-10-09", "Driver", "", List.of(driver), 2, drains),
                        new Preview.Bulletin("SA-2", "2025-11-01", "Toolkit", "", List.of(), 0, 0)),
                preview.bulletins());
    }

    @Test
    void whatIsWaivedIsCountedApartAndCostsNothing() {
        String drain = check(true);
        Difference waived = new Difference(
                new CheckId(drain), 1, Outcome.WAIVED, Severity.WARNING, "1", "2", NOW, "base", "site/train");
        NodeDrift held = new NodeDrift(new NodeId("lab", "n2"), "digest", true, 0, List.of(waived));
        Preview preview = preview(3, true, node(3), held, node(4, check(false)));
        assertEquals(
                "1 of 3 nodes would differ, on 1 check; to mend it all takes 0 drains; 1 waived.", preview.summary());
        assertEquals(1, preview.differing());
        assertEquals(0, preview.drains());
        assertEquals(1, preview.repairs().size());
        assertEquals(1, preview.report().held().size());
        assertEquals(1, preview.report().counts().waived());
    }

    @Test
    void nodesThatCouldNotBeJudgedMakeItIncompleteHoweverWellTheOthersAre() {
        Preview preview = preview(5, true, node(1), node(2));
        assertFalse(preview.complete());
        assertEquals("None of 2 nodes would differ; incomplete: 2 of 5.", preview.summary());
        assertFalse(preview(2, false, node(1), node(2)).complete());
    }
}
