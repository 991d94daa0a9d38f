package io.holdfast.agent.parse;

import java.util.ArrayList;
import java.util.List;

/// What the kernel's command line says about the IOMMU and PCI access control.
public final class BootWords {
    private static final List<String> IOMMU =
            List.of("amd_iommu", "intel_iommu", "iommu", "iommu.passthrough", "iommu.strict");

    private BootWords() {}

    /// The IOMMU settings as `key=value`; of a repeated key the last one counts, as in the kernel.
    public static List<String> iommu(KernelCommandLine line) {
        return IOMMU.stream()
                .filter(key -> !line.values(key).isEmpty())
                .map(key -> key + "=" + line.values(key).getLast())
                .toList();
    }

    /// The access control settings: `pcie_acs_override=...`, and of `pci=` the parts about ACS.
    public static List<String> acs(KernelCommandLine line) {
        List<String> found = new ArrayList<>();
        line.values("pcie_acs_override").forEach(value -> found.add("pcie_acs_override=" + value));
        for (String value : line.values("pci")) {
            Lines.split(value, ',').stream()
                    .filter(part -> part.startsWith("disable_acs_redir=") || part.startsWith("config_acs="))
                    .forEach(part -> found.add("pci=" + part));
        }
        return found;
    }
}
