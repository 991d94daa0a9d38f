package io.holdfast.agent.host;

import java.time.Duration;
import java.util.List;

/// A tool of the host with fixed arguments. Never run by a shell; no string from the wire becomes an argument.
///
/// @param argv the tool's name, looked up in a fixed list of directories, and its arguments
/// @param timeout after which the tool and all it started are killed
/// @param outputCap bytes of standard output, and as many of standard error, beyond which it is killed too
/// @param device the card whose firmware the tool asks: one such tool at a time; empty for all others
public record HostCommand(List<String> argv, Duration timeout, int outputCap, String device) {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int OUTPUT_CAP = 4 << 20;

    public HostCommand {
        argv = List.copyOf(argv);
        if (argv.isEmpty() || argv.getFirst().isBlank()) {
            throw new IllegalArgumentException("a command needs the name of a tool");
        }
        if (timeout.isNegative() || timeout.isZero() || outputCap < 1) {
            throw new IllegalArgumentException("a command needs a time-out and an output cap above 0");
        }
    }

    /// A tool that asks no card's firmware.
    public HostCommand(List<String> argv, Duration timeout, int outputCap) {
        this(argv, timeout, outputCap, "");
    }

    /// With the usual limits: 10 s and 4 MiB.
    public static HostCommand of(String... argv) {
        return new HostCommand(List.of(argv), TIMEOUT, OUTPUT_CAP);
    }

    public HostCommand within(Duration limit) {
        return new HostCommand(argv, limit, outputCap, device);
    }

    /// The same, never beside another tool that asks the firmware of this card. `address` is any of its
    /// PCI functions: they share one firmware, and its tools a semaphore that a second tool may find
    /// locked.
    public HostCommand asking(String address) {
        int dot = address.lastIndexOf('.');
        return new HostCommand(argv, timeout, outputCap, dot < 0 ? address : address.substring(0, dot));
    }

    /// The tool's name without a directory: what recorded commands are compared by.
    String tool() {
        return baseName(argv.getFirst());
    }

    static String baseName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /// As a fact names its source: `nvidia-smi -q -x`.
    @Override
    public String toString() {
        return String.join(" ", argv);
    }
}
