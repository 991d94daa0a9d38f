package io.holdfast.agent.parse;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// `/proc/modules`: `nvidia_uvm 1781760 2 - Live 0x0000000000000000 (OE)`.
public final class KernelModules {
    private static final int STATE = 4;

    private KernelModules() {}

    /// State by module in the words of `initstate`: `live`, `coming` (printed `Loading`), `going` (`Unloading`).
    public static Map<String, String> states(String text) {
        Map<String, String> states = new TreeMap<>();
        text.lines().forEach(line -> {
            String[] fields = line.strip().split("\\s+", -1);
            if (fields.length > STATE) {
                states.put(fields[0], state(fields[STATE]));
            }
        });
        return states;
    }

    private static String state(String printed) {
        return switch (printed) {
            case "Live" -> "live";
            case "Loading" -> "coming";
            case "Unloading" -> "going";
            default -> printed.toLowerCase(Locale.ROOT);
        };
    }
}
