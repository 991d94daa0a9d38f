package io.holdfast.protocol.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.holdfast.protocol.baseline.Baseline;
import io.holdfast.protocol.baseline.Overrides;
import io.holdfast.protocol.baseline.floor.AdvisoryReader;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Snapshot;
import io.holdfast.protocol.finding.Finding;
import io.holdfast.protocol.finding.Outcome;
import io.holdfast.protocol.wire.BaselineWire;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FloorJudgeTest {
    private static List<Judgement> judged(String floors, Fact... facts) {
        return FloorJudge.judgements(
                new Snapshot(new NodeId("lab", "gpu-01"), "", List.of(facts)),
                Catalog.shipped(),
                AdvisoryReader.read(
                        "floors.yaml",
                        "kind: SecurityFloors\nadvisories:\n- {id: SA-1, date: 2025-10-09, floors: {" + floors
                                + "}}\n"));
    }

    private static Fact fact(String check, String instance, Reading reading) {
        return new Fact(new CheckId(check), new Instance(instance), reading, "test");
    }

    @Test
    void aFindingNamesTheBulletinAndItsDay() {
        List<Judgement> judged = judged(
                "driver: {580: 580.95.05}", fact("gpu.driver.version", "node", new Reading.Version("580.82.07")));
        Finding finding = Judge.findings(judged, List.of(), Instant.EPOCH).getFirst();
        assertEquals(Outcome.DRIFT, finding.outcome());
        assertEquals(">= 580.95.05 (driver, SA-1 of 2025-10-09)", finding.expected());
        assertEquals("580.82.07", finding.observed());
        assertEquals(Optional.of(new Finding.Declared("floors", "SA-1", false)), finding.declared());
    }

    @Test
    void theAdvisoriesOfABaselineTravelWithItAndEachFindingHasItsOwnTime() {
        Baseline plain = new Baseline("site/train", "", new TreeMap<>(), List.of());
        Baseline declared = plain.with(AdvisoryReader.read("floors.yaml", """
                kind: SecurityFloors
                advisories:
                - {id: SA-1, date: 2025-10-09, floors: {driver: {580: 580.95.05}}}
                - {id: SA-2, date: 2025-11-01, floors: {driver: {580: 580.99.01}}}
                """));
        BaselineWire.Encoded encoded = BaselineWire.encode(declared);
        assertNotEquals(BaselineWire.digest(plain), encoded.digest());
        Baseline read = BaselineWire.decode(encoded.data());
        assertEquals(declared, read);
        Snapshot snapshot = new Snapshot(
                new NodeId("lab", "gpu-01"),
                "",
                List.of(fact("gpu.driver.version", "node", new Reading.Version("580.82.07"))));
        Instant first = Instant.EPOCH;
        List<Finding> before = Judge.evaluate(
                snapshot,
                Catalog.shipped(),
                plain.with(List.of(declared.advisories().getFirst())),
                Overrides.NONE,
                List.of(),
                first);
        List<Finding> after =
                Judge.evaluate(snapshot, Catalog.shipped(), read, Overrides.NONE, before, first.plusSeconds(60));
        assertEquals(
                List.of("SA-1 1970-01-01T00:00:00Z", "SA-2 1970-01-01T00:01:00Z"),
                after.stream().map(one -> one.advisory() + " " + one.since()).toList());
    }

    /// A node has cards of several kinds, and one check tells of all of them.
    @Test
    void aFirmwareIsJudgedByTheBulletinOfItsOwnProduct() {
        List<Judgement> judged = judged(
                "connectx-7: {28.39: 28.39.5050}, bluefield-3: {32.39: 32.39.5050}",
                fact("nic.firmware.version", "0000:17:00.0", new Reading.Version("28.39.1002")),
                fact("nic.firmware.version", "0000:ca:00.0", new Reading.Version("32.43.1014")));
        assertEquals(
                List.of("0000:17:00.0 DRIFT", "0000:ca:00.0 OK"),
                judged.stream()
                        .map(one -> one.fact().instance() + " " + one.outcome())
                        .toList());
    }

    @Test
    void whatWasNotReadIsUnknownAndWhatIsNotThereIsNoHole() {
        String driver = "driver: {580: 580.95.05}";
        assertEquals(Outcome.UNKNOWN, judged(driver).getFirst().outcome());
        assertEquals(
                Outcome.UNKNOWN,
                judged(driver, fact("gpu.driver.version", "node", Reading.missing(Reading.Why.TIMEOUT, "")))
                        .getFirst()
                        .outcome());
        assertEquals(
                Outcome.NOT_APPLICABLE,
                judged(driver, fact("gpu.driver.version", "node", Reading.missing(Reading.Why.ABSENT, "")))
                        .getFirst()
                        .outcome());
        assertEquals(
                Outcome.UNKNOWN,
                judged(driver, fact("gpu.driver.version", "node", new Reading.Version("470.256.02")))
                        .getFirst()
                        .outcome());
    }
}
