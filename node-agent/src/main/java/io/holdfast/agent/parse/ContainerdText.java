package io.holdfast.agent.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// containerd's version and, of its configuration, the names of the tables.
///
/// Only headers are read (`[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.nvidia]`): containerd and
/// the NVIDIA container toolkit write every runtime as a table of its own. A runtime in an inline table would
/// not be seen.
public final class ContainerdText {
    private ContainerdText() {}

    /// `containerd github.com/containerd/containerd/v2 v2.0.5 <commit>`; 1.x prints `... 1.7.27 <commit>`,
    /// with or without `v`.
    public static Optional<String> version(String output) {
        for (String word : output.strip().split("\\s+", -1)) {
            String digits = word.startsWith("v") ? word.substring(1) : word;
            if (digits.matches("\\d+\\.\\d+.*")) {
                return Optional.of(digits);
            }
        }
        return Optional.empty();
    }

    /// The runtimes that have a table of their own, in configurations of version 1, 2 and 3.
    public static List<String> runtimes(String toml) {
        List<String> runtimes = new ArrayList<>();
        for (List<String> path : headers(toml)) {
            int at = path.indexOf("runtimes");
            boolean isCri = path.contains("io.containerd.grpc.v1.cri")
                    || path.contains("io.containerd.cri.v1.runtime")
                    || path.contains("cri");
            if (isCri && at > 0 && path.get(at - 1).equals("containerd") && at + 1 < path.size()) {
                runtimes.add(path.get(at + 1));
            }
        }
        return runtimes.stream().distinct().sorted().toList();
    }

    private static List<List<String>> headers(String toml) {
        List<List<String>> headers = new ArrayList<>();
        Optional<String> open = Optional.empty();
        for (String raw : toml.lines().toList()) {
            String line = raw.strip();
            if (open.isEmpty() && line.startsWith("[") && !line.startsWith("[[")) {
                headers.add(keys(line.substring(1)));
            }
            open = open.isPresent()
                    ? open.filter(quotes -> !line.contains(quotes))
                    : opened(line, "\"\"\"").or(() -> opened(line, "'''"));
        }
        return headers;
    }

    /// A text of several lines starts here and does not end here.
    private static Optional<String> opened(String line, String quotes) {
        int start = line.indexOf(quotes);
        return start >= 0 && line.indexOf(quotes, start + 3) < 0 ? Optional.of(quotes) : Optional.empty();
    }

    /// The keys up to the closing bracket; dots inside of quotes are part of a key.
    private static List<String> keys(String header) {
        List<String> keys = new ArrayList<>();
        StringBuilder key = new StringBuilder();
        char quote = 0;
        for (int i = 0; i < header.length(); i++) {
            char c = header.charAt(i);
            if (quote == 0 && (c == '.' || c == ']')) {
                keys.add(key.toString().strip());
                key = new StringBuilder();
                if (c == ']') {
                    return keys;
                }
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (c == quote) {
                quote = 0;
            } else {
                key.append(c);
            }
        }
        return List.of();
    }
}
