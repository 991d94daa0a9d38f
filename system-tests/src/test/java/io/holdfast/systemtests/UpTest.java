package io.holdfast.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.holdfast.standalone.Up;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `up` as a process: started, refused, stopped by a signal, started again.
@Tag("long")
class UpTest {
    private static final int SIGTERM_STATUS = 143;

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void leaveNothingRunning() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void aSignalStopsItAndTheSameFolderGoesOn() throws Exception {
        Process first = up("--simulate", "3");
        URI address = address(1);
        Await.until("four nodes", () -> heard(address), count -> count == 4);

        Process second = up();
        assertTrue(second.waitFor(60, TimeUnit.SECONDS), "a second one on the same folder did not end");
        assertEquals(3, second.exitValue());
        assertTrue(
                Files.readString(output(2)).startsWith("up: another Holdfast runs on " + folder.resolve("data")),
                () -> "said: " + quoted(2));

        first.destroy();
        assertTrue(first.waitFor(60, TimeUnit.SECONDS), "it did not stop");
        assertEquals(SIGTERM_STATUS, first.exitValue());

        up();
        URI again = address(3);
        // The three made-up nodes are not started any more: what is known of them was kept.
        Await.until("four nodes again", () -> known(again), count -> count == 4);
    }

    private Process up(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Up.class.getName(),
                "--port",
                "0",
                "--data",
                folder.resolve("data").toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output(started.size() + 1).toFile())
                .start();
        started.add(process);
        return process;
    }

    private Path output(int number) {
        return folder.resolve("up-" + number + ".txt");
    }

    private String quoted(int number) {
        try {
            return Files.readString(output(number));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private URI address(int number) {
        String begin = "Holdfast is up: ";
        String line = Await.until(
                "the address of the dashboard",
                () -> Files.readAllLines(output(number)).stream()
                        .filter(one -> one.startsWith(begin))
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException(quoted(number))),
                _ -> true);
        return URI.create(line.substring(begin.length()) + "/api/v1/nodes");
    }

    private static int heard(URI address) throws IOException {
        int heard = 0;
        for (JsonNode node : nodes(address)) {
            heard += node.path("lastHeard").isTextual() && node.path("facts").asInt() > 0 ? 1 : 0;
        }
        return heard;
    }

    private static int known(URI address) throws IOException {
        return nodes(address).size();
    }

    private static JsonNode nodes(URI address) throws IOException {
        try (InputStream body = address.toURL().openStream()) {
            return new JsonMapper().readTree(body).path("nodes");
        }
    }
}
