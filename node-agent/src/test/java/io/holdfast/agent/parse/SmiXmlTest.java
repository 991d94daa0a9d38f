package io.holdfast.agent.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.protocol.fact.DeviceId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SmiXmlTest {
    private static final String HEAD =
            "<?xml version=\"1.0\" ?>\n<!DOCTYPE nvidia_smi_log SYSTEM \"nvsmi_device_v12.dtd\">\n<nvidia_smi_log>"
                    + "<driver_version>575.10.01</driver_version><attached_gpus>2</attached_gpus>";
    private static final String FIRST = "<gpu id=\"00000000:3B:00.0\"><product_name>Made Up 9</product_name>"
            + "<serial>42</serial><processes><process_info><process_name>a</process_name></process_info></processes></gpu>";
    private static final String SECOND = "<gpu id=\"00000001:AF:00.0\"><product_name>Made Up 9</product_name></gpu>";
    private static final String TAIL = "</nvidia_smi_log>\n";

    @Test
    void aWholeReportGivesEveryGpuAtItsNormalisedAddress() {
        SmiReport report = SmiXml.parse(HEAD + FIRST + SECOND + TAIL);

        assertEquals(Optional.empty(), report.damage());
        assertEquals(Optional.of("575.10.01"), report.ofNode(SmiField.DRIVER));
        assertEquals(
                List.of(Optional.of(new DeviceId("0000:3b:00.0")), Optional.of(new DeviceId("0001:af:00.0"))),
                report.gpus().stream().map(SmiGpu::address).toList());
        assertEquals(Optional.of("42"), report.gpus().getFirst().value(SmiField.SERIAL));
    }

    @Test
    void aReportCutOffInTheSecondGpuKeepsTheFirstAndSaysSo() {
        SmiReport report = SmiXml.parse(HEAD + FIRST + SECOND.substring(0, 40));

        assertEquals(1, report.gpus().size());
        assertTrue(report.damage().isPresent());
    }

    @Test
    void linesAroundTheDocumentAreRemarksAndDoNotDisturbIt() {
        SmiReport report = SmiXml.parse(
                "Unable to determine the device handle for GPU0\n" + HEAD + FIRST + SECOND + TAIL + "WARNING: tail\n");

        assertEquals(Optional.empty(), report.damage());
        assertEquals(2, report.gpus().size());
        assertEquals(List.of("Unable to determine the device handle for GPU0", "WARNING: tail"), report.remarks());
    }

    @Test
    void outputWithoutADocumentIsDamageAndKeepsWhatWasPrinted() {
        SmiReport report = SmiXml.parse("No devices were found\n");

        assertTrue(report.damage().isPresent());
        assertEquals(List.of("No devices were found"), report.remarks());
    }

    @Test
    void anEntityBombIsRefusedAndExternalEntitiesAreNeverOpened() {
        String bomb = "<?xml version=\"1.0\"?><!DOCTYPE nvidia_smi_log [<!ENTITY a \"" + "x".repeat(10_000)
                + "\"><!ENTITY b \"" + "&a;".repeat(1_000) + "\"><!ENTITY c \"" + "&b;".repeat(1_000)
                + "\"><!ENTITY f SYSTEM \"file:///etc/passwd\">]><nvidia_smi_log>";

        for (String entity : List.of("&c;", "&f;")) {
            SmiReport report = SmiXml.parse(
                    bomb + "<driver_version>" + entity + "</driver_version>" + FIRST + "</nvidia_smi_log>");
            assertTrue(report.damage().isPresent(), entity);
            assertEquals(List.of(), report.gpus());
        }
    }

    @Test
    void aGpuThatStandsTwiceIsDamage() {
        SmiReport report = SmiXml.parse(HEAD + FIRST + FIRST + TAIL);

        assertEquals(1, report.gpus().size());
        assertTrue(
                report.damage().get().contains("00000000:3B:00.0"),
                report.damage().get());
    }

    @Test
    void theNewNameOfAFieldWinsWhateverTheOrder() {
        String both = "<gpu id=\"0000:3B:00.0\"><power_readings><power_limit>1 W</power_limit></power_readings>"
                + "<gpu_power_readings><requested_power_limit>2 W</requested_power_limit></gpu_power_readings></gpu>";
        String reversed = "<gpu id=\"0000:3C:00.0\"><gpu_power_readings><requested_power_limit>2 W"
                + "</requested_power_limit></gpu_power_readings><power_readings><power_limit>1 W</power_limit>"
                + "</power_readings></gpu>";

        List<SmiGpu> gpus = SmiXml.parse(HEAD + both + reversed + TAIL).gpus();

        assertEquals(2, gpus.size());
        gpus.forEach(gpu -> assertEquals(Optional.of("2 W"), gpu.value(SmiField.POWER_REQUESTED)));
    }

    @Test
    void migDevicesAreToldBySizeAndTheirErrorCountsStayTheirOwn() {
        String mig = "<gpu id=\"0000:3B:00.0\"><mig_devices><mig_device><device_attributes><shared>"
                + "<multiprocessor_count>14</multiprocessor_count></shared></device_attributes>"
                + "<ecc_error_count><volatile_count><sram_uncorrectable>7</sram_uncorrectable></volatile_count>"
                + "</ecc_error_count><fb_memory_usage><total>9000 MiB</total></fb_memory_usage></mig_device></mig_devices>"
                + "<fb_memory_usage><total>80000 MiB</total></fb_memory_usage></gpu>";

        SmiGpu gpu = SmiXml.parse(HEAD + mig + TAIL).gpus().getFirst();

        assertEquals(List.of(new SmiGpu.Mig("", "14", "9000 MiB")), gpu.mig());
        assertEquals(Optional.of("80000 MiB"), gpu.value(SmiField.MEMORY));
        assertEquals(Optional.empty(), gpu.value(SmiField.NEW_SRAM));
    }
}
