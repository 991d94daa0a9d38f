package io.holdfast.protocol.baseline.aicr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.protocol.baseline.aicr.AicrDocument.Overlay;
import io.holdfast.protocol.baseline.aicr.AicrDocument.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// AICR's own recipes, overlays and snapshots, where they lie beside this checkout.
class AicrCapturesTest {
    private static Path folder = Path.of("");

    @BeforeAll
    static void find() {
        folder = Path.of(System.getProperty("holdfast.captures", ""), "aicr");
        assumeTrue(Files.isDirectory(folder), "captures are not in this checkout (property holdfast.captures)");
    }

    private static String text(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    private static AicrSnapshot snapshot(String name) throws IOException {
        return AicrReader.snapshot(name, text(name));
    }

    private static List<Overlay> overlays() throws IOException {
        List<Overlay> overlays = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.startsWith("recipes__overlays__")) {
                    overlays.add(assertInstanceOf(Overlay.class, AicrReader.read(name, text(name))));
                }
            }
        }
        return overlays;
    }

    @Test
    void recipesLoad() throws IOException {
        Recipe aks =
                assertInstanceOf(Recipe.class, AicrReader.read("aks", text("examples__recipes__aks-training.yaml")));
        assertEquals("h100-aks-ubuntu-training", aks.applied().getLast());
        assertEquals(
                List.of(
                        AicrConstraint.of("K8s.server.version", ">= 1.32.4"),
                        AicrConstraint.of("OS.release.ID", "ubuntu"),
                        AicrConstraint.of("OS.release.VERSION_ID", "24.04"),
                        AicrConstraint.of("OS.sysctl./proc/sys/kernel/osrelease", ">= 6.8")),
                aks.spec().readiness());
        assertEquals(List.of("nccl-all-reduce-bw"), phase(aks, "performance").checks());
        assertEquals(9, aks.spec().components().size());
        for (String name : List.of("eks-training", "kind")) {
            assertEquals(
                    List.of(AicrConstraint.of("K8s.server.version", ">= 1.30")),
                    AicrReader.read(name, text("examples__recipes__" + name + ".yaml"))
                            .spec()
                            .constraints());
        }
    }

    private static AicrPhase phase(Recipe recipe, String name) {
        return Objects.requireNonNull(recipe.spec().phases().get(name));
    }

    @Test
    void everyRecipeIsRecognised() throws IOException {
        List<String> recipes = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(one -> one.toString().endsWith(".yaml"))
                    .sorted()
                    .toList()) {
                String name = file.getFileName().toString();
                // A Helm template is no YAML.
                if (!name.contains("manifests") && AicrReader.isRecipe(name, text(name))) {
                    recipes.add(name);
                }
            }
        }
        assertEquals(8, recipes.size(), recipes::toString);
    }

    /// The captured set has gaps: eks-training, which two overlays build on, is not in it.
    @Test
    void overlaysLoadAndMissingOnesAreNamed() throws IOException {
        AicrOverlays overlays = new AicrOverlays(overlays());
        AicrCriteria asked = new AicrCriteria(Map.of("service", "eks"));
        Recipe eks = overlays.recipe(asked);
        assertEquals(List.of("base", "eks"), eks.applied());
        assertEquals(
                List.of(AicrConstraint.of("K8s.server.version", ">= 1.28")),
                eks.spec().constraints());
        AicrCriteria training =
                new AicrCriteria(Map.of("service", "eks", "accelerator", "h100", "intent", "training", "os", "ubuntu"));
        assertEquals(
                "no overlay \"eks-training\", which \"h100-eks-training\" builds on",
                assertThrows(AicrException.class, () -> overlays.recipe(training))
                        .getMessage());
    }

    /// With stand-ins for the overlays that the captures lack.
    @Test
    void aCapturedSnapshotExcludesWhatItCannotTell() throws IOException {
        List<Overlay> all = new ArrayList<>(overlays());
        all.add(assertInstanceOf(Overlay.class, AicrReader.read("eks-training", """
                        kind: RecipeMetadata
                        metadata: {name: eks-training}
                        spec: {base: eks, criteria: {service: eks, intent: training}}
                        """)));
        AicrOverlays overlays = new AicrOverlays(all);
        AicrCriteria asked =
                new AicrCriteria(Map.of("service", "eks", "accelerator", "h100", "intent", "training", "os", "ubuntu"));

        Recipe whole = overlays.recipe(asked);
        assertEquals(
                List.of("base", "eks", "eks-training", "h100-eks-training", "h100-eks-ubuntu-training"),
                whole.applied());
        assertEquals(4, whole.spec().constraints().size());

        // It is Ubuntu 24.04 with Kubernetes 1.33, but says nothing of the kernel.
        Recipe fitted = overlays.recipe(asked, snapshot("tests__chainsaw__cli__cuj1-training__mock-snapshot.yaml"));
        assertEquals(List.of("base", "eks", "eks-training", "h100-eks-training"), fitted.applied());
        assertEquals("h100-eks-ubuntu-training", fitted.excluded().getFirst().overlay());
        assertEquals(
                List.of(new AicrDocument.Warning(
                        "OS.sysctl./proc/sys/kernel/osrelease", ">= 6.8", "", "OS has no sysctl")),
                fitted.excluded().getFirst().warnings());
    }

    @Test
    void snapshotsLoad() throws IOException {
        AicrSnapshot mock = snapshot("tests__chainsaw__cli__cuj1-training__mock-snapshot.yaml");
        assertEquals("24.04", mock.find(AicrPath.parse("OS.release.VERSION_ID")).orElseThrow());
        assertEquals(
                new AicrVerdict.Passed("v1.33.0"),
                AicrConstraint.of("K8s.server.version", ">= 1.32.4").evaluate(mock));
        AicrSnapshot expected = snapshot("tests__chainsaw__snapshot__deploy-agent__assert-snapshot-content.yaml");
        assertEquals(
                "560.35.03", expected.find(AicrPath.parse("GPU.smi.driver")).orElseThrow());
        // The unit is there, and no path leads to it.
        assertInstanceOf(
                AicrVerdict.Errored.class,
                AicrConstraint.of("SystemD.containerd.service.ActiveState", "active")
                        .evaluate(expected));
        assertTrue(snapshot("docs-snapshot-1.yaml").measurements().stream()
                .allMatch(measurement -> AicrPath.TYPES.contains(measurement.type())));
    }
}
