package io.holdfast.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.probe.Probes;
import io.holdfast.agent.probe.Sweep;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.fact.Fact;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class RecordCommandTest {
    private static final Duration DEADLINE = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    @Test
    void theRecordingOfThisMachineHasItsFacts() {
        Assumptions.assumeTrue(Files.exists(Path.of("/proc/version")), "no Linux here");
        Path recording = folder.resolve("rec");

        Map<String, String> before = new TreeMap<>(lasting(HostRoot.live()));
        assertEquals(0, run("record", recording.toString(), "--no-scrub"));
        Map<String, String> recorded = new TreeMap<>(lasting(HostRoot.at(recording)));

        // What the kernel itself changed meanwhile: some module parameters are counters or switches of its own.
        Map<String, String> after = lasting(HostRoot.live());
        for (String fact : List.copyOf(before.keySet())) {
            if (!Objects.equals(before.get(fact), after.get(fact))) {
                before.remove(fact);
                recorded.remove(fact);
            }
        }
        assertEquals(before, recorded);
        assertTrue(before.size() > 20, "a Linux machine has facts");
    }

    @Test
    void aRecordingOfARecordedHostHasItsFactsAndRefusals() throws IOException {
        for (String name : List.of("bare-metal", "half-read")) {
            HostRoot host = HostRoot.at(Path.of("src/test/resources/hosts", name));

            Path copy = recorded(host, name, new Scrubber(false), Long.MAX_VALUE);

            assertEquals(facts(host), facts(HostRoot.at(copy)), name);
        }
    }

    @Test
    void linksStayLinks() throws IOException {
        Path copy = recorded(bareMetal(), "links", new Scrubber(true), Long.MAX_VALUE);

        assertEquals(
                "../usr/lib/os-release",
                Files.readSymbolicLink(copy.resolve("etc/os-release")).toString());
    }

    @Test
    void serialNumbersAndSecretsAreNotRecorded() throws IOException {
        Path host = folder.resolve("host");
        write(host, "sys/class/dmi/id/product_serial", "S3R14L");
        write(host, "sys/class/dmi/id/product_name", "SYS");
        write(host, "proc/cmdline", "ro rd.iscsi.password=hunter2");
        write(
                host,
                "boot/grub/grub.cfg",
                "password_pbkdf2 root grub.hash\nlinux /vmlinuz ro rd.iscsi.password=hunter2\n");

        Path copy = recorded(HostRoot.at(host), "scrubbed", new Scrubber(true), Long.MAX_VALUE);

        String everything = everything(copy);
        for (String secret : List.of("S3R14L", "hunter2", "grub.hash")) {
            assertFalse(everything.contains(secret), secret);
        }
        assertTrue(everything.contains("SYS"));
    }

    @Test
    void beyondTheLimitFilesAreLeftOut() throws IOException {
        Recording.LeftOut leftOut = new Recording.LeftOut();
        Path copy = Files.createDirectory(folder.resolve("small"));
        Recording recording = new Recording(copy, new Scrubber(true), leftOut, 1000);
        Sweep.run(bareMetal().tapped(recording), Probes.all(), DEADLINE);
        recording.write(bareMetal());

        assertTrue(recording.bytes() <= 1000);
        assertTrue(leftOut.shown().contains("over the size limit"));
        assertFalse(Files.exists(copy.resolve("proc/cpuinfo")), "it is far longer than the limit");
    }

    @Test
    void aFolderThatIsNotEmptyIsRefused() throws IOException {
        Files.writeString(folder.resolve("mine"), "x");

        assertEquals(3, run("record", folder.toString()));
        assertEquals("x", Files.readString(folder.resolve("mine")));
    }

    private Path recorded(HostRoot host, String name, Scrubber scrubber, long limit) throws IOException {
        Path copy = Files.createDirectory(folder.resolve(name + "-copy"));
        Recording recording = new Recording(copy, scrubber, new Recording.LeftOut(), limit);
        Sweep.run(host.tapped(recording), Probes.all(), DEADLINE);
        recording.write(host);
        return copy;
    }

    private static HostRoot bareMetal() {
        return HostRoot.at(Path.of("src/test/resources/hosts/bare-metal"));
    }

    /// All but what changes by itself.
    /// But what changes by itself, and how this machine itself is asked.
    private static Map<String, String> lasting(HostRoot host) {
        Catalog catalog = Catalog.shipped();
        Map<String, String> facts = new TreeMap<>();
        Sweep.run(host, Probes.all(), DEADLINE).facts().stream()
                .filter(fact ->
                        catalog.find(fact.check()).filter(Check::isVolatile).isEmpty())
                .filter(fact -> !fact.check().text().equals("agent.nvml"))
                .forEach(fact -> facts.put(
                        fact.check() + " " + fact.instance(), fact.reading().toString()));
        return facts;
    }

    private static List<Fact> facts(HostRoot host) {
        return Sweep.run(host, Probes.all(), DEADLINE).facts();
    }

    private static void write(Path root, String path, String text) throws IOException {
        Files.createDirectories(root.resolve(path).resolveSibling("x").getParent());
        Files.writeString(root.resolve(path), text);
    }

    private static String everything(Path root) throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(file).append('\n').append(Files.readString(file)).append('\n');
            }
        }
        return all.toString();
    }

    private static int run(String... args) {
        CommandLine line = HoldfastCommand.commandLine();
        line.setOut(new PrintWriter(new StringWriter()));
        line.setErr(new PrintWriter(new StringWriter()));
        return line.execute(args);
    }
}
