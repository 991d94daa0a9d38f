package io.holdfast.agent.parse;

import java.util.Optional;

/// The exit statuses of nvidia-smi, each with one word. 18 is not in the manual: it is NVML's own error number.
public final class SmiExit {
    /// All is well.
    public static final String OK = "ok";

    private SmiExit() {}

    public static String word(int exit) {
        return switch (exit) {
            case 0 -> OK;
            case 2 -> "invalid-argument";
            case 3 -> "not-supported";
            case 4 -> "no-permission";
            case 6 -> "no-devices";
            case 8 -> "power-cables-not-attached";
            case 9 -> "driver-not-loaded";
            case 10 -> "interrupt-problem";
            case 12 -> "library-not-found";
            case 13 -> "function-not-found";
            case 14 -> "inforom-corrupted";
            case 15 -> "gpu-fell-off-the-bus";
            case 18 -> "driver-library-mismatch";
            case 255 -> "other-error";
            default -> "exit-" + exit;
        };
    }

    /// The last dotted number in the words of a tool: `Fabric Manager version is : 580.82.07`.
    public static Optional<String> lastVersion(String output) {
        Optional<String> last = Optional.empty();
        for (String word : Lines.split(output.replace('\n', ' '), ' ')) {
            if (word.indexOf('.') > 0
                    && Words.decimal(word.replaceFirst("\\..*", "")).isPresent()) {
                boolean isNumber = word.chars().allMatch(letter -> letter == '.' || (letter >= '0' && letter <= '9'));
                last = isNumber && !word.endsWith(".") ? Optional.of(word) : last;
            }
        }
        return last;
    }

    /// The library's version as a mismatch message gives it: `NVML library version: 535.161`.
    public static Optional<String> libraryVersion(String output) {
        String label = "NVML library version:";
        int at = output.indexOf(label);
        return at < 0
                ? Optional.empty()
                : Optional.of(Words.first(output.substring(at + label.length())))
                        .filter(word -> !word.isEmpty());
    }
}
