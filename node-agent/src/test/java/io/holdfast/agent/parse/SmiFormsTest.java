package io.holdfast.agent.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The forms that hosts are recorded in where there is no XML: `-q`, a table, the list `-L`.
class SmiFormsTest {
    private static final String TEXT = """
            ==============NVSMI LOG==============

            Timestamp              : Mon Jan  5 10:11:12 2026
            Driver Version         : 615.20.01 [Deprecated; will be removed some day. Use KMD Version instead]
            KMD Version            : 615.20.01

            Attached GPUs          : 2
            GPU 00000000:3B:00.0
                Product Name       : Made Up 9
                ECC Mode
                    Current        : Enabled
                    Pending        : Disabled
                MIG Device
                    Index          : 0
                    Shared FB Memory Usage
                        Total      : 9000 MiB
                FB Memory Usage
                    Total          : 80000 MiB
                Clocks Event Reasons
                    HW Slowdown    : Not Active
                        HW Thermal Slowdown : Active
                    Sync Boost     : Not Active
                Processes          : None
            GPU 00000000:3C:00.0
                Product Name       : Made Up 9
                Processes
                    Process ID     : 7
            """;

    @Test
    void theTextFormIsReadByIndentation() {
        SmiReport report = SmiText.parse(TEXT);

        assertEquals(Optional.empty(), report.damage());
        assertEquals(Optional.of("615.20.01"), report.ofNode(SmiField.DRIVER));
        assertEquals(2, report.gpus().size());
        SmiGpu gpu = report.gpus().getFirst();
        assertEquals(Optional.of("Disabled"), gpu.value(SmiField.ECC_PENDING));
        assertEquals(Optional.of("80000 MiB"), gpu.value(SmiField.MEMORY));
        assertEquals(List.of(new SmiGpu.Mig("", "", "9000 MiB")), gpu.mig());
        assertEquals(Optional.of("Active"), gpu.value(SmiField.CLOCK_HW_THERMAL));
        assertEquals(Optional.of("Not Active"), gpu.value(SmiField.CLOCK_SYNC_BOOST));
    }

    @Test
    void aTextReportCutOffAnywhereNeverGivesAGpuThatIsNotWhole() {
        String whole = SmiText.parse(TEXT).gpus().getFirst().values().toString();
        for (int end = 0; end < TEXT.indexOf("Process ID"); end++) {
            SmiReport report = SmiText.parse(TEXT.substring(0, end));
            report.gpus().stream()
                    .limit(1)
                    .forEach(gpu -> assertEquals(whole, gpu.values().toString()));
            assertTrue(report.damage().isPresent() || report.gpus().size() == 2, "cut at " + end);
        }
    }

    @Test
    void aTableIsReadByColumnAndLinesThatAreNoRowsAreRemarks() {
        SmiReport report = SmiTable.parse("""
                uuid, pci.bus_id, memory.total [MiB], ecc.mode.current
                GPU-1, 00000000:CA:00.0, 81559 MiB, [N/A]
                WARNING: infoROM is corrupted at gpu 0000:CA:00.0
                GPU-2, 00000000:CB:00.0, 81559 MiB
                """);

        assertEquals(1, report.gpus().size());
        SmiGpu gpu = report.gpus().getFirst();
        assertEquals("0000:ca:00.0", gpu.address().get().address());
        assertEquals(
                Map.of(
                        SmiField.UUID, "GPU-1",
                        SmiField.BUS_ID, "00000000:CA:00.0",
                        SmiField.MEMORY, "81559 MiB",
                        SmiField.ECC, "[N/A]"),
                gpu.values());
        assertEquals(2, report.remarks().size());
    }

    @Test
    void aQueryThatWasRefusedIsNoTable() {
        SmiReport report = SmiTable.parse("Field \"made.up\" is not a valid field to query.\n");

        assertTrue(report.damage().isPresent());
        assertEquals(List.of(), report.gpus());
    }

    @Test
    void theListGivesNamesAndMigProfiles() {
        SmiReport report = SmiList.parse("""
                GPU 0: Made Up (9) (UUID: GPU-1)
                  MIG 2g.20gb     Device  0: (UUID: MIG-a)
                  MIG 1g.10gb     Device  1: (UUID: MIG-b)
                GPU 1: Made Up 9 (UUID: GPU-2)
                """);

        assertEquals(
                List.of("Made Up (9)", "Made Up 9"),
                report.gpus().stream()
                        .map(gpu -> gpu.values().get(SmiField.NAME))
                        .toList());
        assertEquals(
                List.of("2g.20gb", "1g.10gb"),
                report.gpus().getFirst().mig().stream().map(SmiGpu.Mig::profile).toList());
    }

    @Test
    void linesAboutAGpuAreKnownByTheirAddress() {
        assertEquals(
                "0000:41:00.0",
                SmiRemark.of("WARNING: infoROM is corrupted at gpu 0000:41:00.0")
                        .filter(SmiRemark::isInforom)
                        .get()
                        .gpu()
                        .address());
        assertEquals(
                "0000:0a:00.0",
                SmiRemark.of("Unable to determine the device handle for GPU0: 0000:0A:00.0: Unknown Error")
                        .filter(remark -> !remark.isInforom())
                        .get()
                        .gpu()
                        .address());
        assertEquals(Optional.empty(), SmiRemark.of("No devices were found"));
    }

    @Test
    void aMismatchNamesTheLibrary() {
        String output = "Failed to initialize NVML: Driver/library version mismatch\nNVML library version: 555.12\n";

        assertEquals(Optional.of("555.12"), SmiExit.libraryVersion(output));
        assertEquals("driver-library-mismatch", SmiExit.word(18));
        assertEquals("exit-77", SmiExit.word(77));
    }
}
