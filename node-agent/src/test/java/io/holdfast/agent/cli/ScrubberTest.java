package io.holdfast.agent.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ScrubberTest {
    private final Scrubber scrubber = new Scrubber(true);

    @Test
    void oneGpuKeepsOneStandInEverywhere() {
        String first = scrubber.text("GPU UUID : GPU-1f2e3d4c-0000-1111-2222-333344445555");
        String second = scrubber.text(
                "<uuid>GPU-1f2e3d4c-0000-1111-2222-333344445555</uuid> GPU-ffffffff-0000-1111-2222-333344445555");

        assertEquals("GPU UUID : GPU-00000000-0000-0000-0000-000000000001", first);
        assertEquals(
                "<uuid>GPU-00000000-0000-0000-0000-000000000001</uuid> GPU-00000000-0000-0000-0000-000000000002",
                second);
    }

    @Test
    void serialNumbersGoInTheSpellingsOfTheTools() {
        assertEquals("<serial>SCRUBBED00001</serial>", scrubber.text("<serial>1650123456789</serial>"));
        assertEquals(
                "    Serial Number                         : SCRUBBED00001",
                scrubber.text("    Serial Number                         : 1650123456789"));
        assertEquals("[SN] Serial number: SCRUBBED00002", scrubber.text("[SN] Serial number: MT2334X00001"));
        assertEquals("\"serial\": \"SCRUBBED00002\"", scrubber.text("\"serial\": \"MT2334X00001\""));
        assertEquals("<pdi>SCRUBBED00003</pdi>", scrubber.text("<pdi>0x1122334455667788</pdi>"));
        assertEquals("<board_serial>N/A</board_serial>", scrubber.text("<board_serial>N/A</board_serial>"));
    }

    @Test
    void theSerialNumberInVitalProductDataIsBlankedInPlace() {
        byte[] vpd = "PN\u0003ABCSN\u0004MT12V0\u0001x".getBytes(StandardCharsets.ISO_8859_1);

        byte[] scrubbed = scrubber.bytes("/sys/bus/pci/devices/0000:17:00.0/vpd", vpd);

        assertArrayEquals("PN\u0003ABCSN\u0004XXXXV0\u0001x".getBytes(StandardCharsets.ISO_8859_1), scrubbed);
    }

    @Test
    void theSerialNumberInConfigSpaceIsBlankedInPlace() {
        byte[] config = new byte[4096];
        config[0x100] = 3;
        config[0x102] = 1;
        Arrays.fill(config, 0x104, 0x10c, (byte) 0x5a);
        config[0x10c] = 0x77;
        byte[] expected = config.clone();
        Arrays.fill(expected, 0x104, 0x10c, (byte) 0);

        assertArrayEquals(expected, scrubber.bytes("/sys/devices/pci0000:00/0000:00:06.0/config", config));
    }

    @Test
    void secretsGoEvenWhereSerialNumbersStay() {
        Scrubber keeping = new Scrubber(false);

        assertEquals("a rd.password=*** b", keeping.text("a rd.password=hunter2 b"));
        assertEquals("Proxy \"http://me:***@proxy:3128\";", keeping.text("Proxy \"http://me:hunter2@proxy:3128\";"));
        assertEquals("auth = ***", keeping.text("auth = \"aHVudGVyMg==\""));
        assertEquals("serial: 1650123456789", keeping.text("serial: 1650123456789"));
        assertFalse(keeping.leavesOut("/sys/class/dmi/id/product_serial"));
        assertTrue(scrubber.leavesOut("/sys/class/dmi/id/product_serial"));
    }

    @Test
    void registersOfADeviceAreNeverRead() {
        for (String name : java.util.List.of("resource0", "resource2_wc", "rom", "reset", "remove")) {
            assertFalse(RecordedPaths.isTaken("/sys/bus/pci/devices/0000:17:00.0/" + name), name);
        }
        assertTrue(RecordedPaths.isTaken("/sys/bus/pci/devices/0000:17:00.0/resource"));
        assertFalse(RecordedPaths.isTaken("/etc/shadow"));
    }
}
