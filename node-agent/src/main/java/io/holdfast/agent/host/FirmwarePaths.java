package io.holdfast.agent.host;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which host files a driver or a card's firmware answers, and so may hang: RDMA and network class
/// attributes, config space, VPD, sensors and virtual functions' addresses of a PCI function, everything the
/// NVIDIA driver prints.
final class FirmwarePaths {
    /// Class attributes, by name or below the PCI tree they link to.
    private static final Pattern CLASS = Pattern.compile("/sys/.*?/(infiniband|net)/([^/]+)/.+");

    private static final Pattern PCI =
            Pattern.compile("/sys/.*?/([0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\\.[0-7])/(vpd|config|hwmon/.+|sriov/.+)");

    private FirmwarePaths() {}

    /// The device whose lane a path belongs to; empty for what the kernel answers from memory.
    static Optional<String> device(String path) {
        if (path.startsWith("/proc/driver/nvidia/")) {
            return Optional.of("nvidia");
        }
        if (!path.startsWith("/sys/class/") && !path.startsWith("/sys/bus/") && !path.startsWith("/sys/devices/pci")) {
            return Optional.empty();
        }
        Matcher pci = PCI.matcher(path);
        if (pci.matches()) {
            return Optional.of(pci.group(1));
        }
        Matcher byClass = CLASS.matcher(path);
        return byClass.matches() ? Optional.of(byClass.group(2)) : Optional.empty();
    }
}
