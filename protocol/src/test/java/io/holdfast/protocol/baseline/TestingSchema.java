package io.holdfast.protocol.baseline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/// A published schema, judged by a validator of JSON Schema 2020-12.
final class TestingSchema {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private final String name;
    private final JsonNode tree;
    private final JsonSchema schema;

    TestingSchema(String name) {
        this.name = name;
        try {
            this.tree = new ObjectMapper().readTree(source().toFile());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        this.schema =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(tree);
    }

    private Path source() {
        return Path.of("src/main/resources/schemas", name);
    }

    /// What of a document does not fit; empty text where all does.
    String trouble(String yaml) throws IOException {
        return schema.validate(YAML.readTree(yaml)).stream()
                .map(ValidationMessage::getMessage)
                .collect(Collectors.joining("; "));
    }

    JsonNode at(String pointer) {
        return tree.at(pointer);
    }

    Set<String> keys(String definition) {
        Collection<Map.Entry<String, JsonNode>> properties =
                tree.at("/$defs/" + definition + "/properties").properties();
        return properties.stream().map(Map.Entry::getKey).collect(Collectors.toCollection(TreeSet::new));
    }

    List<String> words(String pointer) {
        return StreamSupport.stream(tree.at(pointer).spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    String text() throws IOException {
        return Files.readString(source());
    }

    /// The same, as the documentation has it.
    String documented() throws IOException {
        return Files.readString(Path.of("../docs/schemas", name));
    }
}
