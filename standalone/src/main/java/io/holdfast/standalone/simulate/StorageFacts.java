package io.holdfast.standalone.simulate;

import io.holdfast.protocol.fact.Fact;
import io.holdfast.standalone.simulate.PciTree.Function;
import io.holdfast.standalone.simulate.PciTree.Role;
import java.util.List;
import java.util.stream.Stream;

/// The disks of a made-up host: two small ones that mirror the system, and those for data.
final class StorageFacts {
    private static final String MDSTAT = "/proc/mdstat";
    private static final String NVME_CLASS = "0x010802";

    private StorageFacts() {}

    private static Stream<Function> disks(PciTree tree) {
        return tree.functions().stream()
                .filter(function -> function.ids().pciClass().equals(NVME_CLASS));
    }

    static List<Fact> common(PciTree tree) {
        FactSheet sheet = new FactSheet()
                .whole("disk.nvme.present", disks(tree).count(), "/sys/class/nvme")
                .whole("disk.raid.md.count", 1, MDSTAT)
                .about("md0")
                .text("disk.raid.md", "active raid1", MDSTAT)
                .whole("disk.raid.md.missing", 0, MDSTAT)
                .text("disk.raid.md.work", "idle", MDSTAT);
        disks(tree).forEach(disk -> {
            boolean isForData = disk.role() == Role.NVME;
            String path = "/sys/bus/pci/devices/" + disk.address() + "/nvme";
            sheet.about(disk.address())
                    .text("disk.nvme.state", "live", path)
                    .text(
                            "disk.nvme.model",
                            isForData ? "SAMSUNG MZTL23T8HCLS-00A07" : "SAMSUNG MZ1L2960HCJR-00A07",
                            path)
                    .version("disk.nvme.firmware", isForData ? "GDC7502Q" : "GDC7302Q", path)
                    .whole("disk.nvme.smart.critical_warning", 0, "nvme smart-log")
                    .quantity("disk.nvme.smart.percent_used", 2, "%", "nvme smart-log")
                    .quantity("disk.nvme.smart.avail_spare", 100, "%", "nvme smart-log")
                    .whole("disk.nvme.smart.media_errors", 0, "nvme smart-log");
        });
        return sheet.facts();
    }

    /// Identity: no two hosts share it.
    static List<Fact> own(PciTree tree, Identity identity) {
        FactSheet sheet = new FactSheet();
        disks(tree)
                .forEach(disk -> sheet.about(disk.address())
                        .text(
                                "disk.nvme.serial",
                                "S6CKNT0W" + identity.digits("disk" + disk.address(), 6),
                                "/sys/bus/pci/devices/" + disk.address() + "/nvme"));
        return sheet.facts();
    }
}
