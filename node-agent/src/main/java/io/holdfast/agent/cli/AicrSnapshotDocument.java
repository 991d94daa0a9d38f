package io.holdfast.agent.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.holdfast.protocol.baseline.aicr.AicrReader;
import io.holdfast.protocol.baseline.aicr.AicrSnapshot;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Writes a snapshot as AICR does: `kind: Snapshot`, keys sorted, every text in quotes, so that no reader takes 24.04
/// for a number.
final class AicrSnapshotDocument {
    /// What AICR writes as numbers.
    private static final List<String> NUMBERS = List.of("gpu-count", "NRestarts");

    private AicrSnapshotDocument() {}

    /// Writes and flushes; the writer stays open.
    static void write(AicrSnapshot snapshot, Writer out) throws IOException {
        YAMLFactory factory = YAMLFactory.builder()
                .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                .disable(YAMLGenerator.Feature.SPLIT_LINES)
                .build();
        JsonGenerator yaml = factory.createGenerator(out);
        yaml.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        yaml.writeStartObject();
        yaml.writeStringField("kind", "Snapshot");
        yaml.writeStringField("apiVersion", AicrReader.API_VERSION);
        yaml.writeObjectFieldStart("metadata");
        for (Map.Entry<String, String> entry : new TreeMap<>(snapshot.metadata()).entrySet()) {
            yaml.writeStringField(entry.getKey(), entry.getValue());
        }
        yaml.writeEndObject();
        yaml.writeArrayFieldStart("measurements");
        for (AicrSnapshot.Measurement measurement : snapshot.measurements()) {
            yaml.writeStartObject();
            yaml.writeStringField("type", measurement.type());
            yaml.writeArrayFieldStart("subtypes");
            for (AicrSnapshot.Subtype subtype : measurement.subtypes()) {
                write(subtype, yaml);
            }
            yaml.writeEndArray();
            yaml.writeEndObject();
        }
        yaml.writeEndArray();
        yaml.writeEndObject();
        yaml.flush();
        out.write("\n");
        out.flush();
    }

    private static void write(AicrSnapshot.Subtype subtype, JsonGenerator yaml) throws IOException {
        yaml.writeStartObject();
        yaml.writeStringField("subtype", subtype.name());
        yaml.writeObjectFieldStart("data");
        for (Map.Entry<String, String> entry : subtype.data().entrySet()) {
            yaml.writeFieldName(entry.getKey());
            if (subtype.name().equals("kmod")) {
                yaml.writeBoolean(Boolean.parseBoolean(entry.getValue()));
            } else if (NUMBERS.contains(entry.getKey())) {
                yaml.writeNumber(entry.getValue());
            } else {
                yaml.writeString(entry.getValue());
            }
        }
        yaml.writeEndObject();
        yaml.writeEndObject();
    }
}
