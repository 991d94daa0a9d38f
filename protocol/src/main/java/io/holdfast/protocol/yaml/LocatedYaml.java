package io.holdfast.protocol.yaml;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// YAML that remembers where each value stands, so that an error can say where. One document; no anchors, no tags.
public sealed interface LocatedYaml {
    Place place();

    default int line() {
        return place().line();
    }

    /// A plain value as written; empty text where nothing is written.
    record Scalar(Place place, String text) implements LocatedYaml {}

    /// A list.
    record Sequence(Place place, List<LocatedYaml> items) implements LocatedYaml {}

    /// A mapping; keys in the order of the file.
    ///
    /// @param keys where each key stands
    record Mapping(Place place, Map<String, LocatedYaml> entries, Map<String, Place> keys) implements LocatedYaml {}

    /// Makes an error of what is wrong with a key.
    interface Complaint {
        RuntimeException about(Place place, String key, String problem);
    }

    /// The text of a resource of this module.
    static String resource(String name) {
        try (InputStream in = LocatedYaml.class.getClassLoader().getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    /// Reads a document; an empty one is an empty list.
    ///
    /// @param complaint makes the error that is thrown where the text is no YAML
    static LocatedYaml parse(String text, Complaint complaint) {
        try (YAMLParser parser = new YAMLFactory().createParser(text)) {
            if (parser.nextToken() == null) {
                return new Sequence(Place.START, List.of());
            }
            LocatedYaml value = value(parser, complaint);
            if (parser.nextToken() != null) {
                throw complaint.about(place(parser), "---", "a second document begins here; expected one a file");
            }
            return value;
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            Place place = at == null ? Place.START : new Place(at.getLineNr(), at.getColumnNr());
            throw complaint.about(place, "yaml", YamlTrouble.inWords(e.getOriginalMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static LocatedYaml value(YAMLParser parser, Complaint complaint) throws IOException {
        Place place = place(parser);
        if (parser.isCurrentAlias()) {
            throw complaint.about(place, "*" + parser.getText(), "anchors are not followed; write the value out");
        }
        return switch (parser.currentToken()) {
            case START_ARRAY -> {
                List<LocatedYaml> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(value(parser, complaint));
                }
                yield new Sequence(place, items);
            }
            case START_OBJECT -> mapping(parser, place, complaint);
            case VALUE_NULL -> new Scalar(place, "");
            default -> new Scalar(place, parser.getText());
        };
    }

    private static Mapping mapping(YAMLParser parser, Place place, Complaint complaint) throws IOException {
        Map<String, LocatedYaml> entries = new LinkedHashMap<>();
        Map<String, Place> keys = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            Place at = place(parser);
            if (keys.put(key, at) != null) {
                throw complaint.about(at, key, "stands twice in one mapping");
            }
            parser.nextToken();
            entries.put(key, value(parser, complaint));
        }
        return new Mapping(place, entries, keys);
    }

    private static Place place(YAMLParser parser) {
        JsonLocation at = parser.currentTokenLocation();
        return new Place(at.getLineNr(), at.getColumnNr());
    }
}
