package io.holdfast.agent.parse;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What one run of nvidia-smi said, whichever form it was asked for.
///
/// @param node texts about the node
/// @param gpus the GPUs that were read completely
/// @param remarks lines beside the report: `WARNING: infoROM is corrupted at gpu 0000:41:00.0`
/// @param damage where and why the report broke off; empty for a whole one
public record SmiReport(Map<SmiField, String> node, List<SmiGpu> gpus, List<String> remarks, Optional<String> damage) {
    /// More remarks than this are noise.
    static final int REMARKS = 50;

    public SmiReport {
        node = java.util.Collections.unmodifiableMap(
                node.isEmpty() ? new EnumMap<>(SmiField.class) : new EnumMap<>(node));
        gpus = List.copyOf(gpus);
        remarks = List.copyOf(remarks);
    }

    /// Output that is no report at all.
    static SmiReport none(String output, String problem) {
        return new SmiReport(Map.of(), List.of(), Lines.spoken(output, REMARKS), Optional.of(problem));
    }

    public Optional<String> ofNode(SmiField field) {
        return Optional.ofNullable(node.get(field));
    }
}
