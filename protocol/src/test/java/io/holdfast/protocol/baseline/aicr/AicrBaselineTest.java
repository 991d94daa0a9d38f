package io.holdfast.protocol.baseline.aicr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.protocol.baseline.Overrides;
import io.holdfast.protocol.baseline.aicr.AicrBaseline.Never;
import io.holdfast.protocol.baseline.aicr.AicrDocument.Overlay;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Snapshot;
import io.holdfast.protocol.finding.Finding;
import io.holdfast.protocol.finding.Outcome;
import io.holdfast.protocol.finding.Severity;
import io.holdfast.protocol.judge.Judge;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AicrBaselineTest {
    private static final List<Fact> FACTS = List.of(
            fact("os.release.id", "node", new Reading.Text("ubuntu")),
            fact("os.release.version_id", "node", new Reading.Text("24.04")),
            fact("os.kernel.release", "node", new Reading.Version("6.8.0-90-generic")),
            fact("os.kernel.cmdline", "node", new Reading.Text("BOOT_IMAGE=/vmlinuz ro iommu=pt quiet")),
            fact("gpu.driver.version", "node", new Reading.Version("580.82.07")),
            fact("gpu.vbios.version", "0000:17:00.0", new Reading.Version("96.00.AF.00.01")),
            fact("gpu.vbios.version", "0000:ca:00.0", new Reading.Version("96.00.AF.00.02")),
            fact("gpu.persistence_mode", "0000:17:00.0", Reading.missing(Reading.Why.TIMEOUT, "")),
            fact("kernel.module.nvidia", "nvidia", new Reading.Text("live")),
            fact("kernel.module.nvidia_peermem", "nvidia_peermem", Reading.missing(Reading.Why.ABSENT, "no folder")),
            fact("sysctl.vm.max_map_count", "node", new Reading.Whole(65530)));

    private static Fact fact(String check, String instance, Reading reading) {
        return new Fact(new CheckId(check), new Instance(instance), reading, "test");
    }

    private static AicrBaseline recipe(String constraints) {
        return AicrBaseline.of(
                AicrReader.read("recipe.yaml", "{kind: RecipeResult, constraints: [" + constraints + "]}"),
                List.of(),
                Catalog.shipped());
    }

    private static List<Finding> findings(AicrBaseline aicr) {
        return Judge.evaluate(
                new Snapshot(new NodeId("lab", "gpu-01"), "", FACTS),
                Catalog.shipped(),
                aicr.baseline(),
                Overrides.NONE,
                List.of(),
                Instant.EPOCH);
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
        OS.release.ID                         | ubuntu          | ok
        OS.release.ID                         | Ubuntu          | drift
        OS.release.VERSION_ID                 | 24.04           | ok
        OS.release.VERSION_ID                 | 24.4            | drift
        OS.sysctl./proc/sys/kernel/osrelease  | '>= 6.8'        | ok
        OS.sysctl./proc/sys/kernel/osrelease  | '> 6.8'         | drift
        OS.sysctl./proc/sys/vm/max_map_count  | '>= 262144'     | drift
        OS.sysctl./proc/sys/vm/max_map_count  | 65530           | ok
        GPU.smi.driver                        | '>= 580.65'     | ok
        GPU.smi.driver                        | '>= 590'        | drift
        GPU.smi.gpu.vbios-version             | 96.00.AF.00.01  | drift
        GPU.smi.gpu.vbios-version             | '>= 96.00'      | unknown
        GPU.smi.gpu.persistence-mode          | Enabled         | unknown
        OS.kmod.nvidia                        | true            | ok
        OS.kmod.nvidia_peermem                | true            | drift
        OS.grub.iommu                         | pt              | ok
        OS.grub.quiet                         | ''              | never
        OS.grub.hugepages                     | 8192            | drift
        OS.grub.nokaslr                       | '!= on'         | unknown
        OS.grub.iommu                         | '!= off'        | ok
        K8s.server.version                    | '>= 1.32.4'     | never
        SystemD.kubelet.service.ActiveState   | active          | never
        """)
    void aConstraintIsJudgedOnTheNode(String name, String value, String expected) {
        AicrBaseline aicr = recipe("{name: \"" + name + "\", value: \"" + value + "\"}");
        String outcome = aicr.never().isEmpty()
                ? findings(aicr).stream()
                        .filter(finding -> finding.declared().isPresent())
                        .map(finding -> finding.outcome().name().toLowerCase(java.util.Locale.ROOT))
                        .findFirst()
                        .orElse("ok")
                : "never";
        assertEquals(expected, outcome);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "loaded", "parameter:iommu", "parameter:a:b"})
    void aFormIsKnownByItsWord(String word) {
        assertEquals(word, AicrForm.of(word).word());
    }

    @Test
    void aFormOfANewerWriterIsNotGuessed() {
        assertThrows(AicrException.class, () -> AicrForm.of("reversed"));
    }

    /// AICR reads the first GPU alone; here the second differs.
    @Test
    void everyDeviceIsJudged() {
        List<Finding> findings =
                findings(recipe("{name: GPU.smi.gpu.vbios-version, value: 96.00.AF.00.01, severity: warning}"));
        Finding drift = findings.stream()
                .filter(finding -> finding.outcome() == Outcome.DRIFT)
                .findFirst()
                .orElseThrow();
        assertEquals(List.of(new Instance("0000:ca:00.0")), drift.instances());
        assertEquals(Severity.WARNING, drift.severity());
        assertEquals("96.00.AF.00.01", drift.expected());
    }

    @Test
    void parametersOfOneCommandLineAreAllJudged() {
        AicrBaseline aicr = recipe("{name: OS.grub.iommu, value: pt}, {name: OS.grub.hugepages, value: \">= 8192\"}");
        assertEquals(1, aicr.baseline().expectations().size());
        Finding drift = findings(aicr).getFirst();
        assertEquals(Outcome.DRIFT, drift.outcome());
        assertEquals("iommu pt and hugepages >= 8192", drift.expected());
    }

    @Test
    void whatCanNeverBeEvaluatedIsListed() {
        AicrBaseline aicr = AicrBaseline.of(AicrReader.read("recipe.yaml", """
                        kind: RecipeResult
                        metadata: {appliedOverlays: [base, eks]}
                        constraints:
                        - {name: K8s.server.version, value: ">= 1.32.4"}
                        - {name: OS.release.ID, value: ""}
                        - {name: OS.release.VERSION_ID, value: 24.04}
                        validation:
                          deployment: {constraints: [{name: Deployment.gpu-operator.version, value: ">= v24.6.0"}]}
                        """), List.of(), Catalog.shipped());
        assertEquals("aicr/eks", aicr.baseline().name());
        assertEquals(1, aicr.baseline().expectations().size());
        assertEquals(
                List.of(
                        new Never("K8s.server.version", ">= 1.32.4", "a node does not ask the API server"),
                        new Never("OS.release.ID", "", "the expression is empty"),
                        new Never(
                                "Deployment.gpu-operator.version",
                                ">= v24.6.0",
                                "is of the phase deployment, which runs in the cluster")),
                aicr.never());
    }

    @Test
    void anOverlayTakesInWhatItBuildsOn() {
        Overlay base = overlay("base", "constraints: [{name: OS.release.ID, value: rhel}]");
        Overlay eks = overlay("eks", "constraints: [{name: OS.release.VERSION_ID, value: 24.04}]");
        Overlay leaf =
                overlay("leaf", "base: eks, mixins: [os-ubuntu], constraints: [{name: OS.release.ID, value: ubuntu}]");
        AicrBaseline whole = AicrBaseline.of(leaf, List.of(base, eks), Catalog.shipped());
        assertEquals(2, whole.baseline().expectations().size());
        assertTrue(findings(whole).stream().noneMatch(finding -> finding.outcome() == Outcome.DRIFT));
        assertEquals(
                List.of(new Never("spec.mixins", "", "leaf takes in [os-ubuntu]: what they say is not checked")),
                whole.never());

        AicrBaseline alone = AicrBaseline.of(leaf, List.of(), Catalog.shipped());
        assertEquals(1, alone.baseline().expectations().size());
        assertEquals(
                "no overlay \"eks\", which \"leaf\" builds on: what it says is not checked",
                alone.never().getFirst().why());
    }

    private static Overlay overlay(String name, String spec) {
        return (Overlay)
                AicrReader.read(name, "{kind: RecipeMetadata, metadata: {name: " + name + "}, spec: {" + spec + "}}");
    }
}
