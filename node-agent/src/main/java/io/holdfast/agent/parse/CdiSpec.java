package io.holdfast.agent.parse;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A specification of the Container Device Interface, YAML or JSON: which nodes and files a container gets for a
/// device.
///
/// @param kind `nvidia.com/gpu`
/// @param devices names, `0`, `all`
/// @param nodes host paths of the device nodes
/// @param driverVersions versions in the names of the driver's own libraries; of a sound one there is one
public record CdiSpec(String kind, List<String> devices, Set<String> nodes, Set<String> driverVersions) {
    /// Other libraries that are handed through have versions of their own.
    private static final Pattern DRIVER_LIBRARY =
            Pattern.compile(".*/lib(?:cuda|nvidia-ml)\\.so\\.(\\d+\\.\\d+(?:\\.\\d+)?)");

    public CdiSpec {
        devices = List.copyOf(devices);
        nodes = java.util.Collections.unmodifiableSet(new TreeSet<>(nodes));
        driverVersions = java.util.Collections.unmodifiableSet(new TreeSet<>(driverVersions));
    }

    /// Empty for what is no such specification.
    public static Optional<CdiSpec> parse(String text) {
        Reader reader = new Reader();
        try (JsonParser parser = new YAMLFactory().createParser(text)) {
            reader.document(parser);
        } catch (IOException | RuntimeException _) {
            return Optional.empty();
        }
        return reader.kind.isEmpty()
                ? Optional.empty()
                : Optional.of(new CdiSpec(reader.kind, reader.devices, reader.nodes, reader.versions));
    }

    /// Walks the document once; where a value stands is known by the names above it.
    private static final class Reader {
        private static final int DEEPEST = 20;
        private String kind = "";
        private final List<String> devices = new ArrayList<>();
        private final Set<String> nodes = new TreeSet<>();
        private final Set<String> versions = new TreeSet<>();

        void document(JsonParser parser) throws IOException {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                object(parser, "", 0);
            }
            // What follows may be damaged, and then nothing is believed.
            while (parser.nextToken() != null) {
                parser.skipChildren();
            }
        }

        private void object(JsonParser parser, String where, int depth) throws IOException {
            if (depth > DEEPEST) {
                throw new IOException("too deep");
            }
            String path = "";
            String hostPath = "";
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken token = parser.nextToken();
                if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
                    nested(parser, token, name, depth);
                    continue;
                }
                String value = String.valueOf(parser.getText());
                switch (name) {
                    case "kind" -> kind = where.isEmpty() ? value : kind;
                    case "name" -> named(where, value);
                    case "path" -> path = value;
                    case "hostPath" -> hostPath = value;
                    default -> {}
                }
            }
            place(where, path, hostPath);
        }

        private void nested(JsonParser parser, JsonToken token, String name, int depth) throws IOException {
            if (token == JsonToken.START_OBJECT) {
                object(parser, name, depth + 1);
                return;
            }
            for (JsonToken item = parser.nextToken(); item != JsonToken.END_ARRAY; item = parser.nextToken()) {
                if (item == null) {
                    throw new IOException("the list does not end");
                }
                if (item == JsonToken.START_OBJECT) {
                    object(parser, name, depth + 1);
                } else {
                    parser.skipChildren();
                }
            }
        }

        private void named(String where, String value) {
            if (where.equals("devices")) {
                devices.add(value);
            }
        }

        private void place(String where, String path, String hostPath) {
            if (where.equals("deviceNodes") && !path.isEmpty()) {
                nodes.add(hostPath.isEmpty() ? path : hostPath);
            } else if (where.equals("mounts")) {
                Matcher library = DRIVER_LIBRARY.matcher(hostPath);
                if (library.matches()) {
                    versions.add(library.group(1));
                }
            }
        }
    }
}
