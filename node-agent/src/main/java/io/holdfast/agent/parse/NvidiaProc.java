package io.holdfast.agent.parse;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Files below `/proc/driver/nvidia`.
public final class NvidiaProc {
    /// The open kernel modules, and the proprietary ones.
    public enum Flavor {
        OPEN,
        PROPRIETARY
    }

    private NvidiaProc() {}

    /// The version in the `NVRM version:` line of `/proc/driver/nvidia/version`: the first dotted number after
    /// the word "Module". `x86_64` has no dot, wherever the two flavors put it.
    public static Optional<String> version(String text) {
        return nvrm(text).flatMap(line -> {
            int module = line.indexOf("Module");
            if (module < 0) {
                return Optional.empty();
            }
            for (String word : Lines.split(line.substring(module).replace('\t', ' '), ' ')) {
                if (isVersion(word)) {
                    return Optional.of(word);
                }
            }
            return Optional.empty();
        });
    }

    public static Optional<Flavor> flavor(String text) {
        return nvrm(text)
                .filter(line -> line.contains("Kernel Module"))
                .map(line -> line.contains("Open Kernel Module") ? Flavor.OPEN : Flavor.PROPRIETARY);
    }

    /// `Key: value` lines, as in `params` and `gpus/<address>/information`; the values may be quoted or `???`.
    public static Map<String, String> pairs(String text) {
        Map<String, String> pairs = new LinkedHashMap<>();
        text.lines().forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                pairs.putIfAbsent(
                        line.substring(0, colon).strip(),
                        line.substring(colon + 1).strip());
            }
        });
        return pairs;
    }

    /// Whether a value says nothing: `?`, `???`, `??.??.??.??.??` before the GPU was first used.
    public static boolean isUnset(String value) {
        return value.chars().allMatch(letter -> letter == '?' || letter == '.' || letter == '-');
    }

    private static Optional<String> nvrm(String text) {
        return text.lines().filter(line -> line.startsWith("NVRM version:")).findFirst();
    }

    private static boolean isVersion(String word) {
        int dots = 0;
        for (int at = 0; at < word.length(); at++) {
            char letter = word.charAt(at);
            if (letter == '.') {
                dots++;
            } else if (letter < '0' || letter > '9') {
                return false;
            }
        }
        return dots >= 1 && dots <= 2 && word.charAt(0) != '.' && !word.endsWith(".");
    }
}
