package io.holdfast.agent.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Snapshot;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.util.SortedSet;

/// A snapshot as a document for other programs.
final class SnapshotDocument {
    private SnapshotDocument() {}

    /// One fact a line, so that two snapshots can be compared with `diff`.
    static void json(Snapshot snapshot, Writer out) throws IOException {
        JsonGenerator json = new JsonFactory().createGenerator(out);
        json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        DefaultPrettyPrinter layout = new DefaultPrettyPrinter(Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.NONE)
                .withObjectEntrySpacing(Separators.Spacing.NONE));
        layout.indentObjectsWith(new DefaultPrettyPrinter.NopIndenter());
        layout.indentArraysWith(new LinePerFact());
        json.setPrettyPrinter(layout);
        write(snapshot, json);
        json.writeRaw("\n");
        json.flush();
    }

    static void yaml(Snapshot snapshot, Writer out) throws IOException {
        JsonGenerator yaml = new YAMLFactory().createGenerator(out);
        yaml.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        write(snapshot, yaml);
        yaml.flush();
    }

    /// Breaks the line between the entries of the outermost array only.
    private static final class LinePerFact implements DefaultPrettyPrinter.Indenter {
        @Override
        public void writeIndentation(JsonGenerator to, int level) throws IOException {
            if (level < 2) {
                to.writeRaw('\n');
            }
        }

        @Override
        public boolean isInline() {
            return false;
        }
    }

    private static void write(Snapshot snapshot, JsonGenerator to) throws IOException {
        to.writeStartObject();
        to.writeStringField("node", snapshot.node().toString());
        to.writeStringField("bootId", snapshot.bootId());
        to.writeArrayFieldStart("facts");
        for (Fact fact : snapshot.facts()) {
            write(fact, to);
        }
        to.writeEndArray();
        to.writeEndObject();
    }

    private static void write(Fact fact, JsonGenerator to) throws IOException {
        to.writeStartObject();
        to.writeStringField("check", fact.check().text());
        to.writeStringField("instance", fact.instance().text());
        switch (fact.reading()) {
            case Reading.Text(String value) -> to.writeStringField("value", value);
            case Reading.Version(String value) -> to.writeStringField("value", value);
            case Reading.Whole(long value) -> to.writeNumberField("value", value);
            case Reading.Flag(boolean value) -> to.writeBooleanField("value", value);
            case Reading.Quantity(BigDecimal amount, String _) -> {
                to.writeFieldName("value");
                to.writeNumber(amount.toPlainString());
            }
            case Reading.Words(SortedSet<String> values) -> {
                to.writeArrayFieldStart("value");
                for (String value : values) {
                    to.writeString(value);
                }
                to.writeEndArray();
            }
            case Reading.Missing(Reading.Why why, String detail) -> {
                to.writeStringField("missing", Reading.word(why));
                to.writeStringField("detail", detail);
            }
        }
        if (fact.reading() instanceof Reading.Quantity(BigDecimal _, String unit)) {
            to.writeStringField("unit", unit);
        } else if (!fact.isMissing()) {
            to.writeNullField("unit");
        }
        to.writeStringField("source", fact.source());
        to.writeEndObject();
    }
}
