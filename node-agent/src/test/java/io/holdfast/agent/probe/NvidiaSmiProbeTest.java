package io.holdfast.agent.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.TestingHost;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NvidiaSmiProbeTest {
    private static final List<String> XML = List.of("nvidia-smi", "-q", "-x");
    private static final List<String> LIST = List.of("nvidia-smi", "-L");
    private static final String FIRST = "0000:3b:00.0";
    private static final String SECOND = "0000:86:00.0";

    @TempDir
    Path folder;

    private TestingHost host = new TestingHost(Path.of("unset"));

    /// Two GPUs on the bus.
    @BeforeEach
    void twoGpus() {
        host = new TestingHost(folder).pci("0x030200", "10de:2330", FIRST).pci("0x030200", "10de:2330", SECOND);
    }

    private static String report(String... gpus) {
        return "<?xml version=\"1.0\" ?>\n<!DOCTYPE nvidia_smi_log SYSTEM \"nvsmi_device_v12.dtd\">\n<nvidia_smi_log>\n"
                + "<driver_version>575.10.01</driver_version>\n<cuda_version>12.9</cuda_version>\n"
                + String.join("\n", gpus) + "\n</nvidia_smi_log>\n";
    }

    private static String gpu(String address, String... elements) {
        return "<gpu id=\"0000" + address.toUpperCase(java.util.Locale.ROOT) + "\">" + String.join("", elements)
                + "</gpu>";
    }

    private TestingFacts observe() {
        List<Fact> facts = new ArrayList<>(new NvidiaSmiProbe().observe(host.build()));
        facts.addAll(new PciProbe()
                .observe(host.build()).stream()
                        .filter(fact -> fact.check().text().equals("gpu.pci.count"))
                        .toList());
        TestingFacts result = new TestingFacts(facts);
        result.assertWellFormed();
        return result;
    }

    @Test
    void twoWellGpusFindNothing() {
        host.command(XML, 0, report(gpu(FIRST), gpu(SECOND)));

        TestingFacts facts = observe();

        assertEquals(new Reading.Whole(2), facts.node("gpu.nvml.count"));
        assertEquals(new Reading.Version("575.10.01"), facts.node("gpu.driver.version"));
        assertEquals(Set.of(), facts.findings());
    }

    @Test
    void aGpuThatTheDriverLostIsAFaultOfTheNode() {
        host.command(
                XML,
                0,
                "Unable to determine the device handle for GPU1: " + SECOND + ": Unknown Error\n" + report(gpu(FIRST)));

        TestingFacts facts = observe();

        assertEquals(new Reading.Whole(1), facts.node("gpu.nvml.count"));
        assertEquals(Set.of("gpu.nvml.count/FAULT", "gpu.nvml.answer/FAULT"), facts.findings());
        assertTrue(facts.shown("gpu.nvml.answer", SECOND).contains("Unknown Error"));
    }

    @Test
    void aReportThatBreaksOffLeavesTheRestUnknownNotWell() {
        String whole = report(gpu(FIRST), gpu(SECOND, "<gpu_recovery_action>Reset</gpu_recovery_action>"));
        host.command(XML, 0, whole.substring(0, whole.indexOf("Reset")));

        TestingFacts facts = observe();

        assertEquals("malformed", facts.node("gpu.nvml.count").shown());
        assertEquals("malformed", facts.shown("gpu.recovery_action", SECOND));
        assertEquals("unsupported", facts.shown("gpu.recovery_action", FIRST));
        assertTrue(
                facts.findings().contains("gpu.recovery_action/UNKNOWN"),
                facts.findings().toString());
    }

    @Test
    void faultsOfMemoryAreFaultsByTheCatalog() {
        host.command(
                XML,
                0,
                report(
                        gpu(
                                FIRST,
                                "<ecc_errors><volatile><sram_uncorrectable_parity>1</sram_uncorrectable_parity>"
                                        + "<sram_uncorrectable_secded>2</sram_uncorrectable_secded>"
                                        + "<dram_uncorrectable>4</dram_uncorrectable></volatile>"
                                        + "<channel_repair_pending>No</channel_repair_pending>"
                                        + "<tpc_repair_pending>Yes</tpc_repair_pending></ecc_errors>",
                                "<remapped_rows><remapped_row_pending>Yes</remapped_row_pending>"
                                        + "<remapped_row_failure>No</remapped_row_failure></remapped_rows>"),
                        gpu(SECOND)));

        TestingFacts facts = observe();

        assertEquals(new Reading.Whole(7), facts.of("gpu.ecc.uncorrectable.volatile", FIRST));
        assertEquals(
                Set.of(
                        "gpu.ecc.uncorrectable.volatile/FAULT",
                        "gpu.ecc.repair_pending/FAULT",
                        "gpu.row_remap.pending/FAULT"),
                facts.findings());
    }

    @Test
    void aGpuThatRefusesToAnswerIsAFaultAndItsValuesAreUnknown() {
        host.command(
                XML,
                15,
                report(
                        gpu(
                                FIRST,
                                "<ecc_errors><volatile><dram_uncorrectable>[Unknown Error]</dram_uncorrectable>"
                                        + "<sram_uncorrectable>0</sram_uncorrectable></volatile></ecc_errors>",
                                "<remapped_rows><remapped_row_failure>[GPU requires reset]</remapped_row_failure>"
                                        + "</remapped_rows>"),
                        gpu(SECOND)));

        TestingFacts facts = observe();

        assertEquals("unreadable", facts.shown("gpu.ecc.uncorrectable.volatile", FIRST));
        assertEquals("unreadable", facts.shown("gpu.row_remap.failure", FIRST));
        assertEquals("gpu-fell-off-the-bus", facts.node("gpu.nvml.status").shown());
        assertEquals(
                Set.of(
                        "gpu.nvml.status/FAULT",
                        "gpu.nvml.answer/FAULT",
                        "gpu.ecc.uncorrectable.volatile/UNKNOWN",
                        "gpu.row_remap.failure/UNKNOWN"),
                facts.findings());
    }

    @Test
    void withMigOnWhatCannotBeReadDoesNotApply() {
        String mig = "<mig_mode><current_mig>Enabled</current_mig><pending_mig>Enabled</pending_mig></mig_mode>"
                + "<uuid>GPU-1</uuid><remapped_rows>N/A</remapped_rows>";
        host.command(XML, 0, report(gpu(FIRST, mig), gpu(SECOND, "<remapped_rows>N/A</remapped_rows>")))
                .command(LIST, 0, """
                        GPU 0: Made Up 9 (UUID: GPU-1)
                          MIG 1g.10gb     Device  0: (UUID: MIG-a)
                          MIG 1g.10gb     Device  1: (UUID: MIG-b)
                          MIG 2g.20gb     Device  2: (UUID: MIG-c)
                        GPU 1: Made Up 9 (UUID: GPU-2)
                        """);

        TestingFacts facts = observe();

        assertEquals("not-applicable", facts.shown("gpu.row_remap.failure", FIRST));
        assertEquals("unsupported", facts.shown("gpu.row_remap.failure", SECOND));
        assertEquals("1 x 2g.20gb 2 x 1g.10gb", facts.shown("gpu.mig.geometry", FIRST));
        assertEquals(Set.of(FIRST), facts.instances("gpu.mig.geometry"));
        assertEquals(Set.of(), facts.findings());
    }

    @Test
    void aLibraryOfAnotherVersionIsAFaultThatNamesBoth() {
        host.file("/sys/module/nvidia/version", "575.10.01")
                .command(
                        XML,
                        18,
                        "Failed to initialize NVML: Driver/library version mismatch\nNVML library version: 580.20\n");

        List<Fact> both = new ArrayList<>(new NvidiaSmiProbe().observe(host.build()));
        both.addAll(new DriverProbe().observe(host.build()));
        TestingFacts facts = new TestingFacts(both);

        assertEquals(new Reading.Version("580.20"), facts.node("gpu.driver.version.userspace"));
        assertEquals(new Reading.Version("575.10.01"), facts.node("gpu.driver.version"));
        assertEquals("driver-library-mismatch", facts.node("gpu.nvml.status").shown());
        assertTrue(facts.findings().contains("gpu.driver.version.userspace/FAULT"));
        assertEquals("unreadable", facts.shown("gpu.ecc.mode", FIRST));
    }

    @Test
    void aDriverThatIsNotLoadedIsAFaultWhereThereAreGpus() {
        host.command(XML, 9, "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.\n");

        TestingFacts facts = observe();

        assertEquals("driver-not-loaded", facts.node("gpu.nvml.status").shown());
        assertEquals("unreadable", facts.node("gpu.nvml.count").shown());
        assertTrue(
                facts.findings().contains("gpu.nvml.status/FAULT"),
                facts.findings().toString());
    }

    @Test
    void noDevicesWhereThereAreGpusIsAFaultAndWhereThereAreNoneItDoesNotApply() {
        host.command(XML, 6, "No devices were found\n");
        assertEquals(
                Set.of("gpu.nvml.count/FAULT", "gpu.nvml.status/FAULT"),
                withoutUnknown(observe().findings()));

        host = new TestingHost(folder.resolve("plain"))
                .pci("0x060400", "8086:1234", "0000:00:01.0")
                .command(XML, 6, "No devices were found\n");
        TestingFacts facts = observe();
        assertEquals("not-applicable", facts.node("gpu.nvml.status").shown());
        assertEquals("not-applicable", facts.node("gpu.nvml.count").shown());
        assertEquals(Set.of(), facts.findings());
    }

    private static Set<String> withoutUnknown(Set<String> findings) {
        findings.removeIf(finding -> finding.endsWith("/UNKNOWN"));
        return findings;
    }

    @Test
    void withoutTheToolEveryGpuOnTheBusIsUnreadNotWell() {
        TestingFacts facts = observe();

        assertEquals("absent", facts.node("gpu.nvml.status").shown());
        assertEquals("absent", facts.shown("gpu.row_remap.failure", FIRST));
        assertEquals(Set.of(FIRST, SECOND), facts.instances("gpu.ecc.mode"));
    }

    @Test
    void corruptedInforomIsToldOfTheGpuItIsIn() {
        host.command(
                XML, 14, report(gpu(FIRST), gpu(SECOND)) + "WARNING: infoROM is corrupted at gpu " + SECOND + "\n");

        TestingFacts facts = observe();

        assertEquals("invalid", facts.shown("gpu.inforom", SECOND));
        assertEquals(Set.of("gpu.inforom/FAULT", "gpu.nvml.status/FAULT"), facts.findings());
    }

    @Test
    void aHostRecordedWithTheListAloneGivesNamesAtTheirAddresses() {
        host.command(LIST, 0, "GPU 0: Made Up 9 (UUID: GPU-1)\nGPU 1: Made Up 9 (UUID: GPU-2)\n")
                .file("/proc/driver/nvidia/gpus/" + FIRST + "/information", "Model: Made Up 9\nGPU UUID: GPU-1");

        TestingFacts facts = observe();

        assertEquals("GPU-1", facts.shown("gpu.uuid", FIRST));
        assertEquals("GPU-2", facts.shown("gpu.uuid", "GPU-2"));
        assertEquals("nvidia-smi -L", facts.source("gpu.uuid", FIRST));
        assertEquals(new Reading.Whole(2), facts.node("gpu.nvml.count"));
    }

    @Test
    void aHostRecordedWithTheTextFormIsReadFromIt() {
        host.command(List.of("nvidia-smi", "-q"), 0, """
                Driver Version : 615.20.01 [Deprecated; will be removed]
                KMD Version    : 615.20.01
                Attached GPUs  : 1
                GPU 00000000:3B:00.0
                    Product Name : Made Up 9
                    GPU Recovery Action : None
                    Processes : None
                """);

        TestingFacts facts = observe();

        assertEquals(new Reading.Version("615.20.01"), facts.node("gpu.driver.version"));
        assertEquals("Made Up 9", facts.shown("gpu.name", FIRST));
        assertEquals(Set.of("gpu.nvml.count/FAULT"), facts.findings());
    }

    @Test
    void theTwoResetFlagsOfOlderDriversBecomeOneAction() {
        String flags = "<gpu_reset_status><reset_required>%s</reset_required>"
                + "<drain_and_reset_recommended>%s</drain_and_reset_recommended></gpu_reset_status>";
        host.command(
                XML, 0, report(gpu(FIRST, flags.formatted("Yes", "No")), gpu(SECOND, flags.formatted("No", "No"))));

        TestingFacts facts = observe();

        assertEquals("Reset", facts.shown("gpu.recovery_action", FIRST));
        assertEquals("None", facts.shown("gpu.recovery_action", SECOND));
    }

    private static final List<String> INFOROM =
            List.of("nvidia-smi", "--query-gpu=pci.bus_id,inforom.checksum_validation", "--format=csv");

    private static final String COUNTS = "<ecc_errors><aggregate><dram_uncorrectable>0</dram_uncorrectable></aggregate>"
            + "<volatile><dram_uncorrectable>0</dram_uncorrectable></volatile></ecc_errors>"
            + "<remapped_rows><remapped_row_failure>No</remapped_row_failure></remapped_rows>";

    @Test
    void withAnInvalidInforomWhatIsKeptInItIsNoValue() {
        host.command(XML, 0, report(gpu(FIRST, COUNTS), gpu(SECOND, COUNTS))).command(INFOROM, 0, """
                pci.bus_id, inforom.checksum_validation
                00000000:3B:00.0, valid
                00000000:86:00.0, invalid
                """);

        TestingFacts facts = observe();

        assertEquals("valid", facts.shown("gpu.inforom", FIRST));
        assertEquals("0", facts.shown("gpu.ecc.uncorrectable.aggregate", FIRST));
        assertEquals("invalid", facts.shown("gpu.inforom", SECOND));
        assertEquals(
                Reading.missing(Reading.Why.UNREADABLE, "the infoROM is invalid; it says 0"),
                facts.of("gpu.ecc.uncorrectable.aggregate", SECOND));
        assertEquals("0", facts.shown("gpu.ecc.uncorrectable.volatile", SECOND));
        assertEquals(Set.of("gpu.inforom/FAULT", "gpu.row_remap.failure/UNKNOWN"), facts.findings());
    }

    @Test
    void aDriverThatDoesNotKnowTheInforomColumnSaysSoAndNothingElseIsLost() {
        host.command(XML, 0, report(gpu(FIRST, COUNTS), gpu(SECOND, COUNTS)))
                .command(INFOROM, 2, "Field \"inforom.checksum_validation\" is not a valid field to query.\n");

        TestingFacts facts = observe();

        assertEquals("unsupported", facts.shown("gpu.inforom", FIRST));
        assertEquals("0", facts.shown("gpu.ecc.uncorrectable.aggregate", FIRST));
        assertEquals(Set.of(), facts.findings());
    }

    @Test
    void aReplacedBoardIsNamedByTheCohort() {
        String old = "<vbios_version>96.00.A5.00.03</vbios_version>";
        host.pci("0x030200", "10de:2330", "0000:9a:00.0")
                .command(
                        XML,
                        0,
                        report(
                                gpu(FIRST, old),
                                gpu(SECOND, "<vbios_version>96.00.B0.00.01</vbios_version>"),
                                gpu("0000:9a:00.0", "<vbios_version>96.00.a5.00.03</vbios_version>")));

        TestingFacts facts = observe();

        assertEquals(
                "VBIOS 96.00.A5.00.03, 96.00.B0.00.01 (" + SECOND + ")",
                facts.node("gpu.cohort").shown());
        assertEquals(Set.of("gpu.cohort/FAULT"), facts.findings());
    }

    @Test
    void memoryIsComparedOnlyWhereTheEccModeIsTheSame() {
        String memory = "<ecc_mode><current_ecc>%s</current_ecc></ecc_mode><vbios_version>1.2</vbios_version>"
                + "<fb_memory_usage><total>%s MiB</total></fb_memory_usage>";
        host.command(
                XML,
                0,
                report(
                        gpu(FIRST, memory.formatted("Enabled", "45440")),
                        gpu(SECOND, memory.formatted("Disabled", "48601"))));
        assertEquals("alike", observe().node("gpu.cohort").shown());

        host = new TestingHost(folder.resolve("less"))
                .pci("0x030200", "10de:2330", FIRST)
                .pci("0x030200", "10de:2330", SECOND)
                .command(
                        XML,
                        0,
                        report(
                                gpu(FIRST, memory.formatted("Enabled", "81559")),
                                gpu(SECOND, memory.formatted("Enabled", "79000"))));
        assertEquals(
                "memory 79000 MIB (" + SECOND + "), 81559 MIB (" + FIRST + ")",
                observe().node("gpu.cohort").shown());
    }

    @Test
    void heatIsOneMarginWhicheverLimitsTheBoardTells() {
        String margins = "<temperature><gpu_temp>80 C</gpu_temp><gpu_temp_tlimit>3 C</gpu_temp_tlimit>"
                + "<gpu_temp_slow_tlimit_threshold>-2 C</gpu_temp_slow_tlimit_threshold></temperature>";
        String limits = "<temperature><gpu_temp>80 C</gpu_temp><gpu_temp_tlimit>N/A</gpu_temp_tlimit>"
                + "<gpu_temp_slow_threshold>95 C</gpu_temp_slow_threshold></temperature>";
        host.command(XML, 0, report(gpu(FIRST, margins), gpu(SECOND, limits)));

        TestingFacts facts = observe();

        assertEquals("5", facts.shown("gpu.temp.margin", FIRST));
        assertEquals("15", facts.shown("gpu.temp.margin", SECOND));
        assertEquals(Set.of("gpu.temp.margin/FAULT"), facts.findings());
    }

    @Test
    void hardwareThatSlowsTheClocksIsTheFaultNotAnIdleGpu() {
        String reasons = "<clocks_event_reasons><clocks_event_reason_gpu_idle>Active</clocks_event_reason_gpu_idle>"
                + "<clocks_event_reason_hw_slowdown>%1$s</clocks_event_reason_hw_slowdown>"
                + "<clocks_event_reason_hw_power_brake_slowdown>%1$s</clocks_event_reason_hw_power_brake_slowdown>"
                + "</clocks_event_reasons>";
        host.command(
                XML, 0, report(gpu(FIRST, reasons.formatted("Not Active")), gpu(SECOND, reasons.formatted("Active"))));

        TestingFacts facts = observe();

        assertEquals("none", facts.shown("gpu.clocks.hw_slowdown", FIRST));
        assertEquals("hw_power_brake_slowdown hw_slowdown", facts.shown("gpu.clocks.hw_slowdown", SECOND));
    }

    @Test
    void onlyProcessesThatComputeAreCountedAndTheirNamesAreNotKept() {
        String processes = "<processes><process_info><pid>1</pid><type>C</type><process_name>a</process_name>"
                + "</process_info><process_info><pid>2</pid><type>G</type></process_info>"
                + "<process_info><pid>3</pid><type>C+G</type></process_info></processes>";
        host.command(XML, 0, report(gpu(FIRST, processes), gpu(SECOND, "<processes>N/A</processes>")));

        TestingFacts facts = observe();

        assertEquals(new Reading.Whole(2), facts.of("gpu.processes", FIRST));
        assertEquals("unsupported", facts.shown("gpu.processes", SECOND));
    }

    @Test
    void aModeThatWaitsForAResetIsDrift() {
        String mode = "<ecc_mode><current_ecc>Disabled</current_ecc><pending_ecc>Enabled</pending_ecc></ecc_mode>";
        host.command(XML, 0, report(gpu(FIRST, mode), gpu(SECOND)));

        assertEquals(Set.of("gpu.ecc.mode.pending/PENDING"), observe().findings());
    }
}
