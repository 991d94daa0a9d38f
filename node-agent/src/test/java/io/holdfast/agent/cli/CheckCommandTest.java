package io.holdfast.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.protocol.drift.DriftReport;
import io.holdfast.protocol.wire.Wire;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/// `holdfast check` and `holdfast baseline`, as a person types them.
class CheckCommandTest {
    private static final String FACTORY = "ai-factory/1-4-3-200-h200";
    private static final Path CLEAN = Path.of("src/test/resources/snapshots/factory-h200.yaml");

    private record Said(int status, String out, String err) {}

    private static Said holdfast(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = HoldfastCommand.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return new Said(line.execute(args), out.toString(), err.toString());
    }

    @TempDir
    private Path folder;

    private Path file(String name, String text) throws IOException {
        return Files.write(folder.resolve(name), text.getBytes(StandardCharsets.UTF_8));
    }

    /// The clean node with lines of its snapshot replaced.
    private String planted(String... replacements) throws IOException {
        String text = Files.readString(CLEAN);
        for (int at = 0; at < replacements.length; at += 2) {
            assertTrue(text.contains(replacements[at]), replacements[at]);
            text = text.replace(replacements[at], replacements[at + 1]);
        }
        return file("snapshot.yaml", text).toString();
    }

    private static List<String> findings(Said said) {
        JsonNode all = Wire.decode(said.out().getBytes(StandardCharsets.UTF_8), JsonNode.class);
        return StreamSupport.stream(all.path("findings").spliterator(), false)
                .map(one ->
                        one.path("outcome").asText() + " " + one.path("check").asText() + " "
                                + one.path("instances").size() + ": "
                                + one.path("expected").asText() + "; "
                                + one.path("observed").asText())
                .sorted()
                .toList();
    }

    @Test
    void aNodeThatIsAsDeclaredIsOneLine() {
        Said said = holdfast("check", "--from", CLEAN.toString(), "--baseline", FACTORY);
        assertEquals(
                "lab/factory-01: nothing to report; 117 judgements by baseline ai-factory/1-4-3-200-h200\n",
                said.out());
        assertEquals(0, said.status());
    }

    @Test
    void eachPlantedDifferenceIsToldAsWhatItIs() throws IOException {
        String snapshot = planted(
                "{check: nic.firmware.version, instance: \"0000:47:00.0\", value: \"32.47.1026\"",
                "{check: nic.firmware.version, instance: \"0000:47:00.0\", value: \"32.43.1014\"",
                "{check: roce.pfc, instance: \"eth_r0\", value: \"0,0,0,1,0,0,0,0\"",
                "{check: roce.pfc, instance: \"eth_r0\", value: \"0,0,0,0,0,0,0,0\"",
                "{check: nic.nvconfig_next.LINK_TYPE_P1, instance: \"0000:17:00.0\", value: 2",
                "{check: nic.nvconfig_next.LINK_TYPE_P1, instance: \"0000:17:00.0\", value: 1",
                "{check: gpu.pci.count, instance: \"node\", value: 4",
                "{check: gpu.pci.count, instance: \"node\", value: 3",
                "{check: os.tpm.version, instance: \"node\", value: 2, source: /test}",
                "{check: os.tpm.version, instance: \"node\", missing: unreadable, detail: \"EIO\", source: /test}",
                "{check: os.kernel.release, instance: \"node\", value: \"6.5.0-45-generic\"",
                "{check: os.kernel.release, instance: \"node\", value: \"6.8.0-85-generic\"");
        Said said = holdfast("check", "--from", snapshot, "--baseline", FACTORY, "-o", "json");
        assertEquals(1, said.status());
        assertEquals(
                List.of(
                        "DRIFT nic.nvconfig_next.LINK_TYPE_P1 1: 2; 1",
                        "DRIFT os.kernel.release 1: 6.5 series; 6.8.0-85-generic",
                        "DRIFT roce.pfc 1: 0,0,0,1,0,0,0,0; 0,0,0,0,0,0,0,0",
                        "FAULT gpu.pci.count 1: 4; 3",
                        "PENDING nic.firmware.version 1: 32.47.1026; 32.43.1014, next 32.47.1026",
                        "UNKNOWN os.tpm.version 1: 2; unreadable"),
                findings(said));
    }

    @Test
    void theTableSaysWhatIsExpectedWhoSaysSoAndWhatToDo() throws IOException {
        String snapshot = planted(
                "{check: nic.firmware.version, instance: \"0000:47:00.0\", value: \"32.47.1026\"",
                "{check: nic.firmware.version, instance: \"0000:47:00.0\", value: \"32.43.1014\"");
        Said said = holdfast("check", "--from", snapshot, "--baseline", FACTORY);
        assertEquals("""
                lab/factory-01 differs in 1 check; 1 waiting for a reset or reboot.
                baseline ai-factory/1-4-3-200-h200

                PENDING   nic.firmware.version [0000:47:00.0]  degraded
                          expected  32.47.1026
                          observed  32.43.1014, next 32.47.1026
                          from      service (ai-factory/network), baselines/ai-factory/network.yaml:N: RA (derived) from the compatibility table of DOCA 3.2.1
                          read at   /test
                          to do     only the activation is missing: burn the declared image and reset the firmware; \
                BlueField: install the bundle; cost FWRST

                1 pending
                """, said.out().replaceAll("yaml:\\d+", "yaml:N"));
    }

    @Test
    void otherProgramsReadTheReportThatTheAggregatorGivesOfANode() throws IOException {
        String baseline = file("site.yaml", """
                        baseline: site/train
                        expect:
                          os.kernel.release: "6.5.0-46-generic"
                        """).toString();
        Said said = holdfast("check", "--from", CLEAN.toString(), "--baseline", baseline, "-o", "json");
        JsonNode all = Wire.decode(said.out().getBytes(StandardCharsets.UTF_8), JsonNode.class);
        DriftReport drift = Wire.decode(all.path("drift"), DriftReport.class);
        assertEquals("lab/factory-01 differs in 1 check.", drift.summary());
        DriftReport.Value value = drift.causes().getFirst().values().getFirst();
        assertEquals("6.5.0-46-generic", value.expected());
        assertEquals("6.5.0-45-generic", value.observed());
        assertTrue(value.place().endsWith("site.yaml:3"), value.place());
        assertEquals("role site/train", value.layer() + " " + value.document());
        assertEquals(all.path("digest").asText(), drift.nodes().getFirst().baseline());
    }

    @Test
    void anotherVariantExpectsOtherThings() {
        Said said = holdfast(
                "check",
                "--from",
                CLEAN.toString(),
                "--baseline",
                FACTORY,
                "--set",
                "network=infiniband",
                "-o",
                "json");
        assertEquals(
                List.of(
                        "DRIFT nic.nvconfig.LINK_TYPE_P1 2: 1; 2",
                        "DRIFT port.link_layer 2: InfiniBand; Ethernet",
                        "DRIFT port.sm_lid 2: other than 0; 0",
                        "FAULT doca.spcx_cc.running 2: 0; 1"),
                findings(said));
    }

    @Test
    void whatANodeWaitsForCountsEvenWhereItCouldNotBeJudged() throws IOException {
        String baseline = file("b.yaml", "baseline: b\nexpect: {os.tpm.version: {is: 2, release: true}}\n")
                .toString();
        String snapshot = planted(
                "{check: os.tpm.version, instance: \"node\", value: 2, source: /test}",
                "{check: os.tpm.version, instance: \"node\", missing: not-permitted, detail: \"\", source: /test}");
        assertEquals(
                1, holdfast("check", "--from", snapshot, "--baseline", baseline).status());
    }

    @Test
    void aSitesBaselineStandsOnOneThatShips() throws IOException {
        String baseline = file("site.yaml", """
                        baseline: site/train
                        from: ai-factory/1-4-3-200-h200
                        set: {gds: "on"}
                        expect:
                          nic.firmware.version: unset
                          kernel.module.nvidia_fs: {is: absent, why: not here}
                        """.replace("nic.firmware.version: unset", "os.tpm.version: unset"))
                .toString();
        Said shown = holdfast("baseline", "show", baseline, "--resolved");
        assertEquals(0, shown.status(), shown.err());
        assertTrue(shown.out().contains("replaced by role (site/train)"), shown.out());
        assertTrue(shown.out().contains("taken back by site/train"), shown.out());
        assertTrue(shown.out().contains("depends on doca.spcx_cc, which is unset"), shown.out());
    }

    @Test
    void whatAnAdvisoryAsksForIsJudgedBesideTheBaseline() throws IOException {
        String advisory = """
                kind: SecurityFloors
                advisories:
                - id: TEST-SA-1
                  title: Made up
                  date: 2025-10-09
                  floors:
                    kubelet: {1.33: 1.33.9}
                """;
        Said said = holdfast(
                "check",
                "--from",
                CLEAN.toString(),
                "--baseline",
                FACTORY,
                "--floors",
                file("floors.yaml", advisory).toString(),
                "-o",
                "json");
        assertEquals(1, said.status());
        assertEquals(1, findings(said).size(), said.out());
        assertTrue(findings(said).getFirst().startsWith("DRIFT kubelet.version 1: >= 1.33.9 (kubelet, TEST-SA-1"));

        Said missing = holdfast("check", "--from", CLEAN.toString(), "--floors", "nowhere.yaml");
        assertEquals(3, missing.status());
        assertTrue(missing.err().contains("nowhere.yaml: cannot be read"), missing.err());
    }

    @Test
    void whatAFileWaivesIsToldAsWaivedAndDoesNotCount() throws IOException {
        String baseline = file("b.yaml", "baseline: b\nexpect: {os.kernel.release: 1.2.3}\n")
                .toString();
        String waiver = """
                waivers:
                - {check: os.kernel.*, reason: on trial, owner: ada, expires: %s}
                """;
        Said open = holdfast("check", "--from", CLEAN.toString(), "--baseline", baseline);
        assertEquals(1, open.status(), open.out());
        String inForce = file("waivers.yaml", waiver.formatted("2999-01-01")).toString();
        Said waived = holdfast(
                "check", "--from", CLEAN.toString(), "--baseline", baseline, "--waivers", inForce, "-o", "json");
        assertEquals(0, waived.status(), waived.out());
        assertTrue(findings(waived).getFirst().startsWith("WAIVED os.kernel.release"), waived.out());
        String over = file("over.yaml", waiver.formatted("2020-01-01")).toString();
        assertEquals(
                1,
                holdfast("check", "--from", CLEAN.toString(), "--baseline", baseline, "--waivers", over)
                        .status());
        String broken = file("broken.yaml", waiver.formatted("soon")).toString();
        Said said = holdfast("check", "--from", CLEAN.toString(), "--waivers", broken);
        assertEquals(3, said.status());
        assertTrue(said.err().contains("broken.yaml:2:"), said.err());
        assertTrue(said.err().contains("expires: \"soon\": expected a day"), said.err());
    }

    @Test
    void aMistypedNameSaysWhatWasMeant() {
        Said said = holdfast("check", "--from", CLEAN.toString(), "--baseline", "ai-factory/1-4-3-200-h20");
        assertEquals(
                "holdfast: no baseline \"ai-factory/1-4-3-200-h20\"; did you mean \"ai-factory/1-4-3-200-h200\"?\n",
                said.err());
        assertEquals(3, said.status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bare-metal", "h200-guest", "half-link", "container-odd", "switchdev-rail"})
    void aNodeIsAsTheBaselineThatWasLearnedFromIt(String host) throws IOException {
        Path root = Path.of("src/test/resources/hosts").resolve(host);
        Said learned = holdfast("baseline", "learn", "--from", root.toString());
        assertEquals(0, learned.status(), learned.err());
        assertTrue(learned.out().contains("baseline: site/learned"), learned.out());
        String baseline = file("learned.yaml", learned.out()).toString();
        Said said = holdfast("check", "--root", root.toString(), "--baseline", baseline, "-o", "json");
        JsonNode all = Wire.decode(said.out().getBytes(StandardCharsets.UTF_8), JsonNode.class);
        List<String> declared = StreamSupport.stream(all.path("findings").spliterator(), false)
                .filter(one -> one.has("declared"))
                .map(one ->
                        one.path("outcome").asText() + " " + one.path("check").asText())
                .toList();
        assertEquals(List.of(), declared);
    }

    /// The recorded factory server has RTX PRO 6000, one card with burned firmware and one that the next boot changes.
    @Test
    void aRecordedFactoryServerIsToldByCardAndRole() {
        Said said = holdfast(
                "check",
                "--root",
                "src/test/resources/hosts/factory-bluefield",
                "--baseline",
                "ai-factory/1-4-3-200-rtxpro6000",
                "-o",
                "json");
        List<String> found = findings(said);
        assertEquals(1, said.status());
        assertTrue(
                found.contains("PENDING nic.firmware.version 1: 32.47.1026; 32.46.1006, next 32.47.1026"),
                found.toString());
        assertTrue(found.contains("DRIFT nic.firmware.stored 1: 32.47.1026; 32.47.2000"), found.toString());
        assertTrue(found.contains("DRIFT os.kernel.release 1: 6.5 series; 6.8.0-85-generic"), found.toString());
        assertTrue(found.contains("FAULT doca.spcx_cc.running 1: 1; 0"), found.toString());
        assertTrue(found.stream().noneMatch(one -> one.contains("gpu.name")), found.toString());
        assertTrue(
                found.stream().noneMatch(one -> one.contains("mem.total") && !one.startsWith("UNKNOWN")),
                found.toString());
    }

    @Test
    void whatShipsIsListed() {
        Said said = holdfast("baseline", "list");
        assertEquals(9, said.out().lines().count());
        assertTrue(said.out().contains(FACTORY + " "), said.out());
    }
}
