package io.holdfast.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// A cgroup of its own for one process, for the working set that Kubernetes holds against a memory limit: what is
/// charged, less inactive file pages.
///
/// @param inactive the name of the inactive file pages in `memory.stat`, which differs between v1 and v2
record MemoryCgroup(Path folder, String charged, String inactive) implements AutoCloseable {
    private static final Path V1 = Path.of("/sys/fs/cgroup/memory");
    private static final Path V2 = Path.of("/sys/fs/cgroup");

    /// Empty where this process may make none.
    static Optional<MemoryCgroup> create() {
        String name = "holdfast-benchmark-" + ProcessHandle.current().pid();
        boolean isV1 = Files.isDirectory(V1);
        MemoryCgroup made = isV1
                ? new MemoryCgroup(V1.resolve(name), "memory.usage_in_bytes", "total_inactive_file")
                : new MemoryCgroup(V2.resolve(name), "memory.current", "inactive_file");
        try {
            Files.createDirectory(made.folder);
            return Files.exists(made.folder.resolve(made.charged)) ? Optional.of(made) : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /// A command that enters this group and becomes the command that follows.
    List<String> enter() {
        return List.of("/bin/sh", "-c", "echo $$ > " + folder.resolve("cgroup.procs") + " && exec \"$@\"", "sh");
    }

    long workingSetBytes() throws IOException {
        long all = Long.parseLong(Files.readString(folder.resolve(charged)).strip());
        return all
                - Files.readAllLines(folder.resolve("memory.stat")).stream()
                        .filter(line -> line.startsWith(inactive + " "))
                        .mapToLong(line -> Long.parseLong(line.substring(inactive.length() + 1)))
                        .sum();
    }

    /// The kernel lets go of a group a moment after its last process.
    @Override
    public void close() {
        for (int attempt = 0; attempt < 100; attempt++) {
            try {
                Files.deleteIfExists(folder);
                return;
            } catch (IOException _) {
                LockSupport.parkNanos(20_000_000);
            }
        }
    }
}
