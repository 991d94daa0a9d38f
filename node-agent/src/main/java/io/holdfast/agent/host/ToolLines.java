package io.holdfast.agent.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The output of a tool, line by line as it comes; the tool may run for as long as somebody reads. `close` from another
/// thread ends it, and with it the wait for the next line.
public final class ToolLines implements AutoCloseable {
    private static final int SECONDS_TO_END = 2;
    private static final int STDERR_CAP = 1 << 16;

    private final BufferedReader lines;
    private final @Nullable Process process;
    private final @Nullable Output stderr;

    private ToolLines(BufferedReader lines, @Nullable Process process, @Nullable Output stderr) {
        this.lines = lines;
        this.process = process;
        this.stderr = stderr;
    }

    static ToolLines of(Process process) {
        Output stderr = Output.collect(process.getErrorStream(), STDERR_CAP, new ProcessGroup(process));
        return new ToolLines(process.inputReader(java.nio.charset.StandardCharsets.UTF_8), process, stderr);
    }

    static ToolLines of(String output) {
        return new ToolLines(new BufferedReader(new java.io.StringReader(output)), null, null);
    }

    /// The next line, however long that takes; empty when the tool has no more.
    public Optional<String> next() {
        try {
            return Optional.ofNullable(lines.readLine());
        } catch (IOException _) {
            return Optional.empty(); // the pipe broke because the tool was killed
        }
    }

    /// Once there are no more lines: why it was no success; empty where it was one.
    public Optional<String> failure() throws InterruptedException {
        if (process == null || stderr == null) {
            return Optional.empty();
        }
        if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
            return Optional.of("does not end");
        }
        stderr.ended(SECONDS_TO_END);
        return process.exitValue() == 0
                ? Optional.empty()
                : Optional.of(("exit " + process.exitValue() + ": "
                                + stderr.text().strip().lines().findFirst().orElse(""))
                        .strip());
    }

    @Override
    public void close() {
        if (process != null) {
            new ProcessGroup(process).kill();
        }
    }
}
