package io.holdfast.protocol.baseline.aicr;

import java.util.List;

/// Where a constraint looks: `K8s.server.version`, `OS.sysctl./proc/sys/kernel/osrelease`.
///
/// Cut at the first two dots; the key keeps all others. A subtype with a dot in its name (`containerd.service`) can
/// therefore not be named by any constraint.
///
/// @param type one of `TYPES`, in its own spelling
public record AicrPath(String type, String subtype, String key) {
    /// All measurement types that AICR 0.11.1 knows.
    public static final List<String> TYPES = List.of("K8s", "GPU", "OS", "SystemD", "NodeTopology");

    private static final int PARTS = 3;

    /// The path that a text says.
    ///
    /// @throws AicrException where the text has fewer than two dots or an unknown type
    public static AicrPath parse(String text) {
        if (text.isEmpty()) {
            throw new AicrException("the constraint has no name");
        }
        String[] parts = text.split("\\.", PARTS);
        if (parts.length < PARTS) {
            throw new AicrException("\"" + text + "\" is no path: expected <type>.<subtype>.<key>");
        }
        if (!TYPES.contains(parts[0])) {
            throw new AicrException(
                    "\"" + text + "\": no measurement type \"" + parts[0] + "\"; expected one of " + TYPES);
        }
        return new AicrPath(parts[0], parts[1], parts[2]);
    }

    @Override
    public String toString() {
        return type + "." + subtype + "." + key;
    }
}
