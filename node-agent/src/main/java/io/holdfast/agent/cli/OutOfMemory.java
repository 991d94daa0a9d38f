package io.holdfast.agent.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the kernel does when the memory of a container runs out.
final class OutOfMemory {
    private static final Path SCORE = Path.of("/proc/self/oom_score_adj");
    private static final String FIRST = "1000";

    private OutOfMemory() {}

    /// This process dies first. A command that somebody runs in the agent's container shares its memory limit, and must
    /// never cost the agent its life.
    static void takesThisProcessFirst() {
        try {
            Files.writeString(SCORE, FIRST);
        } catch (IOException | SecurityException _) {
            // Not on Linux, or /proc is read-only: the command is worth more than the precaution.
            return;
        }
    }
}
