package io.holdfast.agent.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import io.holdfast.protocol.finding.Outcome;
import io.holdfast.protocol.finding.Severity;
import java.io.IOException;
import java.io.Writer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A check's findings as SARIF 2.1.0: a rule for each check, a result for each finding. What is well is left out.
final class SarifDocument {
    private static final String SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

    private SarifDocument() {}

    static void write(CheckResult result, Writer out) throws IOException {
        List<CheckResult.Item> findings = result.items().stream()
                .filter(item -> item.outcome() != Outcome.OK && item.outcome() != Outcome.NOT_APPLICABLE)
                .toList();
        JsonGenerator json = new JsonFactory().createGenerator(out);
        json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        json.setPrettyPrinter(new DefaultPrettyPrinter());
        json.writeStartObject();
        json.writeStringField("$schema", SCHEMA);
        json.writeStringField("version", "2.1.0");
        json.writeArrayFieldStart("runs");
        json.writeStartObject();
        tool(result, findings, json);
        json.writeArrayFieldStart("results");
        for (CheckResult.Item item : findings) {
            result(item, result, json);
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
        json.writeRaw("\n");
        json.flush();
    }

    private static void tool(CheckResult result, List<CheckResult.Item> findings, JsonGenerator json)
            throws IOException {
        Map<String, String> rules = new LinkedHashMap<>();
        findings.forEach(item -> rules.putIfAbsent(item.name(), item.title()));
        json.writeObjectFieldStart("tool");
        json.writeObjectFieldStart("driver");
        json.writeStringField("name", "holdfast");
        json.writeStringField("version", result.version());
        json.writeArrayFieldStart("rules");
        for (Map.Entry<String, String> rule : rules.entrySet()) {
            json.writeStartObject();
            json.writeStringField("id", rule.getKey());
            text(json, "shortDescription", rule.getValue());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void result(CheckResult.Item item, CheckResult result, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("ruleId", item.name());
        json.writeStringField("kind", kind(item.outcome()));
        json.writeStringField("level", kind(item.outcome()).equals("fail") ? level(item.severity()) : "none");
        text(json, "message", item.message());
        json.writeArrayFieldStart("locations");
        json.writeStartObject();
        if (item.source().matches("/[^\\s,*<>]*")) {
            json.writeObjectFieldStart("physicalLocation");
            json.writeObjectFieldStart("artifactLocation");
            json.writeStringField("uri", "file://" + item.source());
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeArrayFieldStart("logicalLocations");
        json.writeStartObject();
        json.writeStringField("fullyQualifiedName", result.node() + "/" + item.instance());
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndArray();
        if (item.outcome() == Outcome.WAIVED || item.outcome() == Outcome.SUPPRESSED) {
            json.writeArrayFieldStart("suppressions");
            json.writeStartObject();
            json.writeStringField("kind", "external");
            json.writeStringField("justification", item.message());
            json.writeEndObject();
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private static void text(JsonGenerator json, String field, String text) throws IOException {
        json.writeObjectFieldStart(field);
        json.writeStringField("text", text);
        json.writeEndObject();
    }

    /// What could not be judged is open: no failure and not passed.
    private static String kind(Outcome outcome) {
        return switch (outcome) {
            case OK -> "pass";
            case NOT_APPLICABLE -> "notApplicable";
            case UNKNOWN -> "open";
            case DRIFT, FAULT, PENDING, SUPPRESSED, WAIVED -> "fail";
        };
    }

    private static String level(Severity severity) {
        return switch (severity) {
            case INFO -> "note";
            case WARNING -> "warning";
            case DEGRADED, CRITICAL, UNKNOWN -> "error";
        };
    }
}
