package io.holdfast.standalone;

import io.holdfast.protocol.fact.NodeId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The nodes there should be, with their labels, as the file that the aggregator counts coverage against.
final class Inventory {
    private final SortedMap<NodeId, SortedMap<String, String>> nodes = new TreeMap<>();

    void add(NodeId node, Map<String, String> labels) {
        nodes.put(node, new TreeMap<>(labels));
    }

    int size() {
        return nodes.size();
    }

    /// YAML: `nodes: [{node: lab/n1, labels: {rack: r01}}]`. JSON strings are YAML strings too.
    String yaml() {
        StringBuilder text = new StringBuilder("nodes:\n");
        nodes.forEach((node, labels) -> {
            text.append("- node: ").append(node).append("\n  labels:");
            if (labels.isEmpty()) {
                text.append(" {}");
            }
            text.append('\n');
            labels.forEach((label, value) -> text.append("    \"")
                    .append(label)
                    .append("\": \"")
                    .append(value)
                    .append("\"\n"));
        });
        return nodes.isEmpty() ? "nodes: []\n" : text.toString();
    }

    /// Written beside and moved into place, because the aggregator reads the file whenever it changes.
    void write(Path file) {
        try {
            Path half = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(half, yaml());
            Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the inventory " + file, e);
        }
    }
}
