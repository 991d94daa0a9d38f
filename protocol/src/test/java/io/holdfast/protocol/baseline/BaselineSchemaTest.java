package io.holdfast.protocol.baseline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.holdfast.protocol.baseline.Selector.Trait;
import io.holdfast.protocol.finding.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The published schema, and that it says what the reader does.
class BaselineSchemaTest {
    private static final String NAME = "baseline.schema.json";
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final JsonNode SCHEMA = schema();

    private static JsonNode schema() {
        try {
            return new ObjectMapper()
                    .readTree(Path.of("src/main/resources/schemas", NAME).toFile());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static List<String> documents() {
        return Stream.of(ShippedBaselines.BASELINES, ShippedBaselines.LAYERS)
                .flatMap(Collection::stream)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyShippedDocumentFits(String name) throws IOException {
        String yaml = new ShippedBaselines().find(name).orElseThrow().yaml();
        assertEquals("", trouble(SCHEMA, YAML.readTree(yaml), name));
    }

    @Test
    void whatTheReaderRefusesByItsShapeTheSchemaRefusesToo() throws IOException {
        for (String yaml : List.of(
                "baselin: x",
                "baseline: X",
                "{baseline: x, layer: y, kind: base}",
                "{layer: x, kind: plattform}",
                "{layer: x}",
                "{baseline: x, expects: {}}",
                "{baseline: x, variables: {v: {values: [1]}}}",
                "{baseline: x, variables: {v: 8}}",
                "{baseline: x, expect: {hugepages: 1}}",
                "{baseline: x, expect: {gpu.name: {why: y}}}",
                "{baseline: x, expect: {gpu.name: {is: a, in: [b]}}}",
                "{baseline: x, expect: {gpu.name: {is: a, severity: error}}}",
                "{baseline: x, expect: {gpu.name: {is: a, where: {}}}}",
                "{baseline: x, expect: {gpu.name: {is: a, where: {rol: b}}}}",
                "{baseline: x, expect: {gpu.name: [a, b]}}",
                "{baseline: x, layers: y}")) {
            assertFalse(trouble(SCHEMA, YAML.readTree(yaml), "").isEmpty(), yaml);
        }
    }

    @Test
    void itHasTheReadersWords() {
        assertEquals(DocumentReader.BASELINE, keys("baseline"));
        assertEquals(DocumentReader.LAYER, keys("layer"));
        Set<String> terms = new TreeSet<>(EntryReader.OPERATORS);
        terms.addAll(EntryReader.TERMS);
        assertEquals(terms, keys("expectation"));
        Set<String> traits = Arrays.stream(Trait.values())
                .filter(one -> one != Trait.UNKNOWN)
                .map(Trait::word)
                .collect(Collectors.toCollection(TreeSet::new));
        traits.add("label");
        assertEquals(traits, keys("where"));
        assertEquals(
                Arrays.stream(Layer.values())
                        .filter(one -> one != Layer.UNKNOWN)
                        .map(Layer::word)
                        .toList(),
                words(SCHEMA.at("/$defs/layer/properties/kind/enum")));
        assertEquals(
                Arrays.stream(Severity.values())
                        .filter(one -> one != Severity.UNKNOWN)
                        .map(one -> one.name().toLowerCase(Locale.ROOT))
                        .toList(),
                words(SCHEMA.at("/$defs/expectation/properties/severity/enum")));
    }

    @Test
    void theDocumentationHasTheSameFile() throws IOException {
        assertEquals(
                Files.readString(Path.of("src/main/resources/schemas", NAME)),
                Files.readString(Path.of("../docs/schemas", NAME)));
    }

    private static Set<String> keys(String definition) {
        return new TreeSet<>(SCHEMA.at("/$defs/" + definition + "/properties").properties().stream()
                .map(java.util.Map.Entry::getKey)
                .toList());
    }

    private static List<String> words(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    /// The keywords that the schema uses, by the letter of JSON Schema 2020-12; empty text where the value fits.
    private static String trouble(JsonNode schema, JsonNode value, String path) {
        if (schema.has("$ref")) {
            return trouble(SCHEMA.at(schema.get("$ref").asText().substring(1)), value, path);
        }
        long fitting = fitting(schema.path("oneOf"), value, path);
        if (schema.has("oneOf") && fitting != 1) {
            return path + ": fits " + fitting + " of oneOf";
        }
        if (schema.has("anyOf") && fitting(schema.path("anyOf"), value, path) == 0) {
            return path + ": fits none of anyOf";
        }
        if (schema.has("enum") && !words(schema.get("enum")).contains(value.asText())) {
            return path + ": " + value + " is none of enum";
        }
        if (schema.has("pattern")
                && value.isTextual()
                && !value.asText().matches(schema.get("pattern").asText())) {
            return path + ": " + value + " does not fit its pattern";
        }
        if (schema.has("type") && !isOfType(schema.get("type"), value)) {
            return path + ": " + value + " is no " + schema.get("type");
        }
        return value.isArray() ? items(schema, value, path) : value.isObject() ? members(schema, value, path) : "";
    }

    private static long fitting(JsonNode schemas, JsonNode value, String path) {
        return StreamSupport.stream(schemas.spliterator(), false)
                .filter(one -> trouble(one, value, path).isEmpty())
                .count();
    }

    private static boolean isOfType(JsonNode type, JsonNode value) {
        String own = switch (value.getNodeType()) {
            case STRING -> "string";
            case NUMBER -> "number";
            case BOOLEAN -> "boolean";
            case ARRAY -> "array";
            case OBJECT -> "object";
            case NULL, MISSING, BINARY, POJO -> "null";
        };
        return type.isArray() ? words(type).contains(own) : type.asText().equals(own);
    }

    private static String items(JsonNode schema, JsonNode value, String path) {
        if (value.size() < schema.path("minItems").asInt(0)) {
            return path + ": too few items";
        }
        return StreamSupport.stream(value.spliterator(), false)
                .map(item -> schema.has("items") ? trouble(schema.get("items"), item, path + "[]") : "")
                .filter(trouble -> !trouble.isEmpty())
                .findFirst()
                .orElse("");
    }

    private static String members(JsonNode schema, JsonNode value, String path) {
        if (value.size() < schema.path("minProperties").asInt(0)) {
            return path + ": is empty";
        }
        for (String required : words(schema.path("required"))) {
            if (!value.has(required)) {
                return path + ": lacks " + required;
            }
        }
        for (var member : value.properties()) {
            String at = path + "." + member.getKey();
            if (schema.has("propertyNames")
                    && !member.getKey()
                            .matches(schema.at("/propertyNames/pattern").asText())) {
                return at + ": no such name";
            }
            JsonNode own = schema.path("properties").path(member.getKey());
            JsonNode rest = schema.path("additionalProperties");
            if (own.isMissingNode() && rest.isBoolean() && !rest.asBoolean()) {
                return at + ": no such key";
            }
            String trouble = own.isMissingNode()
                    ? rest.isObject() ? trouble(rest, member.getValue(), at) : ""
                    : trouble(own, member.getValue(), at);
            if (!trouble.isEmpty()) {
                return trouble;
            }
        }
        return "";
    }
}
