package io.holdfast.agent;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Output of real machines, which is not part of this repository: the folder that the system property
/// `holdfast.captures` names. Without it the tests that need it are skipped.
public final class TestingCaptures {
    private TestingCaptures() {}

    /// A folder or file of the captures.
    public static Path at(String name) {
        String root = System.getProperty("holdfast.captures", "");
        Path path = Path.of(root, name);
        assumeTrue(!root.isEmpty() && Files.exists(path), "no captures of real machines at \"" + path + "\"");
        return path;
    }

    /// The files of a folder with such an end to their names, in order.
    public static List<Path> files(String folder, String end) {
        try (Stream<Path> files = Files.list(at(folder))) {
            return files.filter(file -> file.toString().endsWith(end)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The names of such files, for parameters; one that is empty where there are no captures, so that a test that asks
    /// for it with `at` is counted as skipped.
    public static Stream<String> names(String folder, String end) {
        Path path = Path.of(System.getProperty("holdfast.captures", ""), folder);
        if (!Files.isDirectory(path)) {
            return Stream.of("");
        }
        return files(folder, end).stream().map(file -> String.valueOf(file.getFileName()));
    }

    public static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Unpacks an archive of the captures with `tar`, which knows links and all compressions.
    public static Path unpacked(String archive, Path into) {
        Path file = at(archive);
        run(into, "tar", "xf", file.toString(), "-C", into.toString(), "--no-same-owner");
        return into;
    }

    /// Standard output of a tool of this machine; the test is skipped where the tool is not installed.
    public static String run(Path folder, String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(1, TimeUnit.MINUTES)) {
                throw new AssertionError(String.join(" ", command) + " did not end");
            }
            return output;
        } catch (IOException e) {
            assumeTrue(false, command[0] + " is not installed: " + e.getMessage());
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
