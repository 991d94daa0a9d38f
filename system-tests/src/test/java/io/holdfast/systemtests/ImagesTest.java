package io.holdfast.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The images and the package as they are given away: built by the scripts, and run.
@Tag("long")
class ImagesTest {
    private static final Path SCRIPTS = Path.of("../scripts").toAbsolutePath().normalize();
    private static final int MINUTES = 30;

    @TempDir
    Path folder;

    /// Under each security context that ships, inside the memory limit, with a read-only root and a noexec /tmp.
    @Test
    void eachContextReadsMostOfWhatTheHostHas() throws Exception {
        for (String tool : List.of("podman", "runc", "jq", "curl")) {
            assumeTrue(run(folder.resolve("which"), "which", tool) == 0, tool + " is not installed");
        }
        assumeTrue(run(folder.resolve("id"), "test", "-w", "/sys/fs/cgroup") == 0, "cgroups cannot be made here");
        Path out = folder.resolve("out");
        int status = run(out, SCRIPTS.resolve("try-images").toString(), "--seconds", "5");
        String said = Files.readString(out);
        assertEquals(0, status, said);
        for (String context : List.of("observe", "observe-unprivileged")) {
            Matcher row = Pattern.compile("\\| `" + context + "` \\| (\\d+) \\| (\\d+) \\| (\\d+) \\| (\\d+) \\|")
                    .matcher(said);
            assertTrue(row.find(), said);
            int read = Integer.parseInt(row.group(1));
            int unknown = Integer.parseInt(row.group(3)) + Integer.parseInt(row.group(4));
            assertTrue(read > 4 * unknown, "no wall of UNKNOWN: " + row.group());
        }
    }

    @Test
    void theUnpackedPackageRunsFromItsOwnFolderWithItsOwnJava() throws Exception {
        Path out = folder.resolve("out");
        assertEquals(0, run(out, SCRIPTS.resolve("package").toString(), "--out", folder.toString()), () -> text(out));
        Path archive;
        try (var files = Files.newDirectoryStream(folder, "holdfast-agent-*.tar.gz")) {
            archive = files.iterator().next();
        }
        assertEquals(0, run(out, "tar", "-C", folder.toString(), "-xzf", archive.toString()), () -> text(out));
        Path command = folder.resolve("holdfast/bin/holdfast");
        int status = run(
                out,
                "env",
                "-i",
                "PATH=/usr/bin:/bin",
                command.toString(),
                "doctor",
                "--profile=observe-unprivileged",
                "--data=" + folder.resolve("data"));
        assertEquals(0, status, () -> text(out));
        assertTrue(text(out).contains("facts read"), () -> text(out));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static int run(Path output, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            return process.waitFor(MINUTES, TimeUnit.MINUTES) ? process.exitValue() : -1;
        } finally {
            process.destroy();
        }
    }
}
