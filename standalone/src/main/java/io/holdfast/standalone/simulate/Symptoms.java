package io.holdfast.standalone.simulate;

import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Section;
import io.holdfast.standalone.simulate.PciTree.Function;
import io.holdfast.standalone.simulate.PciTree.Role;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// What an oddity looks like to those who read the host: the facts that replace the usual ones.
final class Symptoms {
    private Symptoms() {}

    static Map<Section, List<Fact>> of(Oddity oddity, Layout layout, PciTree tree) {
        return switch (oddity) {
            case Oddity.RowRemapPending(int gpu) ->
                only(
                        Section.GPU,
                        about(nth(tree, Role.GPU, gpu))
                                .flag("gpu.row_remap.pending", true, GpuFacts.SMI)
                                .whole("gpu.row_remap.uncorrectable", 1, GpuFacts.SMI)
                                .text("gpu.recovery_action", "Reset", GpuFacts.SMI));
            case Oddity.GpuLost(int _) ->
                only(Section.GPU, new FactSheet().whole("gpu.nvml.count", layout.gpus() - 1L, GpuFacts.SMI));
            case Oddity.LinkDown(int card) -> {
                String device = NicFacts.device(tree, nth(tree, Role.NIC, card));
                String path = "/sys/class/infiniband/" + device + "/ports/1";
                yield only(
                        Section.PORT,
                        new FactSheet()
                                .about(device + "/1")
                                .text("port.state", "DOWN", path + "/state")
                                .text("port.phys_state", "Polling", path + "/phys_state"));
            }
            case Oddity.LinkNarrow(int card) -> {
                Function nic = nth(tree, Role.NIC, card);
                yield only(
                        Section.PCIE,
                        about(nic)
                                .whole(
                                        "pcie.link.width",
                                        8,
                                        "/sys/bus/pci/devices/" + nic.address() + "/current_link_width"));
            }
            case Oddity.Hot(int gpu) ->
                only(
                        Section.GPU,
                        about(nth(tree, Role.GPU, gpu))
                                .words(
                                        "gpu.clocks.event_reasons",
                                        List.of("hw_slowdown", "hw_thermal_slowdown"),
                                        GpuFacts.SMI)
                                .quantity("gpu.temp.gpu", 88, "C", GpuFacts.SMI)
                                .quantity("gpu.temp.tlimit", 0, "C", GpuFacts.SMI));
            case Oddity.OtherDriver(String version) -> {
                Map<Section, List<Fact>> facts = new EnumMap<>(only(Section.GPU, driver(version, tree)));
                facts.put(
                        Section.MODULE,
                        new FactSheet()
                                .about("nvidia")
                                .version("kernel.module_version.nvidia", version, "/sys/module/nvidia/version")
                                .facts());
                yield facts;
            }
            case Oddity.OtherSetting(String name, long value) ->
                only(Section.OS, new FactSheet().whole("sysctl." + name, value, "/proc/sys/" + name.replace('.', '/')));
            case Oddity.OldFirmware(int card, String version) ->
                only(
                        Section.NIC,
                        about(nth(tree, Role.NIC, card))
                                .version("nic.firmware.version", version, "/sys/class/infiniband/*/fw_ver")
                                .version("nic.firmware.stored", version, "devlink -j dev info"));
            case Oddity.OtherKernel(String release) ->
                only(
                        Section.OS,
                        SystemFacts.kernel(new FactSheet(), layout.stack().os(), release));
            case Oddity.Away _, Oddity.Rebooting _ -> Map.of();
        };
    }

    private static FactSheet driver(String version, PciTree tree) {
        FactSheet sheet = new FactSheet()
                .version("gpu.driver.version", version, "/sys/module/nvidia/version")
                .version("gpu.driver.version.userspace", version, GpuFacts.SMI);
        tree.of(Role.GPU)
                .forEach(gpu -> sheet.about(gpu.address()).version("gpu.gsp.firmware_version", version, GpuFacts.SMI));
        return sheet;
    }

    private static Map<Section, List<Fact>> only(Section section, FactSheet sheet) {
        return Map.of(section, sheet.facts());
    }

    private static FactSheet about(Function function) {
        return new FactSheet().about(function.address());
    }

    private static Function nth(PciTree tree, Role role, int number) {
        List<Function> all = tree.of(role).toList();
        return all.get(number % all.size());
    }
}
