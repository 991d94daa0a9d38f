package io.holdfast.agent.kernel;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// The stand-in of `src/test/c` for `libnvidia-ml.so.1`, built with this machine's C compiler and put where a driver
/// container would have it. Tests that need it are skipped where there is no compiler.
public final class TestingNvml {
    private static final Path SOURCES = Path.of("src/test/c");
    private static final String PLACE = "run/nvidia/driver/usr/lib/x86_64-linux-gnu/libnvidia-ml.so.1";

    private final Path root;
    private final StringBuilder text = new StringBuilder();

    /// @param root of the host
    public TestingNvml(Path root) {
        this.root = root;
    }

    /// Builds it.
    ///
    /// @param options of the compiler: `-DOLD` leaves out what drivers before 570 lack, `-DBROKEN` cannot be loaded
    public TestingNvml build(String... options) {
        List<String> command = new ArrayList<>(List.of("cc", "-shared", "-fPIC", "-O1", "-Wl,-z,now"));
        command.addAll(List.of(options));
        command.addAll(List.of(
                "-o", library().toString(), SOURCES.resolve("nvml_standin.c").toString(), "-lpthread"));
        folder();
        run(command);
        return this;
    }

    /// Prints how the compiler lays out the structs.
    static String layouts(Path folder) {
        Path program = folder.resolve("layouts");
        run(List.of(
                "cc",
                "-o",
                program.toString(),
                SOURCES.resolve("nvml_layouts.c").toString()));
        return run(List.of(program.toString()));
    }

    /// What the library answers from the next session on, in the words of `nvml_standin.c`.
    public TestingNvml says(String... lines) {
        for (String line : lines) {
            text.append(line).append('\n');
        }
        write(beside("gpus.txt"), text.toString());
        return this;
    }

    /// Forgets all that it said.
    public TestingNvml anew() {
        text.setLength(0);
        return this;
    }

    /// Lets go what hangs.
    public void release() {
        write(beside("release"), "");
    }

    /// How often a function was called, of any GPU or of one.
    public long calls(String call) {
        try {
            Path log = beside("calls.txt");
            return Files.exists(log)
                    ? Files.readAllLines(log).stream()
                            .filter(line -> line.startsWith(call))
                            .count()
                    : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path library() {
        return root.resolve(PLACE);
    }

    private Path beside(String name) {
        return library().resolveSibling(name);
    }

    private void folder() {
        try {
            Files.createDirectories(Objects.requireNonNull(library().getParent()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String run(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String output =
                    new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            int exit = process.waitFor();
            if (exit != 0) {
                throw new AssertionError(String.join(" ", command) + " ended with " + exit);
            }
            return output;
        } catch (IOException e) {
            assumeTrue(false, "no C compiler (cc): " + e.getMessage());
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
