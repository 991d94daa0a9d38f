package io.holdfast.agent.memory;

import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.report.NodeEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Something that happened once and has no place in the outbox yet.
///
/// @param instances empty for the node as a whole
public record Edge(
        NodeEvent.Kind kind, Optional<CheckId> check, List<Instance> instances, String text, Instant observedAt) {
    public Edge {
        instances = List.copyOf(instances);
    }

    public static Edge ofNode(NodeEvent.Kind kind, String text, Instant observedAt) {
        return new Edge(kind, Optional.empty(), List.of(), text, observedAt);
    }

    /// What its repetitions are counted by: `gpu.nvml.count/node`.
    String subject() {
        String about = check.map(CheckId::text).orElseGet(kind::name);
        return instances.isEmpty() ? about : about + "/" + instances.getFirst();
    }
}
