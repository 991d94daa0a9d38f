package io.holdfast.agent.host;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A tool and all it started: its descendants, and those of its process group that lost their parent.
///
/// The group is known because tools are started through `setsid`, which makes the tool's pid the number of its group.
record ProcessGroup(Process leader) {
    private static final int ROUNDS = 3;

    /// Sends `SIGKILL` to everyone, again while new ones appear. A process in state D stays, whatever is sent to it.
    void kill() {
        for (int round = 0; round < ROUNDS; round++) {
            List<ProcessHandle> members = members();
            leader.destroyForcibly();
            members.forEach(ProcessHandle::destroyForcibly);
            if (members.isEmpty()) {
                return;
            }
        }
    }

    private List<ProcessHandle> members() {
        return Stream.concat(leader.descendants(), sameGroup())
                .filter(ProcessHandle::isAlive)
                .distinct()
                .toList();
    }

    private Stream<ProcessHandle> sameGroup() {
        Stream.Builder<ProcessHandle> found = Stream.builder();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[1-9]*")) {
            for (Path process : processes) {
                if (group(process) == leader.pid()) {
                    ProcessHandle.of(Long.parseLong(process.getFileName().toString()))
                            .ifPresent(found::add);
                }
            }
        } catch (IOException _) {
            // Without /proc the descendants are all that can be found.
        }
        return found.build();
    }

    /// Field 5 of `/proc/<pid>/stat`, counted after the command name, which stands in parentheses and may hold blanks.
    private static long group(Path process) {
        try {
            String stat = Files.readString(process.resolve("stat"), java.nio.charset.StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 4);
            return Long.parseLong(fields[2]);
        } catch (IOException | RuntimeException _) {
            return -1;
        }
    }
}
