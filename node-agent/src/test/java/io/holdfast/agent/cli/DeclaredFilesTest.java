package io.holdfast.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.protocol.baseline.aicr.AicrBaseline;
import io.holdfast.protocol.baseline.floor.Advisory;
import io.holdfast.protocol.check.Catalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeclaredFilesTest {
    @TempDir
    private Path folder = Path.of("");

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void anOverlayFindsWhatItBuildsOnBesideIt() throws IOException {
        file(
                "base.yaml",
                "{kind: RecipeMetadata, apiVersion: aicr.nvidia.com/v1alpha1, metadata: {name: base}, spec: {constraints: [{name: OS.release.ID, value: ubuntu}]}}");
        file("template.yaml", "{{- if .Values }}\n--- a: [");
        Path leaf = file("leaf.yaml", """
                kind: RecipeMetadata
                apiVersion: aicr.nvidia.com/v1alpha1
                metadata: {name: leaf}
                spec: {constraints: [{name: OS.release.VERSION_ID, value: 24.04}]}
                """);
        AicrBaseline baseline = DeclaredFiles.aicr(leaf, Catalog.shipped()).orElseThrow();
        assertEquals("aicr/leaf", baseline.baseline().name());
        assertEquals(2, baseline.baseline().expectations().size());
    }

    @Test
    void aFileOfAnotherKindIsNotTaken() throws IOException {
        Path ours = file("ours.yaml", "baseline: site/ours\n");
        assertTrue(DeclaredFiles.aicr(ours, Catalog.shipped()).isEmpty());
    }

    @Test
    void aMistakeIsOneLineForAPerson() throws IOException {
        Path recipe = file("r.yaml", "{kind: RecipeResult, apiVersion: aicr.nvidia.com/v1alpha1, constraints: [a]}");
        String said = message(() -> DeclaredFiles.aicr(recipe, Catalog.shipped()));
        assertTrue(said.endsWith("r.yaml:1: constraints: expected a list of mappings"), said);
        String missing = message(() -> DeclaredFiles.advisories(folder.resolve("none.yaml")));
        assertTrue(missing.contains("none.yaml: cannot be read"), missing);
    }

    private static String message(org.junit.jupiter.api.function.Executable what) {
        return Objects.requireNonNull(assertThrows(CommandFailure.class, what).getMessage());
    }

    @Test
    void advisoriesAreRead() throws IOException {
        Path floors = file(
                "floors.yaml",
                "kind: SecurityFloors\nadvisories: [{id: A-1, date: 2025-10-09, floors: {driver: 580.95.05}}]\n");
        Advisory advisory = DeclaredFiles.advisories(floors).getFirst();
        assertEquals("A-1 of 2025-10-09", advisory.words());
    }
}
