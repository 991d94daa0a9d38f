package io.holdfast.agent.host;

import java.util.Optional;

/// Which host files a driver or a card's firmware answers, and so may hang: RDMA and network class
/// attributes, config space, VPD, sensors and virtual functions' addresses of a PCI function, everything the
/// NVIDIA driver prints.
///
/// By hand and not by expression: every read of a file comes by here.
final class FirmwarePaths {
    private static final int BELOW_SYS = "/sys/".length();

    private FirmwarePaths() {}

    /// The device whose lane a path belongs to; empty for what the kernel answers from memory.
    static Optional<String> device(String path) {
        if (path.startsWith("/proc/driver/nvidia/")) {
            return Optional.of("nvidia");
        }
        if (!path.startsWith("/sys/class/") && !path.startsWith("/sys/bus/") && !path.startsWith("/sys/devices/pci")) {
            return Optional.empty();
        }
        Optional<String> function = function(path);
        return function.isPresent() ? function : classDevice(path);
    }

    /// The PCI function that one of these belongs to: `vpd`, `config`, `hwmon/...`, `sriov/...`.
    private static Optional<String> function(String path) {
        int start = BELOW_SYS;
        for (int end = path.indexOf('/', start); end >= 0; end = path.indexOf('/', start)) {
            if (path.charAt(Math.max(start, end - 2)) == '.' && isFirmwares(path, end + 1)) {
                String name = path.substring(start, end);
                if (isAddress(name)) {
                    return Optional.of(name);
                }
            }
            start = end + 1;
        }
        return Optional.empty();
    }

    private static boolean isFirmwares(String path, int at) {
        return isRest(path, at, "vpd")
                || isRest(path, at, "config")
                || isBelow(path, at, "hwmon/")
                || isBelow(path, at, "sriov/");
    }

    private static boolean isRest(String path, int at, String name) {
        return path.length() == at + name.length() && path.startsWith(name, at);
    }

    private static boolean isBelow(String path, int at, String folder) {
        return path.length() > at + folder.length() && path.startsWith(folder, at);
    }

    /// `0000:17:00.0`; a domain may have up to eight digits.
    private static boolean isAddress(String name) {
        int domain = name.length() - 8;
        if (domain < 4 || domain > 8) {
            return false;
        }
        for (int at = 0; at < name.length(); at++) {
            char c = name.charAt(at);
            boolean isRight = switch (at - domain) {
                case 0, 3 -> c == ':';
                case 6 -> c == '.';
                case 7 -> c >= '0' && c <= '7';
                default -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
            };
            if (!isRight) {
                return false;
            }
        }
        return true;
    }

    /// The device of a class `infiniband` or `net`, by its class or below the PCI tree that this links to.
    private static Optional<String> classDevice(String path) {
        int start = BELOW_SYS;
        for (int end = path.indexOf('/', start); end >= 0; end = path.indexOf('/', start)) {
            int length = end - start;
            boolean isClass = (length == 3 && path.startsWith("net", start))
                    || (length == 10 && path.startsWith("infiniband", start));
            int nameEnd = isClass ? path.indexOf('/', end + 1) : -1;
            if (nameEnd > end + 1 && nameEnd + 1 < path.length()) {
                return Optional.of(path.substring(end + 1, nameEnd));
            }
            start = end + 1;
        }
        return Optional.empty();
    }
}
