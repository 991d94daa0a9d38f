package io.holdfast.standalone.simulate;

import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading.Why;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The GPUs of a made-up host, as driver and nvidia-smi tell them.
final class GpuFacts {
    static final String SMI = "nvidia-smi -q -x";
    private static final String PARAMS = "/proc/driver/nvidia/params";

    /// `/proc/driver/nvidia/params` as the driver prints it when nobody set anything, shortened.
    private static final Map<String, String> DRIVER_PARAMETERS = new TreeMap<>(Map.of(
            "EnableGpuFirmware", "18",
            "EnableStreamMemOPs", "0",
            "EnableResizableBar", "0",
            "GrdmaPciTopoCheckOverride", "0",
            "DmaRemapPeerMmio", "1",
            "OpenRmEnableUnsupportedGpus", "1",
            "PreserveVideoMemoryAllocations", "0",
            "RegistryDwords", ""));

    private GpuFacts() {}

    static List<Fact> common(Layout layout, PciTree tree) {
        FactSheet sheet = new FactSheet()
                .whole("gpu.nvml.count", layout.gpus(), SMI)
                .text("gpu.nvml.status", "ok", SMI)
                .version("gpu.driver.version", SystemFacts.DRIVER, "/sys/module/nvidia/version")
                .version("gpu.driver.version.userspace", SystemFacts.DRIVER, SMI)
                .version("gpu.cuda.version", "13.0", SMI)
                .text("gpu.driver.flavor", "open", "/proc/driver/nvidia/version")
                .text("gpu.driver.source", "container", "/run/nvidia/driver");
        DRIVER_PARAMETERS.forEach((name, value) -> sheet.text("gpu.driver.param." + name, value, PARAMS));
        tree.of(PciTree.Role.GPU).forEach(gpu -> {
            sheet.about(gpu.address());
            board(sheet, layout);
            modes(sheet, layout.gpu());
            health(sheet);
            fabric(sheet, layout.hasNvSwitch());
        });
        return sheet.facts();
    }

    private static void board(FactSheet sheet, Layout layout) {
        Layout.Gpu gpu = layout.gpu();
        sheet.text("gpu.nvml.answer", "complete", SMI)
                .text("gpu.name", gpu.name(), SMI)
                .text("gpu.architecture", gpu.name().contains("H200") ? "Hopper" : "Blackwell", SMI)
                .version("gpu.vbios.version", gpu.vbios(), SMI)
                .version("gpu.gsp.firmware_version", SystemFacts.DRIVER, SMI)
                .text("gpu.inforom.image", "G525.0225.00.05", SMI)
                .text("gpu.inforom", "valid", "nvidia-smi --query-gpu=inforom.checksum_validation")
                .quantity("gpu.memory.total", gpu.memory().totalMib(), "MiB", SMI)
                .quantity("gpu.bar1.size", gpu.memory().bar1Mib(), "MiB", SMI)
                .whole("gpu.pcie.gen", 5, SMI)
                .whole("gpu.pcie.gen.max", 5, SMI)
                .whole("gpu.pcie.width", 16, SMI)
                .whole("gpu.pcie.width.max", 16, SMI)
                .whole("gpu.pcie.replay", 0, SMI)
                .whole("gpu.pcie.replay_rollover", 0, SMI);
    }

    private static void modes(FactSheet sheet, Layout.Gpu gpu) {
        sheet.text("gpu.persistence_mode", "Enabled", SMI)
                .text("gpu.addressing_mode", "None", SMI)
                .text("gpu.compute_mode", "Default", SMI)
                .text("gpu.mig.mode", "Disabled", SMI)
                .text("gpu.mig.mode.pending", "Disabled", SMI)
                .text("gpu.ecc.mode", "Enabled", SMI)
                .text("gpu.ecc.mode.pending", "Enabled", SMI)
                .quantity("gpu.power.limit", gpu.powerWatts(), "W", SMI)
                .quantity("gpu.power.limit.default", gpu.powerWatts(), "W", SMI)
                .quantity("gpu.power.limit.current", gpu.powerWatts(), "W", SMI);
    }

    private static void health(FactSheet sheet) {
        sheet.text("gpu.recovery_action", "None", SMI)
                .quantity("gpu.temp.gpu", 34, "C", SMI)
                .quantity("gpu.temp.memory", 41, "C", SMI)
                .quantity("gpu.temp.tlimit", 51, "C", SMI)
                .words("gpu.clocks.event_reasons", List.of("gpu_idle"), SMI)
                .whole("gpu.ecc.uncorrectable.volatile", 0, SMI)
                .whole("gpu.ecc.uncorrectable.aggregate", 0, SMI)
                .whole("gpu.ecc.correctable.volatile", 0, SMI)
                .flag("gpu.ecc.sram_threshold_exceeded", false, SMI)
                .flag("gpu.ecc.repair_pending", false, SMI)
                .flag("gpu.row_remap.pending", false, SMI)
                .flag("gpu.row_remap.failure", false, SMI)
                .whole("gpu.row_remap.correctable", 0, SMI)
                .whole("gpu.row_remap.uncorrectable", 0, SMI)
                .whole("gpu.row_remap.banks_low", 0, SMI)
                .whole("gpu.row_remap.banks_exhausted", 0, SMI);
    }

    private static void fabric(FactSheet sheet, boolean hasNvSwitch) {
        List<String> checks =
                List.of("gpu.fabric.state", "gpu.fabric.status", "gpu.fabric.health", "gpu.fabric.health.bandwidth");
        List<String> values = List.of("Completed", "Success", "Healthy", "Full");
        for (int i = 0; i < checks.size(); i++) {
            if (hasNvSwitch) {
                sheet.text(checks.get(i), values.get(i), SMI);
            } else {
                sheet.missing(checks.get(i), Why.UNSUPPORTED, "N/A", SMI);
            }
        }
    }

    /// Identity: no two hosts share it.
    static List<Fact> own(PciTree tree, Identity identity) {
        FactSheet sheet = new FactSheet();
        tree.of(PciTree.Role.GPU)
                .forEach(gpu -> sheet.about(gpu.address())
                        .text("gpu.serial", "165" + identity.digits("gpu" + gpu.address(), 10), SMI)
                        .text("gpu.uuid", "GPU-" + identity.uuid("gpu" + gpu.address()), SMI));
        return sheet.facts();
    }
}
