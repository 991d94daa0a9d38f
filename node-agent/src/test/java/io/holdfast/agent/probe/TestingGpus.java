package io.holdfast.agent.probe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Made-up GPUs, once as the stand-in for NVML tells them and once as `nvidia-smi -q -x` reports them: one that is well
/// (`0000:3b:00.0`), one with faults (`0000:86:00.0`) and one split into MIG devices (`0000:ca:00.0`).
final class TestingGpus {
    private static final String DRIVER = "580.105.08";

    /// What differs between them: the lines of the stand-in and the elements of the report, in the same order.
    private record Gpu(List<String> lines, List<String> elements) {}

    private static final Map<String, Gpu> GPUS = Map.of(
            "0000:3b:00.0",
            new Gpu(
                    List.of(
                            "nvmlDeviceGetMigMode 0 0",
                            "field 230 0",
                            "nvmlDeviceGetCurrPcieLinkGeneration 5",
                            "nvmlDeviceGetPcieReplayCounter 150",
                            "field 95 0",
                            "nvmlDeviceGetCurrentClocksEventReasons 1",
                            "errors-sram 3 30 0 0",
                            "errors-dram 4 40 0 1",
                            "nvmlDeviceGetSramEccErrorStatus 0",
                            "nvmlDeviceGetRepairStatus 0 0",
                            "nvmlDeviceGetRemappedRows 0 0 0 0",
                            "nvmlDeviceGetRowRemapperHistogram 2560 0 0 0 0",
                            "nvmlDeviceGetMarginTemperature 58",
                            "nvmlDeviceGetGpuFabricInfoV 3 0 7 170 1"),
                    List.of(
                            mig("Disabled"),
                            tag("gpu_recovery_action", "None"),
                            link(5),
                            tag("pci", tag("replay_counter", "150") + tag("replay_rollover_counter", "0")),
                            clocks("gpu_idle"),
                            ecc(errors(3, 0, 0, 4, 0), errors(30, 0, 0, 40, 1), "No", "No", "No"),
                            remapped("0", "0", "No", "No", 0, 0),
                            temperatures("58 C"),
                            fabric(
                                    "Completed",
                                    "Success",
                                    "7",
                                    "11111111-1111-1111-1111-111111111111",
                                    "Full",
                                    "False"))),
            "0000:86:00.0",
            new Gpu(
                    List.of(
                            "nvmlDeviceGetMigMode 0 1",
                            "field 230 1",
                            "nvmlDeviceGetCurrPcieLinkGeneration 1",
                            "nvmlDeviceGetPcieReplayCounter 4294967295",
                            "field 95 2",
                            "nvmlDeviceGetCurrentClocksEventReasons 0xc8",
                            "errors-sram 0 0 3 5",
                            "errors-dram 0 0 4 6",
                            "nvmlDeviceGetSramEccErrorStatus 1",
                            "nvmlDeviceGetRepairStatus 0 1",
                            "nvmlDeviceGetRemappedRows 1 2 1 1",
                            "nvmlDeviceGetRowRemapperHistogram 2500 0 0 3 2",
                            "nvmlDeviceGetMarginTemperature -3",
                            "nvmlDeviceGetGpuFabricInfoV 2 0 0 0 0"),
                    List.of(
                            tag("mig_mode", tag("current_mig", "Disabled") + tag("pending_mig", "Enabled")),
                            tag("gpu_recovery_action", "Reset"),
                            link(1),
                            tag("pci", tag("replay_counter", "4294967295") + tag("replay_rollover_counter", "2")),
                            clocks("hw_slowdown", "hw_thermal_slowdown", "hw_power_brake_slowdown"),
                            ecc(errors(0, 1, 2, 0, 4), errors(0, 5, 0, 0, 6), "Yes", "No", "Yes"),
                            remapped("1", "2", "Yes", "Yes", 3, 2),
                            temperatures("-3 C"),
                            fabric("In Progress", "N/A", "N/A", "N/A", "N/A", "N/A"))),
            "0000:ca:00.0",
            new Gpu(
                    List.of(
                            "nvmlDeviceGetMigMode 1 1",
                            "field 230 4",
                            "nvmlDeviceGetCurrPcieLinkGeneration 5",
                            "nvmlDeviceGetPcieReplayCounter 0",
                            "field 95 0",
                            "nvmlDeviceGetCurrentClocksEventReasons 0",
                            "nvmlDeviceGetGpuFabricInfoV 0 0 0 0 0"),
                    List.of(
                            mig("Enabled"),
                            tag("gpu_recovery_action", "Drain and Reset"),
                            link(5),
                            tag("pci", tag("replay_counter", "0") + tag("replay_rollover_counter", "0")),
                            clocks(),
                            tag(
                                    "ecc_errors",
                                    tag("volatile", noErrors())
                                            + tag("aggregate", noErrors() + threshold("N/A"))
                                            + repairs("N/A", "N/A")),
                            tag("remapped_rows", "N/A"),
                            temperatures("N/A"),
                            fabric("N/A", "N/A", "N/A", "N/A", "N/A", "N/A"))));

    private TestingGpus() {}

    /// The lines of `gpus.txt`.
    static String[] library(String... addresses) {
        List<String> lines = new ArrayList<>(List.of("driver " + DRIVER));
        for (String address : addresses) {
            lines.add("gpu " + address);
            lines.addAll(List.of(
                    "nvmlDeviceGetName text NVIDIA H100 80GB HBM3",
                    "nvmlDeviceGetUUID GPU-" + address,
                    "nvmlDeviceGetSerial 165000000" + address.charAt(5),
                    "nvmlDeviceGetBoardPartNumber 692-2G520-0200-000",
                    "nvmlDeviceGetVbiosVersion 96.00.99.00.01",
                    "nvmlDeviceGetInforomImageVersion G520.0200.00.05",
                    "nvmlDeviceGetGspFirmwareVersion " + DRIVER,
                    "nvmlDeviceGetPersistenceMode 1",
                    "nvmlDeviceGetAddressingMode 1",
                    "nvmlDeviceGetComputeMode 0",
                    "nvmlDeviceGetEccMode 1 1",
                    "nvmlDeviceGetMaxPcieLinkGeneration 5",
                    "nvmlDeviceGetCurrPcieLinkWidth 16",
                    "nvmlDeviceGetMaxPcieLinkWidth 16",
                    "nvmlDeviceGetMemoryInfo 85520809984 85000000000 500000000",
                    "nvmlDeviceGetBAR1MemoryInfo 137438953472 0 0",
                    "nvmlDeviceGetPowerManagementLimit 650000",
                    "nvmlDeviceGetPowerManagementDefaultLimit 700000",
                    "nvmlDeviceGetEnforcedPowerLimit 649996",
                    "nvmlDeviceGetTemperature 29",
                    "field 82 37"));
            lines.addAll(gpu(address).lines());
        }
        return lines.toArray(String[]::new);
    }

    /// What `nvidia-smi -q -x` prints.
    static String report(String... addresses) {
        return "<?xml version=\"1.0\" ?>\n<nvidia_smi_log>\n" + tag("driver_version", DRIVER)
                + tag("cuda_version", "13.0")
                + String.join(
                        "", Arrays.stream(addresses).map(TestingGpus::described).toList())
                + "</nvidia_smi_log>\n";
    }

    private static String described(String address) {
        return "<gpu id=\"0000" + address.toUpperCase(Locale.ROOT) + "\">\n"
                + tag("product_name", "NVIDIA H100 80GB HBM3")
                + tag("product_architecture", "Hopper")
                + tag("uuid", "GPU-" + address)
                + tag("serial", "165000000" + address.charAt(5))
                + tag("board_part_number", "692-2G520-0200-000")
                + tag("vbios_version", "96.00.99.00.01")
                + tag("inforom_version", tag("img_version", "G520.0200.00.05"))
                + tag("gsp_firmware_version", DRIVER)
                + tag("persistence_mode", "Enabled")
                + tag("addressing_mode", "HMM")
                + tag("compute_mode", "Default")
                + tag("ecc_mode", tag("current_ecc", "Enabled") + tag("pending_ecc", "Enabled"))
                + tag("fb_memory_usage", tag("total", "81559 MiB"))
                + tag("bar1_memory_usage", tag("total", "131072 MiB"))
                + tag(
                        "gpu_power_readings",
                        tag("current_power_limit", "650.00 W")
                                + tag("requested_power_limit", "650.00 W")
                                + tag("default_power_limit", "700.00 W"))
                + tag("retired_pages", tag("pending_blacklist", "N/A") + tag("pending_retirement", "N/A"))
                + String.join("", gpu(address).elements())
                + "</gpu>\n";
    }

    private static Gpu gpu(String address) {
        Gpu gpu = GPUS.get(address);
        if (gpu == null) {
            throw new IllegalArgumentException(address);
        }
        return gpu;
    }

    private static String tag(String name, String content) {
        return "<" + name + ">" + content + "</" + name + ">\n";
    }

    private static String mig(String mode) {
        return tag("mig_mode", tag("current_mig", mode) + tag("pending_mig", mode));
    }

    private static String link(int generation) {
        return tag(
                "pci",
                tag(
                        "pci_gpu_link_info",
                        tag("pcie_gen", tag("max_link_gen", "5") + tag("current_link_gen", "" + generation))
                                + tag("link_widths", tag("max_link_width", "16x") + tag("current_link_width", "16x"))));
    }

    private static String clocks(String... active) {
        StringBuilder reasons = new StringBuilder();
        for (String reason : List.of(
                "gpu_idle",
                "applications_clocks_setting",
                "sw_power_cap",
                "hw_slowdown",
                "hw_thermal_slowdown",
                "hw_power_brake_slowdown",
                "sync_boost",
                "sw_thermal_slowdown",
                "display_clocks_setting")) {
            String state = List.of(active).contains(reason) ? "Active" : "Not Active";
            reasons.append(tag("clocks_event_reason_" + reason, state));
        }
        return tag("clocks_event_reasons", reasons.toString());
    }

    private static String errors(long sramCorrected, long parity, long secded, long dramCorrected, long dram) {
        return tag("sram_correctable", "" + sramCorrected)
                + tag("sram_uncorrectable_parity", "" + parity)
                + tag("sram_uncorrectable_secded", "" + secded)
                + tag("dram_correctable", "" + dramCorrected)
                + tag("dram_uncorrectable", "" + dram);
    }

    private static String noErrors() {
        return errors(0, 0, 0, 0, 0).replace(">0<", ">N/A<");
    }

    private static String threshold(String exceeded) {
        return tag("sram_threshold_exceeded", exceeded);
    }

    private static String repairs(String channel, String cluster) {
        return tag("channel_repair_pending", channel) + tag("tpc_repair_pending", cluster);
    }

    private static String ecc(String now, String ever, String exceeded, String channel, String cluster) {
        return tag(
                "ecc_errors",
                tag("volatile", now) + tag("aggregate", ever + threshold(exceeded)) + repairs(channel, cluster));
    }

    private static String remapped(String corrected, String other, String pending, String failure, int low, int none) {
        return tag(
                "remapped_rows",
                tag("remapped_row_corr", corrected)
                        + tag("remapped_row_unc", other)
                        + tag("remapped_row_pending", pending)
                        + tag("remapped_row_failure", failure)
                        + tag(
                                "row_remapper_histogram",
                                tag("row_remapper_histogram_low", low + " bank(s)")
                                        + tag("row_remapper_histogram_none", none + " bank(s)")));
    }

    private static String temperatures(String margin) {
        return tag(
                "temperature", tag("gpu_temp", "29 C") + tag("gpu_temp_tlimit", margin) + tag("memory_temp", "37 C"));
    }

    private static String fabric(
            String state, String status, String clique, String cluster, String bandwidth, String flag) {
        String health = bandwidth.equals("Full") ? "Healthy" : "N/A";
        return tag(
                "fabric",
                tag("state", state)
                        + tag("status", status)
                        + tag("cliqueId", clique)
                        + tag("clusterUuid", cluster)
                        + tag(
                                "health",
                                tag("summary", health)
                                        + tag("bandwidth", bandwidth)
                                        + tag("route_recovery_in_progress", flag)
                                        + tag("route_unhealthy", flag)
                                        + tag("access_timeout_recovery", flag)));
    }
}
