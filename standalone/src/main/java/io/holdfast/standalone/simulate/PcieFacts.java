package io.holdfast.standalone.simulate;

import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.standalone.simulate.PciTree.Function;
import io.holdfast.standalone.simulate.PciTree.Role;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The PCI tree of a made-up host: functions, links, access control, IOMMU.
final class PcieFacts {
    private static final String DEVICES = "/sys/bus/pci/devices/";
    private static final String COUNTED = DEVICES + "*/class";

    private PcieFacts() {}

    static List<Fact> common(Layout layout, PciTree tree) {
        long cards = tree.of(Role.NIC).map(Function::parent).distinct().count();
        FactSheet sheet = new FactSheet()
                .whole("gpu.pci.count", tree.of(Role.GPU).count(), COUNTED)
                .whole("nic.count", tree.of(Role.NIC).count(), COUNTED)
                .whole("nic.cards", cards, COUNTED)
                .flag("iommu.active", layout.stack().hasIommu(), "/sys/class/iommu")
                .words("iommu.cmdline", layout.stack().os().iommu(), "/proc/cmdline")
                .words("pcie.acs.cmdline", List.of(), "/proc/cmdline");
        Map<String, Long> virtual = new HashMap<>();
        tree.of(Role.VIRTUAL_FUNCTION).forEach(function -> virtual.merge(function.parent(), 1L, Long::sum));
        int group = 0;
        for (Function function : tree.functions()) {
            identity(sheet.about(function.address()), function);
            if (layout.stack().hasIommu()) {
                group(sheet, function, group++);
            }
            link(sheet, function);
            registers(sheet, function);
            if (function.role() == Role.NIC) {
                virtualFunctions(sheet, function, virtual.getOrDefault(function.parent(), 0L));
            }
        }
        return sheet.facts();
    }

    private static void group(FactSheet sheet, Function function, int group) {
        sheet.text("iommu.group", Integer.toString(group), DEVICES + function.address() + "/iommu_group")
                .text("iommu.group.type", "identity", "/sys/kernel/iommu_groups/" + group + "/type");
    }

    private static void identity(FactSheet sheet, Function function) {
        String path = DEVICES + function.address();
        sheet.text(
                        "pcie.device",
                        function.ids().vendor().substring(2) + ":"
                                + function.ids().device().substring(2),
                        path + "/device")
                .text("pcie.class", function.ids().pciClass(), path + "/class")
                .text("pcie.driver", driver(function), path + "/driver")
                .text("pcie.config", "answers", path + "/config");
        if (!function.parent().isEmpty()) {
            sheet.text("pcie.upstream", function.parent(), path);
        }
        if (!isBridge(function)) {
            sheet.whole("pcie.numa_node", function.numa(), path + "/numa_node");
        }
    }

    private static boolean isBridge(Function function) {
        return function.role() == Role.ROOT_PORT || function.role() == Role.SWITCH_PORT;
    }

    private static String driver(Function function) {
        return switch (function.role()) {
            case ROOT_PORT, SWITCH_PORT -> "pcieport";
            case GPU -> "nvidia";
            case NIC, VIRTUAL_FUNCTION -> "mlx5_core";
            case NIC_MANAGEMENT -> "dw_dmac_pci";
            case NVME -> "nvme";
            case BOARD -> "idxd";
        };
    }

    private static void link(FactSheet sheet, Function function) {
        String path = DEVICES + function.address();
        boolean hasNone = function.link().width() == 0 || function.role() == Role.VIRTUAL_FUNCTION;
        String speed = function.role() == Role.GPU ? "gpu.pcie.speed" : "pcie.link.speed";
        if (hasNone) {
            sheet.missing(speed, Why.NOT_APPLICABLE, "no link of its own", path + "/current_link_speed")
                    .missing("pcie.link.width", Why.NOT_APPLICABLE, "no link of its own", path + "/current_link_width");
            return;
        }
        String gts = function.link().gts() / 10 + "." + function.link().gts() % 10;
        String both = function.parent().isEmpty() ? path : path + " and " + DEVICES + function.parent();
        sheet.quantity(speed, gts, "GT/s", path + "/current_link_speed")
                .quantity("pcie.link.speed.max", gts, "GT/s", path + "/max_link_speed")
                .quantity("pcie.link.speed.possible", gts, "GT/s", both)
                .whole("pcie.link.width", function.link().width(), path + "/current_link_width")
                .whole("pcie.link.width.max", function.link().width(), path + "/max_link_width")
                .whole("pcie.link.width.possible", function.link().width(), both);
    }

    private static void registers(FactSheet sheet, Function function) {
        String path = DEVICES + function.address() + "/config";
        if (isBridge(function)) {
            sheet.text("pcie.acs.capability", "0x005f", path)
                    .text("pcie.acs.control", "0x0000", path)
                    .flag("pcie.acs.enabled", false, path)
                    .flag("pcie.acs.redirect", false, path)
                    .quantity("pcie.maxpayload", 256, "B", path);
        } else if (function.role() != Role.BOARD) {
            sheet.missing("pcie.acs.control", Why.NOT_APPLICABLE, "no ACS capability", path)
                    .quantity("pcie.maxpayload", 256, "B", path)
                    .quantity("pcie.maxreadreq", function.role() == Role.GPU ? 512 : 4096, "B", path)
                    .flag("pcie.relaxed_ordering", true, path)
                    .flag("pcie.ats.enabled", false, path);
        }
    }

    private static void virtualFunctions(FactSheet sheet, Function function, long virtual) {
        String path = DEVICES + function.address();
        sheet.whole("sriov.totalvfs", NicFacts.isEastWest(function) ? 16 : 0, path + "/sriov_totalvfs")
                .whole("sriov.numvfs", virtual, path + "/sriov_numvfs")
                .flag("sriov.drivers_autoprobe", true, path + "/sriov_drivers_autoprobe");
    }
}
