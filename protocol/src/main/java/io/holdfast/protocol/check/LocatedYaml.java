package io.holdfast.protocol.check;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// YAML that remembers on which line each value stands, so that an error can say where.
public sealed interface LocatedYaml {
    /// Line in the file, from 1.
    int line();

    /// A plain value as written.
    record Scalar(int line, String text) implements LocatedYaml {}

    /// A list.
    record Sequence(int line, List<LocatedYaml> items) implements LocatedYaml {}

    /// A mapping; keys in the order of the file.
    record Mapping(int line, Map<String, LocatedYaml> entries) implements LocatedYaml {}

    /// The text of a resource of this module.
    static String resource(String name) {
        try (InputStream in = LocatedYaml.class.getClassLoader().getResourceAsStream(name)) {
            if (in == null) {
                throw new CatalogException(name, 0, "file", "is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    /// The document of a file; an empty list where it has none.
    ///
    /// @throws CatalogException naming file and line
    static LocatedYaml parse(String file, String text) {
        try (JsonParser parser = new YAMLFactory().createParser(text)) {
            if (parser.nextToken() == null) {
                return new Sequence(1, List.of());
            }
            return value(file, parser);
        } catch (JsonProcessingException e) {
            throw new CatalogException(file, e.getLocation().getLineNr(), "yaml", e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(file, e);
        }
    }

    private static LocatedYaml value(String file, JsonParser parser) throws IOException {
        int line = parser.currentTokenLocation().getLineNr();
        return switch (parser.currentToken()) {
            case START_ARRAY -> {
                List<LocatedYaml> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(value(file, parser));
                }
                yield new Sequence(line, items);
            }
            case START_OBJECT -> {
                Map<String, LocatedYaml> entries = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String key = parser.currentName();
                    int keyLine = parser.currentTokenLocation().getLineNr();
                    parser.nextToken();
                    if (entries.put(key, value(file, parser)) != null) {
                        throw new CatalogException(file, keyLine, key, "stands twice in one mapping");
                    }
                }
                yield new Mapping(line, entries);
            }
            default -> new Scalar(line, parser.getText());
        };
    }
}
