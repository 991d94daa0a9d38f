package io.holdfast.protocol.baseline.aicr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.protocol.baseline.aicr.AicrDocument.Excluded;
import io.holdfast.protocol.baseline.aicr.AicrDocument.Overlay;
import io.holdfast.protocol.baseline.aicr.AicrDocument.Recipe;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AicrOverlaysTest {
    private static final AicrOverlays OVERLAYS = overlays("""
            kind: RecipeMetadata
            apiVersion: aicr.nvidia.com/v1alpha1
            metadata: {name: base}
            spec:
              constraints: [{name: K8s.server.version, value: ">= 1.25"}]
              componentRefs:
                - name: gpu-operator
                  type: Helm
                  version: v25.10.1
                  overrides: {cdi: {enabled: false}, toolkit: {enabled: true}}
                  manifestFiles: [exporter.yaml]
              validation:
                conformance: {checks: [platform-health]}
            """, """
            kind: RecipeMetadata
            apiVersion: aicr.nvidia.com/v1alpha1
            metadata: {name: aks}
            spec:
              criteria: {service: aks}
              constraints: [{name: K8s.server.version, value: ">= 1.34"}]
            """, """
            kind: RecipeMetadata
            apiVersion: aicr.nvidia.com/v1alpha1
            metadata: {name: aks-training}
            spec:
              base: aks
              criteria: {service: aks, intent: training}
              constraints: [{name: K8s.server.version, value: ">= 1.30"}]
            """, """
            kind: RecipeMetadata
            apiVersion: aicr.nvidia.com/v1alpha1
            metadata: {name: monitoring}
            spec:
              criteria: {service: any}
              componentRefs:
                - name: adapter
                  version: 5.3.0
            """, """
            kind: RecipeMetadata
            apiVersion: aicr.nvidia.com/v1alpha1
            metadata: {name: h100-aks-ubuntu-training}
            spec:
              base: aks-training
              criteria: {service: aks, accelerator: h100, os: ubuntu, intent: training}
              constraints:
                - {name: OS.release.VERSION_ID, value: 24.04}
                - {name: OS.sysctl./proc/sys/kernel/osrelease, value: ">= 6.8", severity: warning, unit: ""}
              componentRefs:
                - name: gpu-operator
                  type: Helm
                  version: v25.11.0
                  overrides: {cdi: {extra: true}}
                  manifestFiles: [exporter.yaml, params.yaml]
                  dependencyRefs: [adapter]
              validation:
                readiness: {constraints: [{name: GPU.smi.driver, value: ">= 580"}]}
                conformance: {checks: [dra-support]}
            """);

    private static AicrOverlays overlays(String... files) {
        return new AicrOverlays(Arrays.stream(files)
                .map(file -> assertInstanceOf(Overlay.class, AicrReader.read("overlay.yaml", file)))
                .toList());
    }

    private static AicrCriteria criteria(String text) {
        Map<String, String> fields = new java.util.HashMap<>();
        Stream.of(text.split("\\s+")).filter(word -> !word.isEmpty()).forEach(word -> {
            String[] parts = word.split("=", 2);
            fields.put(parts[0], parts[1]);
        });
        return new AicrCriteria(fields);
    }

    @ParameterizedTest(name = "an overlay for \"{0}\", asked for \"{1}\": {2}")
    @CsvSource(delimiter = '|', textBlock = """
        service=eks                  | service=eks os=ubuntu accelerator=h100  | true
        service=eks                  | service=gke                             | false
        service=eks                  | os=ubuntu                               | false
        service=eks                  | service=any os=ubuntu                   | false
        service=any                  | service=eks                             | true
        ''                           | service=eks                             | true
        ''                           | ''                                      | true
        service=eks accelerator=h100 | service=eks                             | false
        service=eks accelerator=h100 | service=eks accelerator=gb200           | false
        nodes=8                      | nodes=8                                 | true
        nodes=8                      | nodes=16                                | false
        nodes=0                      | nodes=16                                | true
        nodes=8                      | nodes=0                                 | false
        platform=kubeflow            | platform=Kubeflow                       | false
        """)
    void criteriaMatchOneWay(String overlay, String asked, boolean matches) {
        assertEquals(matches, criteria(overlay).matches(criteria(asked)));
    }

    @Test
    void specificityCountsTheFieldsThatAreSet() {
        assertEquals(0, criteria("service=any nodes=0").specificity());
        assertEquals(
                3,
                criteria("service=eks accelerator=h100 intent=training os=any").specificity());
        assertThrows(AicrException.class, () -> criteria("fabric=infiniband"));
    }

    @Test
    void laterOverlaysReplaceConstraintsAlsoByLowerBounds() {
        Recipe aks = OVERLAYS.recipe(criteria("service=aks"));
        assertEquals(List.of("base", "monitoring", "aks"), aks.applied());
        assertEquals(
                List.of(AicrConstraint.of("K8s.server.version", ">= 1.34")),
                aks.spec().constraints());

        Recipe training = OVERLAYS.recipe(criteria("service=aks accelerator=h100 os=ubuntu intent=training"));
        assertEquals(
                List.of("base", "monitoring", "aks", "aks-training", "h100-aks-ubuntu-training"), training.applied());
        assertEquals(
                List.of(
                        AicrConstraint.of("K8s.server.version", ">= 1.30"),
                        AicrConstraint.of("OS.release.VERSION_ID", "24.04"),
                        new AicrConstraint("OS.sysctl./proc/sys/kernel/osrelease", ">= 6.8", "warning", "", "")),
                training.spec().constraints());
        assertEquals("GPU.smi.driver", training.spec().readiness().getLast().name());
        assertEquals(
                new AicrPhase(List.of("dra-support"), List.of()),
                training.spec().phases().get("conformance"));
    }

    @Test
    void componentsOfOneNameAreMerged() {
        Recipe recipe = OVERLAYS.recipe(criteria("service=aks accelerator=h100 os=ubuntu intent=training"));
        AicrComponent operator = recipe.spec().components().stream()
                .filter(component -> component.name().equals("gpu-operator"))
                .findFirst()
                .orElseThrow();
        assertEquals("v25.11.0", operator.fields().get("version"));
        assertEquals(List.of("exporter.yaml", "params.yaml"), operator.manifestFiles());
        assertEquals(List.of("adapter"), operator.dependencies());
        // A shallow copy: what the base said of cdi is gone, what it said of toolkit is not.
        assertEquals(Map.of("cdi", "{extra=true}", "toolkit", "{enabled=true}"), operator.overrides());
    }

    @Test
    void anOverlayThatTheSnapshotFailsOrCannotTellIsLeftOutAndNamed() {
        AicrSnapshot old = AicrReader.snapshot("snapshot.yaml", """
                measurements:
                - type: K8s
                  subtypes: [{subtype: server, data: {version: v1.33.2}}]
                - type: OS
                  subtypes: [{subtype: release, data: {VERSION_ID: "22.04"}}]
                """);
        Recipe recipe = OVERLAYS.recipe(criteria("service=aks accelerator=h100 os=ubuntu intent=training"), old);
        assertEquals(List.of("aks", "h100-aks-ubuntu-training"), names(recipe.excluded()));
        // aks fails by itself and comes back with aks-training, which builds on it.
        assertEquals(List.of("base", "monitoring", "aks", "aks-training"), recipe.applied());
        assertEquals(
                List.of(AicrConstraint.of("K8s.server.version", ">= 1.30")),
                recipe.spec().constraints());
        List<AicrDocument.Warning> warnings = recipe.excluded().getLast().warnings();
        assertEquals("expected 24.04, got 22.04", warnings.getFirst().reason());
        assertEquals("OS has no sysctl", warnings.getLast().reason());
        assertEquals("", warnings.getLast().actual());
    }

    private static List<String> names(List<Excluded> excluded) {
        return excluded.stream().map(Excluded::overlay).toList();
    }

    @Test
    void aBrokenChainIsAnErrorThatNamesIt() {
        AicrOverlays broken = overlays("""
                kind: RecipeMetadata
                metadata: {name: a}
                spec: {base: b, criteria: {service: eks}}
                """, """
                kind: RecipeMetadata
                metadata: {name: b}
                spec: {base: a}
                """, """
                kind: RecipeMetadata
                metadata: {name: c}
                spec: {base: nowhere}
                """);
        assertEquals(
                "overlay \"a\" builds on itself: a -> b",
                assertThrows(AicrException.class, () -> broken.recipe(criteria("service=eks")))
                        .getMessage());
        assertEquals(
                "no overlay \"nowhere\", which \"c\" builds on",
                assertThrows(AicrException.class, () -> broken.chain("c")).getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        [1, 2]                                              | overlay.yaml:1: expected a mapping
        {kind: Baseline}                                    | overlay.yaml:1: kind: "Baseline": expected RecipeMetadata
        {kind: RecipeResult, apiVersion: aicr.nvidia.com/v2} | expected aicr.nvidia.com/v1alpha1
        {kind: RecipeMetadata, spec: {}}                    | metadata.name: is required
        {kind: RecipeResult, constraints: {a: b}}           | constraints: expected a list
        {kind: RecipeResult, constraints: [a]}              | constraints: expected a list of mappings
        {kind: RecipeResult, constraints: [{value: 1}]}     | a constraint has no name
        {kind: RecipeResult, criteria: [a]}                 | criteria: expected a mapping
        """)
    void aDocumentThatCannotBeUsedSaysWhere(String yaml, String message) {
        String said = assertThrows(AicrException.class, () -> AicrReader.read("overlay.yaml", yaml))
                .reason();
        assertTrue(said.contains(message), said);
    }

    @Test
    void valuesStayAsTheyAreWritten() {
        AicrDocument recipe = AicrReader.read("recipe.yaml", """
                kind: RecipeResult
                apiVersion: aicr.nvidia.com/v1alpha1
                metadata:
                  version: v0.11.1
                  excludedOverlays: [old-form, {name: new-form, reason: constraint-failed}]
                  constraintWarnings:
                  - {overlay: new-form, constraint: OS.release.ID, expected: ubuntu, actual: rhel, reason: differs}
                criteria: {service: eks, nodes: 8, fabric: ib}
                constraints:
                - {name: a, value: 22.10}
                - {name: b, value: 010}
                - {name: c, value: 1_000}
                - {name: d, value: true}
                - {name: e, value: 1e3}
                """);
        assertEquals(
                List.of("22.10", "010", "1_000", "true", "1e3"),
                recipe.spec().constraints().stream().map(AicrConstraint::value).toList());
        Recipe result = assertInstanceOf(Recipe.class, recipe);
        assertEquals(List.of("old-form", "new-form"), names(result.excluded()));
        assertEquals("rhel", result.excluded().getLast().warnings().getFirst().actual());
        assertEquals(Map.of("service", "eks", "nodes", "8"), result.criteria().fields());
    }
}
