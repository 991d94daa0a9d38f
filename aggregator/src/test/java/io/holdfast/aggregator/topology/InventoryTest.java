package io.holdfast.aggregator.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.protocol.fact.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InventoryTest {
    @TempDir
    Path folder;

    @Test
    void nodesAndTheirLabelsAreRead() {
        Inventory inventory = Inventory.parse("i.yaml", "nodes: [{node: lab/n1, labels: {rack: r01}}, {node: lab/n2}]");
        assertEquals(Map.of("rack", "r01"), inventory.labels(new NodeId("lab", "n1")));
        assertEquals(2, inventory.nodes().size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nodes: [{nod: lab/n1}]|i.yaml:1: ",
                "nodes: [{labels: {}}]|i.yaml: nodes[1].node: is required",
                "nodes: [{node: n1}]|i.yaml: nodes[1].node: node id \"n1\": expected <cluster>/<node>",
                "nodes: [{node: lab/n1}, {node: lab/n1}]|i.yaml: nodes[2].node: lab/n1 stands twice",
                "hosts: []|i.yaml:1: "
            })
    void anErrorNamesTheEntryAndWhatWasExpected(String yaml, String message) {
        Inventory.InventoryException error =
                assertThrows(Inventory.InventoryException.class, () -> Inventory.parse("i.yaml", yaml));
        assertTrue(String.valueOf(error.getMessage()).startsWith(message), error.getMessage());
    }

    @Test
    void aChangedFileIsTakenAndABrokenOneLeavesTheLastGood() throws IOException {
        Path file = folder.resolve("inventory.yaml");
        Files.writeString(file, "nodes: [{node: lab/n1}]");
        InventoryFile inventory = new InventoryFile(Optional.of(file));
        assertFalse(inventory.refresh());
        Files.writeString(file, "nodes: [{node: lab/n1}, {node: lab/n2}]");
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000));
        assertTrue(inventory.refresh());
        Files.writeString(file, "nodes: [");
        Files.setLastModifiedTime(file, FileTime.fromMillis(2_000));
        assertFalse(inventory.refresh());
        assertEquals(2, inventory.current().nodes().size());
    }
}
