package io.holdfast.agent.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import io.holdfast.protocol.finding.Outcome;
import java.io.IOException;
import java.io.Writer;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/// A check as Common Test Report Format, the report that NVIDIA AICR's validation writes.
final class CtrfDocument {
    private static final String SPEC_VERSION = "0.0.1";

    /// The words of CTRF, in the order of its summary.
    enum Status {
        PASSED,
        FAILED,
        SKIPPED,
        PENDING,
        OTHER;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /// A value that waits for a reboot is not in force and fails; an exception never passes.
        static Status of(Outcome outcome) {
            return switch (outcome) {
                case OK -> PASSED;
                case DRIFT, FAULT, PENDING -> FAILED;
                case NOT_APPLICABLE, WAIVED -> SKIPPED;
                case SUPPRESSED -> Status.PENDING;
                case UNKNOWN -> OTHER;
            };
        }
    }

    private CtrfDocument() {}

    static void write(CheckResult result, Writer out) throws IOException {
        JsonGenerator json = new JsonFactory().createGenerator(out);
        json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        json.setPrettyPrinter(new DefaultPrettyPrinter());
        json.writeStartObject();
        json.writeStringField("reportFormat", "CTRF");
        json.writeStringField("specVersion", SPEC_VERSION);
        json.writeStringField(
                "timestamp", result.stop().truncatedTo(ChronoUnit.SECONDS).toString());
        json.writeStringField("generatedBy", "holdfast");
        json.writeObjectFieldStart("results");
        json.writeObjectFieldStart("tool");
        json.writeStringField("name", "holdfast");
        json.writeStringField("version", result.version());
        json.writeEndObject();
        summary(result, json);
        json.writeArrayFieldStart("tests");
        for (CheckResult.Item item : result.items()) {
            test(item, json);
        }
        json.writeEndArray();
        json.writeObjectFieldStart("environment");
        json.writeStringField("appName", result.node().toString());
        json.writeStringField("testEnvironment", result.baseline());
        json.writeEndObject();
        json.writeEndObject();
        json.writeEndObject();
        json.writeRaw("\n");
        json.flush();
    }

    /// Times are milliseconds since 1970.
    private static void summary(CheckResult result, JsonGenerator json) throws IOException {
        Map<Status, Integer> counts = new EnumMap<>(Status.class);
        result.items().forEach(item -> counts.merge(Status.of(item.outcome()), 1, Integer::sum));
        json.writeObjectFieldStart("summary");
        json.writeNumberField("tests", result.items().size());
        for (Status status : Status.values()) {
            json.writeNumberField(status.word(), counts.getOrDefault(status, 0));
        }
        json.writeNumberField("start", result.start().toEpochMilli());
        json.writeNumberField("stop", result.stop().toEpochMilli());
        json.writeEndObject();
    }

    private static void test(CheckResult.Item item, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", item.label());
        json.writeStringField("status", Status.of(item.outcome()).word());
        json.writeNumberField("duration", 0);
        json.writeArrayFieldStart("suite");
        json.writeString("readiness");
        json.writeString(item.suite());
        json.writeEndArray();
        if (!item.message().isEmpty()) {
            json.writeStringField("message", item.message());
            json.writeArrayFieldStart("stdout");
            json.writeString(item.source());
            json.writeEndArray();
        }
        json.writeEndObject();
    }
}
