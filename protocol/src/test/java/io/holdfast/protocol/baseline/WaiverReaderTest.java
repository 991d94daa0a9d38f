package io.holdfast.protocol.baseline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.NodeId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WaiverReaderTest {
    private static final String FILE = """
            waivers:
            - check: nic.firmware.version
              nodes: [lab/n1, "lab/gpu-*"]
              where: {role: east-west, label: {pool: train}}
              reason: "the fix ships in December: it's ordered"
              owner: network team
              expires: 2026-12-20
            - check: gpu.xid.*
              reason: known
              owner: ada
              expires: 2026-12-01T18:30:00+01:00
            """;

    private static List<Waiver> read(String yaml) {
        return WaiverReader.file("waivers.yaml", yaml, Catalog.shipped());
    }

    @Test
    void aFileIsReadAndWrittenBackAsItWas() {
        List<Waiver> waivers = read(FILE);
        assertEquals(Instant.parse("2026-12-20T00:00:00Z"), waivers.getFirst().expires());
        assertEquals(Instant.parse("2026-12-01T17:30:00Z"), waivers.getLast().expires());
        assertNotEquals(waivers.getFirst().id(), waivers.getLast().id());
        assertEquals(
                waivers,
                read(WaiverYaml.of(waivers.stream()
                        .map(one -> new WaiverYaml.Remarked(one, "asked for by ada"))
                        .toList())));
        assertEquals(List.of(), read(WaiverYaml.of(List.of())));
    }

    @Test
    void itIsForTheNodesAndLabelsItNames() {
        Waiver waiver = read(FILE).getFirst();
        assertTrue(waiver.isFor(NodeId.parse("lab/n1"), Map.of("pool", "train", "rack", "r1")));
        assertTrue(waiver.isFor(NodeId.parse("lab/gpu-17"), Map.of("pool", "train")));
        assertFalse(waiver.isFor(NodeId.parse("lab/n2"), Map.of("pool", "train")));
        assertFalse(waiver.isFor(NodeId.parse("lab/n1"), Map.of("pool", "serve")));
        assertFalse(waiver.isFor(NodeId.parse("lab/n1"), Map.of()));
        assertEquals("nic.firmware.version on lab/n1, lab/gpu-*, role east-west, label pool=train", waiver.words());
    }

    @Test
    void aFamilyCoversItsChecksAndNoOthers() {
        Waiver family = read(FILE).getLast();
        assertTrue(family.covers(new CheckId("gpu.xid.79")));
        assertFalse(family.covers(new CheckId("gpu.xidx.79")));
        assertFalse(read(FILE).getFirst().covers(new CheckId("nic.firmware.version_next")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{check: nic.firmware.versio, reason: r, owner: o, expires: 2026-12-20}"
                        + " | w:1:9: check: \"nic.firmware.versio\" is no check; did you mean \"nic.firmware.version\"?",
                "{check: '*', reason: r, owner: o, expires: 2026-12-20}"
                        + " | w:1:9: check: \"*\": a family is written as gpu.xid.*",
                "{check: nothing.at.all.*, reason: r, owner: o, expires: 2026-12-20}"
                        + " | w:1:9: check: \"nothing.at.all.*\" is no check",
                "{check: gpu.xid.79, reason: r, expires: 2026-12-20} | w:1:1: owner: is required",
                "{check: gpu.xid.79, owner: o, expires: 2026-12-20} | w:1:1: reason: is required",
                "{check: gpu.xid.79, reason: r, owner: o} | w:1:1: expires: is required",
                "{check: gpu.xid.79, reason: r, owner: ' ', expires: 2026-12-20}"
                        + " | w:1:39: owner: is required, as a plain value",
                "{check: gpu.xid.79, reason: r, owner: o, expires: next week}"
                        + " | w:1:51: expires: \"next week\": expected a day as 2026-12-20 (its beginning, UTC)"
                        + " or 2026-12-20T18:00:00Z",
                "{check: gpu.xid.79, reason: r, owner: o, expires: 2026-13-20}"
                        + " | w:1:51: expires: \"2026-13-20\": expected a day as 2026-12-20 (its beginning, UTC)"
                        + " or 2026-12-20T18:00:00Z",
                "{check: gpu.xid.79, nodes: n1, reason: r, owner: o, expires: 2026-12-20}"
                        + " | w:1:28: nodes: expected names as <cluster>/<node>, * for any letters",
                "{check: gpu.xid.79, until: 2026-12-20}"
                        + " | w:1:21: until: no such key here; expected one of check, expires, nodes, owner, reason, where",
                "{check: nic.rail, where: {rolle: east-west}, reason: r, owner: o, expires: 2026-12-20}"
                        + " | w:1:27: rolle: selects nothing; did you mean \"role\"?",
                "{check: sysctl.vm.swappiness, where: {rail: r0}, reason: r, owner: o, expires: 2026-12-20}"
                        + " | w:1:39: rail: selects devices, and sysctl.vm.swappiness is about the node as a whole",
                "[] | w:1:1: waiver: expected a mapping {check: .., reason: .., owner: .., expires: ..}",
            })
    void aMistakeIsNamedWithItsPlaceAndWhatWasExpected(String yaml, String message) {
        BaselineException mistake =
                assertThrows(BaselineException.class, () -> WaiverReader.one("w-1", "w", yaml, Catalog.shipped()));
        assertEquals(message, mistake.getMessage());
    }

    @Test
    void theSameTwiceIsAMistake() {
        String twice = FILE + FILE.substring(FILE.indexOf("- check: gpu"));
        BaselineException mistake = assertThrows(BaselineException.class, () -> read(twice));
        assertEquals("waivers.yaml:12:3: check: the same waiver of gpu.xid.* stands twice", mistake.getMessage());
    }
}
