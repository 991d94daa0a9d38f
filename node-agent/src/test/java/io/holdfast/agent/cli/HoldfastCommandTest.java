package io.holdfast.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.holdfast.protocol.baseline.aicr.AicrPath;
import io.holdfast.protocol.baseline.aicr.AicrReader;
import io.holdfast.protocol.baseline.aicr.AicrSnapshot;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class HoldfastCommandTest {
    private static final String BARE_METAL = "src/test/resources/hosts/bare-metal";

    private record Ran(int exit, String out, String err) {}

    @Test
    void aJsonSnapshotHasValuesOfTheirOwnKind() throws IOException {
        JsonNode snapshot = json("snapshot", "--root", BARE_METAL, "--output", "json");

        assertEquals("local/gpu-node-07.rack3.example", snapshot.get("node").asText());
        assertEquals(
                "7f3f0c52-9a3e-4f40-8a35-6d2f0f3f9b11", snapshot.get("bootId").asText());
        assertEquals(fact("""
                {"check":"os.release.version_id","instance":"node","value":"22.04","unit":null,
                 "source":"/etc/os-release"}"""), fact(snapshot, "os.release.version_id"));
        assertEquals(fact("""
                {"check":"mem.total","instance":"node","value":503.4,"unit":"GiB","source":"/proc/meminfo"}"""), fact(snapshot, "mem.total"));
        assertEquals(fact("""
                {"check":"cpu.governor","instance":"node","value":["performance","powersave"],"unit":null,
                 "source":"/sys/devices/system/cpu/cpu*/cpufreq/scaling_governor"}"""), fact(snapshot, "cpu.governor"));
        assertEquals(fact("""
                {"check":"kernel.module.nouveau","instance":"nouveau","missing":"absent",
                 "detail":"no /sys/module/nouveau","source":"/sys/module"}"""), fact(snapshot, "kernel.module.nouveau"));
        assertTrue(fact(snapshot, "os.secureboot").get("value").isBoolean());
        assertTrue(fact(snapshot, "os.kernel.tainted").get("value").isInt());
    }

    @Test
    void anAicrSnapshotHasTheHostsSettings() {
        Ran ran = run("snapshot", "--root", BARE_METAL, "--output", "aicr");

        AicrSnapshot snapshot = AicrReader.snapshot("snapshot", ran.out());
        assertEquals(0, ran.exit());
        assertEquals("gpu-node-07.rack3.example", snapshot.metadata().get("source-node"));
        // One that the catalog has a row for, one that it has none for, and none of the network.
        assertEquals("1048576", value(snapshot, "OS.sysctl./proc/sys/vm/max_map_count"));
        assertFalse(value(snapshot, "OS.sysctl./proc/sys/fs/file-max").isEmpty());
        assertEquals("", value(snapshot, "OS.sysctl./proc/sys/net/ipv4/tcp_rmem"));
        assertEquals("22.04", value(snapshot, "OS.release.VERSION_ID"));
        assertEquals("Ubuntu", value(snapshot, "OS.release.NAME"));
        assertEquals("true", value(snapshot, "OS.kmod.nvidia"));
    }

    private static String value(AicrSnapshot snapshot, String path) {
        return snapshot.find(AicrPath.parse(path)).orElse("");
    }

    @Test
    void factsAreSortedByCheckAndInstance() throws IOException {
        List<String> order = StreamSupport.stream(
                        json("snapshot", "--root", BARE_METAL, "-o", "json")
                                .get("facts")
                                .spliterator(),
                        false)
                .map(fact ->
                        fact.get("check").asText() + " " + fact.get("instance").asText())
                .toList();

        assertEquals(order.stream().sorted().toList(), order);
    }

    @Test
    void yamlSaysWhatJsonSays() throws IOException {
        JsonNode yaml = new YAMLMapper()
                .readTree(run("snapshot", "--root", BARE_METAL, "-o", "yaml").out());

        assertEquals(json("snapshot", "--root", BARE_METAL, "-o", "json"), yaml);
    }

    @Test
    void theTableTellsTheMeaningOfEachCheckOnce() {
        Ran ran = run("snapshot", "--root", BARE_METAL);

        assertEquals(0, ran.exit());
        assertTrue(
                ran.out().contains("os.kernel.release  Release of the running kernel\n    node  6.5.0-45-generic\n"));
        assertTrue(ran.out().contains("    nvme_core io_timeout"), "parameters are one group");
        assertEquals(2, ran.out().split("Parameter of a kernel module", -1).length, "its meaning stands once");
        assertFalse(ran.out().contains("\u001b"), "no colours outside of a terminal");
    }

    @Test
    void whatAHostWroteCannotSteerTheTerminal(@TempDir Path root) throws IOException {
        Files.createDirectories(root.resolve("etc"));
        Files.writeString(root.resolve("etc/os-release"), "ID='a\u001b[2Jb'\n");

        assertTrue(run("snapshot", "--root", root.toString()).out().contains("a?[2Jb"));
    }

    @Test
    void theNodeCanBeNamed() throws IOException {
        assertEquals(
                "lab/n1",
                json("snapshot", "--root", BARE_METAL, "-o", "json", "--node", "lab/n1")
                        .get("node")
                        .asText());
        assertEquals(
                2, run("snapshot", "--root", BARE_METAL, "--node", "No Name").exit());
    }

    @Test
    void wrongUsageIsTwo() {
        assertEquals(2, run().exit());
        assertEquals(2, run("snapshot", "--output", "xml").exit());
        assertEquals(2, run("nonsense").exit());
        assertEquals(2, run("explain").exit());
    }

    @Test
    void aHostThatCannotBeReadIsThreeAndOneLine(@TempDir Path root) throws IOException {
        assertEquals(
                new Ran(3, "", "holdfast: /no/such/host: no such folder\n"),
                run("snapshot", "--root", "/no/such/host"));

        Files.writeString(root.resolve("commands.yaml"), "- argv: [a]\n  exit: x\n");
        Ran damaged = run("snapshot", "--root", root.toString());
        assertEquals(3, damaged.exit());
        assertEquals(
                "holdfast: " + root.toAbsolutePath() + "/commands.yaml:1: exit: \"x\": expected a whole number\n",
                damaged.err());
    }

    @Test
    void aRecordedOutputThatIsGoneSpoilsItsProbeAndIsSaid(@TempDir Path root) throws IOException {
        Files.writeString(root.resolve("commands.yaml"), "- argv: [systemd-detect-virt, --vm]\n  stdout: gone\n");

        Ran ran = run("snapshot", "--root", root.toString());

        assertEquals(0, ran.exit());
        assertTrue(ran.err().startsWith("holdfast: probe hardware.board gave no facts: unreadable"), ran.err());
        assertTrue(ran.out().contains("agent.probe.<name>"));
    }

    @Test
    void aCheckIsExplainedByItsRowOrItsFamily() {
        assertTrue(run("explain", "os.kernel.lockdown").out().contains("Source      /sys/kernel/security/lockdown"));
        assertTrue(run("explain", "kernel.module.nvidia").out().startsWith("kernel.module.nvidia\n"));
        assertTrue(run("explain", "kernel.module.zfs").out().startsWith("kernel.module.<module>\n"));
        assertTrue(run("explain", "kernel.module.<module>").out().startsWith("kernel.module.<module>\n"));
    }

    @Test
    void aCodeOfTheKernelsLogIsExplainedLikeAnyCheck() {
        String xid = run("explain", "gpu.xid.79").out();
        assertTrue(xid.startsWith("gpu.xid.79\nXid 79: GPU has fallen off the bus\n"), xid);
        for (String line : new String[] {
            "Severity    critical\n",
            "Source      /dev/kmsg\n",
            "Needs       cap-syslog\n",
            "Mended by   drain, then reboot; not back after it: power-cycle\n",
            "Cost        REBOOT\n",
            "NVIDIA's catalog asks for RESTART_BM, then CONTACT_SUPPORT."
        }) {
            assertTrue(xid.contains(line), xid);
        }
        String sxid = run("explain", "gpu.sxid.12028").out();
        assertTrue(sxid.contains("Severity    warning; critical where it begins with \"fatal:\"\n"), sxid);
    }

    @Test
    void anUnknownCheckGetsTheNearestNames() {
        Ran ran = run("explain", "os.kernel.relase");

        assertEquals(2, ran.exit());
        assertTrue(
                ran.err().startsWith("holdfast: no check \"os.kernel.relase\". Near to it: os.kernel.release"),
                ran.err());
        assertTrue(run("explain", "!").err().contains("Near to it: "));
    }

    @Test
    void hostNamesBecomeNodeNames() {
        Map<String, String> names = new TreeMap<>(
                Map.of("GPU-Node_07.Example", "gpu-node-07.example", "-a-.", "a", "n1", "n1", "3F9A", "3f9a"));

        names.forEach((host, node) -> assertEquals(node, NodeNames.clean(host).orElse("")));
        assertTrue(NodeNames.clean("___").isEmpty());
        assertEquals(253, NodeNames.clean("a".repeat(300)).orElse("").length());
    }

    private static JsonNode json(String... args) throws IOException {
        Ran ran = run(args);
        assertEquals(0, ran.exit(), ran.err());
        return new ObjectMapper().readTree(ran.out());
    }

    private static JsonNode fact(String json) throws IOException {
        return new ObjectMapper().readTree(json);
    }

    private static JsonNode fact(JsonNode snapshot, String check) {
        return StreamSupport.stream(snapshot.get("facts").spliterator(), false)
                .filter(fact -> fact.get("check").asText().equals(check))
                .findFirst()
                .orElseThrow();
    }

    private static Ran run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = HoldfastCommand.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        int exit = line.execute(args);
        return new Ran(exit, out.toString(), err.toString());
    }
}
