package io.holdfast.protocol.baseline;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.holdfast.protocol.check.Catalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The published schema of `waivers.yaml`, and that it says what the reader does.
class WaiverSchemaTest {
    private static final TestingSchema SCHEMA = new TestingSchema("waivers.schema.json");
    private static final String TERMS = "reason: x, owner: y, expires: 2026-12-20";

    private static List<Waiver> read(String yaml) {
        return WaiverReader.file("waivers.yaml", yaml, Catalog.shipped());
    }

    @Test
    void whatTheReaderTakesFits() throws IOException {
        String page = Files.readString(Path.of("../docs/waivers.md"));
        String ofThePage = page.substring(page.indexOf("waivers:\n"), page.indexOf("```", page.indexOf("waivers:\n")));
        for (String yaml : List.of(
                ofThePage,
                "waivers: []",
                "waivers:",
                "waivers: [{check: gpu.xid.*, nodes: lab/n1, " + TERMS + "}]",
                "waivers: [{check: nic.firmware.version, where: {role: [east-west, north-south], rail: r0}, " + TERMS
                        + "}]",
                "waivers: [{check: gpu.driver.version, reason: 12, owner: y, expires: 2026-12-20T18:00:00.5+01:00}]")) {
            assertDoesNotThrow(() -> read(yaml), yaml);
            assertEquals("", SCHEMA.trouble(yaml), yaml);
        }
    }

    @Test
    void whatTheReaderRefusesByItsShapeTheSchemaRefusesToo() throws IOException {
        for (String yaml : List.of(
                "waiver: []",
                "waivers: {check: x}",
                "waivers: [gpu.driver.version]",
                "waivers: [{" + TERMS + "}]",
                "waivers: [{check: gpu, " + TERMS + "}]",
                "waivers: [{check: gpu.driver.version, reason: x, expires: 2026-12-20}]",
                "waivers: [{check: gpu.driver.version, reason: '', owner: y, expires: 2026-12-20}]",
                "waivers: [{check: gpu.driver.version, reason: \"a\\nb\", owner: y, expires: 2026-12-20}]",
                "waivers: [{check: gpu.driver.version, reason: x, owner: y, expires: tomorrow}]",
                "waivers: [{check: gpu.driver.version, reason: x, owner: y, expires: 2026-12}]",
                "waivers: [{check: gpu.driver.version, nodes: [], " + TERMS + "}]",
                "waivers: [{check: gpu.driver.version, nodes: [n1], " + TERMS + "}]",
                "waivers: [{check: gpu.driver.version, where: {}, " + TERMS + "}]",
                "waivers: [{check: gpu.driver.version, where: {rol: x}, " + TERMS + "}]",
                "waivers: [{check: gpu.driver.version, until: 2026-12-20, " + TERMS + "}]")) {
            assertThrows(BaselineException.class, () -> read(yaml), yaml);
            assertFalse(SCHEMA.trouble(yaml).isEmpty(), yaml);
        }
    }

    @Test
    void itHasTheReadersWords() {
        assertEquals(WaiverReader.KEYS, SCHEMA.keys("waiver"));
        assertEquals(new TestingSchema("baseline.schema.json").at("/$defs/where"), SCHEMA.at("/$defs/where"));
    }

    @Test
    void theDocumentationHasTheSameFile() throws IOException {
        assertEquals(SCHEMA.text(), SCHEMA.documented());
    }
}
