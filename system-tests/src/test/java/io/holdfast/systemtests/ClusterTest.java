package io.holdfast.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The chart in a Kubernetes whose pods run: install, dashboard, baselines, restarts, upgrade, and nothing is left.
@Tag("long")
class ClusterTest {
    private static final Path SCRIPT =
            Path.of("../scripts/try-cluster").toAbsolutePath().normalize();
    /// The first time Kubernetes is built from its modules.
    private static final int MINUTES = 45;
    /// What scripts end with where something outside of them has to be mended first.
    private static final int MACHINE_LACKS = 3;

    @TempDir
    Path folder;

    @Test
    void theChartRunsOnANodeAndNothingIsLeftOfIt() throws Exception {
        Path out = folder.resolve("out");
        Process process = new ProcessBuilder(SCRIPT.toString(), "--check")
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            assertTrue(process.waitFor(MINUTES, TimeUnit.MINUTES), () -> "still runs after " + MINUTES + " minutes");
        } finally {
            process.destroy();
        }
        String said = Files.readString(out);
        assumeFalse(process.exitValue() == MACHINE_LACKS, said.strip());
        assertEquals(0, process.exitValue(), said);
        assertTrue(said.contains("helm uninstall: no object, no claim and no pod is left"), said);
        // A budget, not a figure: the agent's working set inside its container, as the kubelet counts it.
        Matcher agent =
                Pattern.compile("\\| agent \\| \\d+ s \\| (\\d+) MiB \\|").matcher(said);
        assertTrue(agent.find(), said);
        assertTrue(Integer.parseInt(agent.group(1)) <= 128, said);
    }
}
