package io.holdfast.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;

/// The machine that figures were measured on: a figure without it says nothing.
final class Machine {
    private Machine() {}

    /// Cores, CPU model (`/proc/cpuinfo`, `model name`), kernel, JDK, and how busy it was at the start.
    static String line() throws IOException {
        return LocalDate.now(ZoneOffset.UTC)
                + ", " + Runtime.getRuntime().availableProcessors() + " cores, "
                + cpuModel()
                + ", Linux "
                + Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip()
                + ", JDK " + Runtime.version()
                + ", load average " + Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0]
                + " at start (above 0: the machine is shared)";
    }

    private static String cpuModel() throws IOException {
        String name = "model name";
        return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("CPU model not told");
    }
}
