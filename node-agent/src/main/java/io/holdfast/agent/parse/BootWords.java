package io.holdfast.agent.parse;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What `/proc/cmdline` says about the IOMMU and PCI access control.
public final class BootWords {
    private static final Set<String> IOMMU =
            Set.of("intel_iommu", "amd_iommu", "iommu", "iommu.passthrough", "iommu.strict");
    private static final Set<String> ACS = Set.of("disable_acs_redir", "config_acs");

    private BootWords() {}

    /// The IOMMU settings as `key=value`; of a repeated key the last one counts, as in the kernel.
    public static List<String> iommu(String commandLine) {
        Map<String, String> last = new LinkedHashMap<>();
        for (String word : Lines.split(commandLine.replace('\n', ' '), ' ')) {
            int equals = word.indexOf('=');
            if (equals > 0 && IOMMU.contains(word.substring(0, equals))) {
                last.put(word.substring(0, equals), word);
            }
        }
        return List.copyOf(last.values());
    }

    /// The access control settings: `pcie_acs_override=...`, and of `pci=` the parts about ACS.
    public static List<String> acs(String commandLine) {
        List<String> found = new ArrayList<>();
        for (String word : Lines.split(commandLine.replace('\n', ' '), ' ')) {
            if (word.startsWith("pcie_acs_override=")) {
                found.add(word);
            } else if (word.startsWith("pci=")) {
                Lines.split(word.substring(4), ',').stream()
                        .filter(part ->
                                ACS.contains(part.indexOf('=') < 0 ? part : part.substring(0, part.indexOf('='))))
                        .forEach(part -> found.add("pci=" + part));
            }
        }
        return found;
    }
}
