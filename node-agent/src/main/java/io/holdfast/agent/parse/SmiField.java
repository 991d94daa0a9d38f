package io.holdfast.agent.parse;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What nvidia-smi says, and under which names in its three forms: `-q -x` (element path), `-q` (headings and label)
/// and `--query-gpu` (column).
///
/// Names move between driver branches; several are separated by `|`, the preferred one first. Captures of drivers 510
/// to 595 (XML) and 590 to 610 (text, columns) were compared; the XML names of 610 are not confirmed.
public enum SmiField {
    // Of the node.
    DRIVER("kmd_version|driver_version", "KMD Version|Driver Version", "kmd_version|driver_version"),
    CUDA("cuda_umd_version|cuda_version", "CUDA UMD Version|CUDA Version", ""),
    ATTACHED("attached_gpus", "Attached GPUs", "count"),

    // Identity.
    BUS_ID("gpu/pci/pci_bus_id", "PCI/Bus Id", "pci.bus_id"),
    NAME("gpu/product_name", "Product Name", "name"),
    ARCHITECTURE("gpu/product_architecture", "Product Architecture", ""),
    UUID("gpu/uuid", "GPU UUID", "uuid"),
    SERIAL("gpu/serial", "Serial Number", "serial"),
    BOARD_PART("gpu/board_part_number", "Board Part Number", ""),
    VBIOS("gpu/vbios_version", "VBIOS Version", "vbios_version"),
    GSP("gpu/gsp_firmware_version", "GSP Firmware Version", ""),
    INFOROM_IMAGE("gpu/inforom_version/img_version", "Inforom Version/Image Version", "inforom.img"),
    INFOROM_CHECK("", "", "inforom.checksum_validation"),
    MINOR("gpu/minor_number", "Minor Number", ""),
    MODULE_ID(
            "gpu/platformInfo/module_id|gpu/gpu_module_id",
            "Platform Info/Module Id|GPU Module Id|Module ID",
            "platform.module_id"),

    // Modes.
    PERSISTENCE("gpu/persistence_mode", "Persistence Mode", "persistence_mode"),
    ADDRESSING("gpu/addressing_mode", "Addressing Mode", "addressing_mode"),
    COMPUTE("gpu/compute_mode", "Compute Mode", "compute_mode"),
    MIG("gpu/mig_mode/current_mig", "MIG Mode/Current", "mig.mode.current"),
    MIG_PENDING("gpu/mig_mode/pending_mig", "MIG Mode/Pending", "mig.mode.pending"),
    ECC("gpu/ecc_mode/current_ecc", "ECC Mode/Current", "ecc.mode.current"),
    ECC_PENDING("gpu/ecc_mode/pending_ecc", "ECC Mode/Pending", "ecc.mode.pending"),

    // What the driver asks for. The reset status of driver 535 became the recovery action of 570.
    RECOVERY_ACTION("gpu/gpu_recovery_action", "GPU Recovery Action", "gpu_recovery_action"),
    RESET_REQUIRED(
            "gpu/gpu_reset_status/reset_required", "GPU Reset Status/Reset Required", "reset_status.reset_required"),
    DRAIN_AND_RESET(
            "gpu/gpu_reset_status/drain_and_reset_recommended",
            "GPU Reset Status/Drain and Reset Recommended",
            "reset_status.drain_and_reset_recommended"),

    // PCIe.
    LINK_GEN(
            "gpu/pci/pci_gpu_link_info/pcie_gen/current_link_gen",
            "PCI/GPU Link Info/PCIe Generation/Current",
            "pcie.link.gen.gpucurrent|pcie.link.gen.current"),
    LINK_GEN_MAX(
            "gpu/pci/pci_gpu_link_info/pcie_gen/max_link_gen",
            "PCI/GPU Link Info/PCIe Generation/Max",
            "pcie.link.gen.max"),
    LINK_WIDTH(
            "gpu/pci/pci_gpu_link_info/link_widths/current_link_width",
            "PCI/GPU Link Info/Link Width/Current",
            "pcie.link.width.current"),
    LINK_WIDTH_MAX(
            "gpu/pci/pci_gpu_link_info/link_widths/max_link_width",
            "PCI/GPU Link Info/Link Width/Max",
            "pcie.link.width.max"),
    LINK_GEN_OF_GPU(
            "gpu/pci/pci_gpu_link_info/pcie_gen/max_device_link_gen",
            "PCI/GPU Link Info/PCIe Generation/Device Max",
            "pcie.link.gen.gpumax"),
    LINK_GEN_OF_HOST(
            "gpu/pci/pci_gpu_link_info/pcie_gen/max_host_link_gen",
            "PCI/GPU Link Info/PCIe Generation/Host Max",
            "pcie.link.gen.hostmax"),
    REPLAYS("gpu/pci/replay_counter", "PCI/Replays Since Reset", ""),
    REPLAY_ROLLOVERS("gpu/pci/replay_rollover_counter", "PCI/Replay Number Rollovers", ""),

    // Memory and power.
    MEMORY("gpu/fb_memory_usage/total", "FB Memory Usage/Total", "memory.total"),
    BAR1("gpu/bar1_memory_usage/total", "BAR1 Memory Usage/Total", ""),
    POWER_REQUESTED(
            "gpu/gpu_power_readings/requested_power_limit|gpu/power_readings/power_limit",
            "GPU Power Readings/GPU Ceiling Power Limit/Requested Power Limit|GPU Power Readings/Requested Power Limit"
                    + "|Power Readings/Power Limit",
            "power.limit"),
    POWER_DEFAULT(
            "gpu/gpu_power_readings/default_power_limit|gpu/power_readings/default_power_limit",
            "GPU Power Readings/GPU Ceiling Power Limit/Default Power Limit|GPU Power Readings/Default Power Limit"
                    + "|Power Readings/Default Power Limit",
            "power.default_limit"),
    POWER_CURRENT(
            "gpu/gpu_power_readings/current_power_limit|gpu/power_readings/enforced_power_limit",
            "GPU Power Readings/GPU Ceiling Power Limit/Current Power Limit|GPU Power Readings/Current Power Limit"
                    + "|Power Readings/Enforced Power Limit",
            "enforced.power.limit"),
    POWER_MIN(
            "gpu/gpu_power_readings/min_power_limit|gpu/power_readings/min_power_limit",
            "GPU Power Readings/Min Power Limit|Power Readings/Min Power Limit",
            "power.min_limit"),
    POWER_MAX(
            "gpu/gpu_power_readings/max_power_limit|gpu/power_readings/max_power_limit",
            "GPU Power Readings/Max Power Limit|Power Readings/Max Power Limit",
            "power.max_limit"),
    POWER_DRAW(
            "gpu/gpu_power_readings/average_power_draw|gpu/gpu_power_readings/power_draw|gpu/power_readings/power_draw",
            "GPU Power Readings/Average Power Draw|GPU Power Readings/Power Draw|Power Readings/Power Draw",
            "power.draw.average|power.draw"),
    POWER_DRAW_MEMORY(
            "gpu/gpu_memory_power_readings/average_power_draw", "GPU Memory Power Readings/Average Power Draw", ""),
    POWER_DRAW_MODULE(
            "gpu/module_power_readings/average_power_draw|gpu/module_power_readings/power_draw",
            "Module Power Readings/Average Power Draw|Module Power Readings/Power Draw",
            "module.power.draw.average"),
    POWER_MODULE(
            "gpu/module_power_readings/current_power_limit",
            "Module Power Readings/Current Power Limit",
            "module.enforced.power.limit"),
    PERFORMANCE("gpu/performance_state", "Performance State", "pstate"),
    TEMPERATURE("gpu/temperature/gpu_temp", "Temperature/GPU Current Temp", "temperature.gpu"),
    TEMPERATURE_MEMORY("gpu/temperature/memory_temp", "Temperature/Memory Current Temp", "temperature.memory"),
    TEMPERATURE_MARGIN(
            "gpu/temperature/gpu_temp_tlimit",
            "Temperature/GPU Current T.Limit Temp|Temperature/GPU T.Limit Temp",
            "temperature.gpu.tlimit"),
    TEMPERATURE_SLOWDOWN("gpu/temperature/gpu_temp_slow_threshold", "Temperature/GPU Slowdown Temp", ""),
    TEMPERATURE_SHUTDOWN("gpu/temperature/gpu_temp_max_threshold", "Temperature/GPU Shutdown Temp", ""),
    TEMPERATURE_MEMORY_MAX("gpu/temperature/gpu_temp_max_mem_threshold", "Temperature/Memory Max Operating Temp", ""),
    MARGIN_SLOWDOWN("gpu/temperature/gpu_temp_slow_tlimit_threshold", "Temperature/GPU Slowdown T.Limit Temp", ""),
    MARGIN_SHUTDOWN("gpu/temperature/gpu_temp_max_tlimit_threshold", "Temperature/GPU Shutdown T.Limit Temp", ""),

    // Tables print 0 and No in the columns of the split SRAM counts on boards without ECC: those are not read.
    // ECC since the driver was loaded. Ampere and newer split SRAM; before Turing there is one total.
    NEW_SRAM_PARITY(
            "gpu/ecc_errors/volatile/sram_uncorrectable_parity", "ECC Errors/Volatile/SRAM Uncorrectable Parity", ""),
    NEW_SRAM_SECDED(
            "gpu/ecc_errors/volatile/sram_uncorrectable_secded", "ECC Errors/Volatile/SRAM Uncorrectable SEC-DED", ""),
    NEW_SRAM(
            "gpu/ecc_errors/volatile/sram_uncorrectable",
            "ECC Errors/Volatile/SRAM Uncorrectable",
            "ecc.errors.uncorrected.volatile.sram"),
    NEW_DRAM(
            "gpu/ecc_errors/volatile/dram_uncorrectable",
            "ECC Errors/Volatile/DRAM Uncorrectable",
            "ecc.errors.uncorrected.volatile.dram"),
    NEW_DOUBLE_BIT(
            "gpu/ecc_errors/volatile/double_bit/total",
            "ECC Errors/Volatile/Double Bit/Total",
            "ecc.errors.uncorrected.volatile.total"),
    NEW_SRAM_CORRECTED(
            "gpu/ecc_errors/volatile/sram_correctable",
            "ECC Errors/Volatile/SRAM Correctable",
            "ecc.errors.corrected.volatile.sram"),
    NEW_DRAM_CORRECTED(
            "gpu/ecc_errors/volatile/dram_correctable",
            "ECC Errors/Volatile/DRAM Correctable",
            "ecc.errors.corrected.volatile.dram"),
    NEW_SINGLE_BIT(
            "gpu/ecc_errors/volatile/single_bit/total",
            "ECC Errors/Volatile/Single Bit/Total",
            "ecc.errors.corrected.volatile.total"),

    // ECC in the life of the board.
    ALL_SRAM_PARITY(
            "gpu/ecc_errors/aggregate/sram_uncorrectable_parity", "ECC Errors/Aggregate/SRAM Uncorrectable Parity", ""),
    ALL_SRAM_SECDED(
            "gpu/ecc_errors/aggregate/sram_uncorrectable_secded",
            "ECC Errors/Aggregate/SRAM Uncorrectable SEC-DED",
            ""),
    ALL_SRAM(
            "gpu/ecc_errors/aggregate/sram_uncorrectable",
            "ECC Errors/Aggregate/SRAM Uncorrectable",
            "ecc.errors.uncorrected.aggregate.sram"),
    ALL_DRAM(
            "gpu/ecc_errors/aggregate/dram_uncorrectable",
            "ECC Errors/Aggregate/DRAM Uncorrectable",
            "ecc.errors.uncorrected.aggregate.dram"),
    ALL_DOUBLE_BIT(
            "gpu/ecc_errors/aggregate/double_bit/total",
            "ECC Errors/Aggregate/Double Bit/Total",
            "ecc.errors.uncorrected.aggregate.total"),
    ALL_SRAM_CORRECTED(
            "gpu/ecc_errors/aggregate/sram_correctable",
            "ECC Errors/Aggregate/SRAM Correctable",
            "ecc.errors.corrected.aggregate.sram"),
    ALL_DRAM_CORRECTED(
            "gpu/ecc_errors/aggregate/dram_correctable",
            "ECC Errors/Aggregate/DRAM Correctable",
            "ecc.errors.corrected.aggregate.dram"),
    ALL_SINGLE_BIT(
            "gpu/ecc_errors/aggregate/single_bit/total",
            "ECC Errors/Aggregate/Single Bit/Total",
            "ecc.errors.corrected.aggregate.total"),
    SRAM_L2(sramElement("l2"), sramLabel("L2"), ""),
    SRAM_SM(sramElement("sm"), sramLabel("SM"), ""),
    SRAM_MICROCONTROLLER(sramElement("microcontroller"), sramLabel("Microcontroller"), ""),
    SRAM_PCIE(sramElement("pcie"), sramLabel("PCIE"), ""),
    SRAM_OTHER(sramElement("other"), sramLabel("Other"), ""),
    SRAM_THRESHOLD(
            "gpu/ecc_errors/aggregate/sram_threshold_exceeded", "ECC Errors/Aggregate/SRAM Threshold Exceeded", ""),
    CHANNEL_REPAIR("gpu/ecc_errors/channel_repair_pending", "ECC Errors/Channel Repair Pending", ""),
    TPC_REPAIR("gpu/ecc_errors/tpc_repair_pending", "ECC Errors/TPC Repair Pending", ""),
    UNREPAIRABLE("gpu/ecc_errors/unrepairable_memory", "ECC Errors/Unrepairable Memory", ""),

    // Row remapping. Where there is none the whole section is one `N/A`.
    REMAPPED_CORRECTABLE(
            "gpu/remapped_rows/remapped_row_corr|gpu/remapped_rows",
            "Remapped Rows/Correctable Error|Remapped Rows",
            "remapped_rows.correctable"),
    REMAPPED_UNCORRECTABLE(
            "gpu/remapped_rows/remapped_row_unc|gpu/remapped_rows",
            "Remapped Rows/Uncorrectable Error|Remapped Rows",
            "remapped_rows.uncorrectable"),
    REMAP_PENDING(
            "gpu/remapped_rows/remapped_row_pending|gpu/remapped_rows",
            "Remapped Rows/Pending|Remapped Rows",
            "remapped_rows.pending"),
    REMAP_FAILURE(
            "gpu/remapped_rows/remapped_row_failure|gpu/remapped_rows",
            "Remapped Rows/Remapping Failure Occurred|Remapped Rows",
            "remapped_rows.failure"),
    INACTIVE_CORRECTABLE("gpu/remapped_rows/remapped_row_corr_inactive", "", ""),
    INACTIVE_UNCORRECTABLE("gpu/remapped_rows/remapped_row_unc_inactive", "", ""),
    BANKS_MAX(
            "gpu/remapped_rows/row_remapper_histogram/row_remapper_histogram_max|gpu/remapped_rows",
            "Remapped Rows/Bank Remap Availability Histogram/Max|Remapped Rows",
            "remapped_rows.histogram.max"),
    BANKS_HIGH(
            "gpu/remapped_rows/row_remapper_histogram/row_remapper_histogram_high|gpu/remapped_rows",
            "Remapped Rows/Bank Remap Availability Histogram/High|Remapped Rows",
            "remapped_rows.histogram.high"),
    BANKS_PARTIAL(
            "gpu/remapped_rows/row_remapper_histogram/row_remapper_histogram_partial|gpu/remapped_rows",
            "Remapped Rows/Bank Remap Availability Histogram/Partial|Remapped Rows",
            "remapped_rows.histogram.partial"),
    BANKS_LOW(
            "gpu/remapped_rows/row_remapper_histogram/row_remapper_histogram_low|gpu/remapped_rows",
            "Remapped Rows/Bank Remap Availability Histogram/Low|Remapped Rows",
            "remapped_rows.histogram.low"),
    BANKS_NONE(
            "gpu/remapped_rows/row_remapper_histogram/row_remapper_histogram_none|gpu/remapped_rows",
            "Remapped Rows/Bank Remap Availability Histogram/None|Remapped Rows",
            "remapped_rows.histogram.none"),
    RETIREMENT_PENDING(
            "gpu/retired_pages/pending_retirement|gpu/retired_pages/pending_blacklist",
            "Retired Pages/Pending Page Blacklist",
            "retired_pages.pending"),
    RETIRED_SINGLE_BIT(
            "gpu/retired_pages/multiple_single_bit_retirement/retired_count",
            "Retired Pages/Single Bit ECC",
            "retired_pages.single_bit_ecc.count"),
    RETIRED_DOUBLE_BIT(
            "gpu/retired_pages/double_bit_retirement/retired_count",
            "Retired Pages/Double Bit ECC",
            "retired_pages.double_bit.count"),

    // Why the clocks are not higher, now and (in microseconds, from driver 580) since the driver was loaded. Called
    // throttle reasons before 535; the counters end in other words than the reasons.
    CLOCK_IDLE(
            clockElement("gpu_idle"),
            clockLabel("Idle"),
            "clocks_event_reasons.gpu_idle|clocks_throttle_reasons.gpu_idle"),
    CLOCK_APPLICATION(
            clockElement("applications_clocks_setting"),
            clockLabel("Applications Clocks Setting"),
            "clocks_event_reasons.applications_clocks_setting|clocks_throttle_reasons.applications_clocks_setting"),
    CLOCK_POWER_CAP(
            clockElement("sw_power_cap"),
            clockLabel("SW Power Cap"),
            "clocks_event_reasons.sw_power_cap|clocks_throttle_reasons.sw_power_cap"),
    CLOCK_HW_SLOWDOWN(
            clockElement("hw_slowdown"),
            clockLabel("HW Slowdown"),
            "clocks_event_reasons.hw_slowdown|clocks_throttle_reasons.hw_slowdown"),
    CLOCK_HW_THERMAL(
            clockElement("hw_thermal_slowdown"),
            clockLabel("HW Slowdown/HW Thermal Slowdown"),
            "clocks_event_reasons.hw_thermal_slowdown|clocks_throttle_reasons.hw_thermal_slowdown"),
    CLOCK_HW_BRAKE(
            clockElement("hw_power_brake_slowdown"),
            clockLabel("HW Slowdown/HW Power Brake Slowdown"),
            "clocks_event_reasons.hw_power_brake_slowdown|clocks_throttle_reasons.hw_power_brake_slowdown"),
    CLOCK_SYNC_BOOST(
            clockElement("sync_boost"),
            clockLabel("Sync Boost"),
            "clocks_event_reasons.sync_boost|clocks_throttle_reasons.sync_boost"),
    CLOCK_SW_THERMAL(
            clockElement("sw_thermal_slowdown"),
            clockLabel("SW Thermal Slowdown"),
            "clocks_event_reasons.sw_thermal_slowdown|clocks_throttle_reasons.sw_thermal_slowdown"),
    CLOCK_DISPLAY(clockElement("display_clocks_setting"), clockLabel("Display Clock Setting"), ""),
    TIME_POWER_CAP(
            "gpu/clocks_event_reasons_counters/clocks_event_reasons_counters_sw_power_cap",
            "Clocks Event Reasons Counters/SW Power Capping",
            "clocks_event_reasons_counters.sw_power_cap"),
    TIME_SW_THERMAL(
            "gpu/clocks_event_reasons_counters/clocks_event_reasons_counters_sw_therm_slowdown",
            "Clocks Event Reasons Counters/SW Thermal Slowdown",
            "clocks_event_reasons_counters.sw_thermal_slowdown"),
    TIME_HW_THERMAL(
            "gpu/clocks_event_reasons_counters/clocks_event_reasons_counters_hw_therm_slowdown",
            "Clocks Event Reasons Counters/HW Thermal Slowdown",
            "clocks_event_reasons_counters.hw_thermal_slowdown"),
    TIME_HW_BRAKE(
            "gpu/clocks_event_reasons_counters/clocks_event_reasons_counters_hw_power_brake",
            "Clocks Event Reasons Counters/HW Power Braking",
            "clocks_event_reasons_counters.hw_power_brake_slowdown"),
    TIME_SYNC_BOOST(
            "gpu/clocks_event_reasons_counters/clocks_event_reasons_counters_sync_boost",
            "Clocks Event Reasons Counters/Sync Boost",
            "clocks_event_reasons_counters.sync_boost"),

    // NVLink fabric.
    FABRIC_STATE("gpu/fabric/state", "Fabric/State", "fabric.state"),
    FABRIC_STATUS("gpu/fabric/status", "Fabric/Status", "fabric.status"),
    FABRIC_CLIQUE("gpu/fabric/cliqueId", "Fabric/CliqueId", "fabric.cliqueId"),
    FABRIC_CLUSTER("gpu/fabric/clusterUuid", "Fabric/ClusterUUID", "fabric.clusterUuid"),
    FABRIC_SUMMARY("gpu/fabric/health/summary", "Fabric/Health/Summary", "fabric.health.summary"),
    FABRIC_BANDWIDTH("gpu/fabric/health/bandwidth", "Fabric/Health/Bandwidth", "fabric.health.bandwidth"),
    FABRIC_ROUTE_UNHEALTHY(
            "gpu/fabric/health/route_unhealthy", "Fabric/Health/Route Unhealthy", "fabric.health.route_unhealthy"),
    FABRIC_ROUTE_RECOVERY(
            "gpu/fabric/health/route_recovery_in_progress",
            "Fabric/Health/Route Recovery in progress",
            "fabric.health.route_recovery_in_progress"),
    FABRIC_ACCESS_TIMEOUT(
            "gpu/fabric/health/access_timeout_recovery",
            "Fabric/Health/Access Timeout Recovery",
            "fabric.health.access_timeout_recovery"),
    FABRIC_CONFIGURATION(
            "gpu/fabric/health/incorrect_configuration",
            "Fabric/Health/Incorrect Configuration",
            "fabric.health.incorrect_configuration"),
    FABRIC_PARTITION("gpu/fabric/health/partition_assigned", "Fabric/Health/Partition Assigned", ""),

    /// Compute processes on the GPU: counted by the reader of the XML form, printed by none.
    COMPUTE_PROCESSES("", "", "");

    /// Where one name leads: the field, and its place among that field's names.
    record Slot(SmiField field, int rank) {}

    private final String elements;
    private final String labels;
    private final String columns;

    SmiField(String elements, String labels, String columns) {
        this.elements = elements;
        this.labels = labels;
        this.columns = columns;
    }

    private static String clockElement(String reason) {
        return "gpu/clocks_event_reasons/clocks_event_reason_" + reason
                + "|gpu/clocks_throttle_reasons/clocks_throttle_reason_" + reason;
    }

    private static String sramElement(String unit) {
        return "gpu/ecc_errors/aggregate_uncorrectable_sram_sources/sram_" + unit;
    }

    private static String sramLabel(String unit) {
        return "ECC Errors/Aggregate Uncorrectable SRAM Sources/SRAM " + unit;
    }

    private static String clockLabel(String reason) {
        return "Clocks Event Reasons/" + reason + "|Clocks Throttle Reasons/" + reason;
    }

    /// The fields behind an element path below `nvidia_smi_log`.
    static List<Slot> ofElement(String path) {
        return Names.ELEMENTS.getOrDefault(path, List.of());
    }

    /// The fields behind a label and the headings above it.
    static List<Slot> ofLabel(String path) {
        return Names.LABELS.getOrDefault(path, List.of());
    }

    /// The fields behind a column of `--query-gpu`.
    static List<Slot> ofColumn(String name) {
        return Names.COLUMNS.getOrDefault(name, List.of());
    }

    private static final class Names {
        static final Map<String, List<Slot>> ELEMENTS = index(field -> field.elements);
        static final Map<String, List<Slot>> LABELS = index(field -> field.labels);
        static final Map<String, List<Slot>> COLUMNS = index(field -> field.columns);

        private static Map<String, List<Slot>> index(java.util.function.Function<SmiField, String> names) {
            Map<String, List<Slot>> index = new HashMap<>();
            for (SmiField field : values()) {
                List<String> alternatives = Lines.split(names.apply(field), '|');
                for (int rank = 0; rank < alternatives.size(); rank++) {
                    Slot slot = new Slot(field, rank);
                    index.merge(alternatives.get(rank), List.of(slot), Lines::joined);
                }
            }
            return Map.copyOf(index);
        }
    }
}
