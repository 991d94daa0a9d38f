package io.holdfast.aggregator.topology;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.holdfast.aggregator.foreign.Signs;
import io.holdfast.protocol.fact.NodeId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Which nodes there should be, and what is known of them from elsewhere.
///
/// @param nodes labels of each node: `rack`, `leaf`, `pool`, ...
/// @param maintenance for nodes with a maintenance of somebody: by requestor, how far it is; see `Signs`
/// @param isComplete whether everybody who knows of nodes has been heard; else what does not stand here is not known
public record Inventory(
        SortedMap<NodeId, SortedMap<String, String>> nodes,
        SortedMap<NodeId, SortedMap<String, String>> maintenance,
        boolean isComplete) {
    /// No list: only nodes that were heard are known.
    public static final Inventory NONE = new Inventory(new TreeMap<>());

    /// A list that was not read yet.
    public static final Inventory UNREAD = new Inventory(new TreeMap<>(), new TreeMap<>(), false);

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private record Listed(@Nullable List<ListedNode> nodes) {}

    private record ListedNode(
            @Nullable String node, @Nullable Map<String, String> labels) {}

    public Inventory {
        nodes = Collections.unmodifiableSortedMap(new TreeMap<>(nodes));
        maintenance = Collections.unmodifiableSortedMap(new TreeMap<>(maintenance));
    }

    /// Nodes of which nobody says that they are maintained.
    public Inventory(SortedMap<NodeId, SortedMap<String, String>> nodes) {
        this(nodes, Collections.emptySortedMap(), true);
    }

    public SortedMap<String, String> labels(NodeId node) {
        return nodes.getOrDefault(node, Collections.emptySortedMap());
    }

    /// By what others' work on a node shows; empty where that is not known now.
    public Optional<Signs> signs(NodeId node) {
        return isComplete
                ? Optional.of(new Signs(labels(node), maintenance.getOrDefault(node, Collections.emptySortedMap())))
                : Optional.empty();
    }

    /// Reads `nodes: [{node: lab/n1, labels: {rack: r01}}]`.
    ///
    /// @throws InventoryException naming the line or entry, and what was expected
    public static Inventory parse(String file, String yaml) {
        Listed listed;
        try {
            listed = YAML.readValue(yaml, Listed.class);
        } catch (JsonProcessingException e) {
            throw new InventoryException(file + ":" + e.getLocation().getLineNr() + ": " + e.getOriginalMessage());
        }
        if (listed == null || listed.nodes() == null) {
            throw new InventoryException(file + ": nodes: expected a list of {node: <cluster>/<node>, labels: {..}}");
        }
        TreeMap<NodeId, SortedMap<String, String>> nodes = new TreeMap<>();
        int number = 0;
        for (ListedNode entry : listed.nodes()) {
            number++;
            if (entry.node() == null) {
                throw new InventoryException(file + ": nodes[" + number + "].node: is required");
            }
            try {
                TreeMap<String, String> labels = new TreeMap<>(entry.labels() == null ? Map.of() : entry.labels());
                if (nodes.put(NodeId.parse(entry.node()), labels) != null) {
                    throw new InventoryException(
                            file + ": nodes[" + number + "].node: " + entry.node() + " stands twice");
                }
            } catch (IllegalArgumentException e) {
                throw new InventoryException(file + ": nodes[" + number + "].node: " + e.getMessage());
            }
        }
        return new Inventory(nodes);
    }

    /// An inventory that cannot be used.
    public static final class InventoryException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        InventoryException(String message) {
            super(message);
        }
    }
}
