package io.holdfast.agent.probe;

import java.util.Optional;

/// PCI addresses as parts of sysfs paths.
final class PciPath {
    private PciPath() {}

    /// Whether a path component is a PCI address, `0000:17:00.0` or `10000:00:04.0`.
    static boolean isAddress(String part) {
        int length = part.length();
        if (length < 12 || part.charAt(length - 2) != '.' || part.charAt(length - 5) != ':') {
            return false;
        }
        if (part.charAt(length - 8) != ':' || length > 16) {
            return false;
        }
        for (int at = 0; at < length; at++) {
            boolean isMark = at == length - 2 || at == length - 5 || at == length - 8;
            if (!isMark && Character.digit(part.charAt(at), 16) < 0) {
                return false;
            }
        }
        return true;
    }

    /// The last PCI address in a path: the function a class device belongs to.
    static Optional<String> last(String path) {
        int end = path.length();
        while (end > 0) {
            int slash = path.lastIndexOf('/', end - 1);
            String part = path.substring(slash + 1, end);
            if (isAddress(part)) {
                return Optional.of(part);
            }
            end = slash;
        }
        return Optional.empty();
    }
}
