package io.holdfast.agent.parse;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Major numbers of character devices: `/proc/devices`, lines `195 nvidia` below `Character devices:`.
public final class DeviceNumbers {
    private DeviceNumbers() {}

    /// By name. One name may stand for several majors; the first counts. Empty where the heading of the block devices
    /// does not follow: then the table is cut, and a driver that is not in it may still be there.
    public static Optional<Map<String, Long>> characters(String text) {
        Map<String, Long> majors = new HashMap<>();
        boolean isCharacter = false;
        boolean isWhole = false;
        for (String line : text.lines().map(String::strip).toList()) {
            if (line.endsWith(":")) {
                isCharacter = line.startsWith("Character");
                isWhole |= line.startsWith("Block");
            } else if (isCharacter) {
                int blank = line.indexOf(' ');
                Optional<Long> major = blank < 0 ? Optional.empty() : Words.whole(line.substring(0, blank));
                major.ifPresent(
                        number -> majors.putIfAbsent(line.substring(blank + 1).strip(), number));
            }
        }
        return isWhole ? Optional.of(majors) : Optional.empty();
    }

    /// `<major>:<minor>` of a device node of the NVIDIA driver by its path below `/dev`; empty where its major is not
    /// registered or the node is none of the driver's.
    public static Optional<String> ofNvidia(String node, Map<String, Long> majors) {
        return switch (node) {
            case "nvidiactl" -> main(majors).map(major -> major + ":255");
            case "nvidia-modeset" -> main(majors).map(major -> major + ":254");
            case "nvidia-uvm" -> Optional.ofNullable(majors.get("nvidia-uvm")).map(major -> major + ":0");
            case "nvidia-uvm-tools" ->
                Optional.ofNullable(majors.get("nvidia-uvm")).map(major -> major + ":1");
            default -> {
                String caps = "nvidia-caps/nvidia-cap";
                if (node.startsWith(caps)) {
                    yield numbered(Optional.ofNullable(majors.get("nvidia-caps")), node.substring(caps.length()));
                }
                yield node.startsWith("nvidia")
                        ? numbered(main(majors), node.substring("nvidia".length()))
                        : Optional.empty();
            }
        };
    }

    /// Older drivers register `nvidia-frontend`.
    private static Optional<Long> main(Map<String, Long> majors) {
        return Optional.ofNullable(majors.get("nvidia")).or(() -> Optional.ofNullable(majors.get("nvidia-frontend")));
    }

    private static Optional<String> numbered(Optional<Long> major, String minor) {
        return Words.whole(minor).filter(number -> number >= 0).flatMap(number -> major.map(one -> one + ":" + number));
    }
}
