package io.holdfast.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Section;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// JSON Schema of our records, as `Wire` writes them: a component that may be absent is not required, a word of an enum
/// is its name, and further fields are allowed, because readers ignore what they do not know.
final class MessageSchema {
    static final String BASE = "https://holdfast.io/schemas/";
    private static final JsonMapper JSON = new JsonMapper();

    private final TreeMap<String, ObjectNode> records = new TreeMap<>();

    /// The schema of a message.
    ///
    /// @param name of its file, without `.json`
    /// @param types that it may be one of
    static ObjectNode of(String name, String description, List<Class<?>> types) {
        MessageSchema schema = new MessageSchema();
        ObjectNode root = JSON.createObjectNode()
                .put("$schema", "https://json-schema.org/draft/2020-12/schema")
                .put("$id", BASE + name + ".json")
                .put("title", name)
                .put("description", description);
        if (types.size() == 1) {
            root.setAll(schema.type(types.getFirst()));
        } else {
            ArrayNode any = root.putArray("oneOf");
            types.forEach(type -> any.add(schema.type(type)));
        }
        ObjectNode defs = root.putObject("$defs");
        schema.records.forEach(defs::set);
        return root;
    }

    private ObjectNode type(Type type) {
        if (type instanceof ParameterizedType generic) {
            return generic(generic);
        }
        if (!(type instanceof Class<?> one)) {
            throw new IllegalArgumentException("no schema of " + type);
        }
        if (one == NodeId.class) {
            return text().put("pattern", "^[^/]+/[^/]+$");
        }
        if (one == CheckId.class) {
            return text().put("pattern", "^[a-z][a-z0-9_]*(\\.[A-Za-z0-9_@:-]+)+$");
        }
        if (one == Section.class) {
            return words(Arrays.stream(Section.values()).map(Section::word));
        }
        if (one == Reading.Why.class) {
            return words(Arrays.stream(Reading.Why.values()).map(Reading::word));
        }
        if (one.isEnum()) {
            return words(Arrays.stream(one.getEnumConstants()).map(word -> ((Enum<?>) word).name()));
        }
        if (one.isRecord() && one != Instance.class) {
            return record(one);
        }
        return plain(one);
    }

    private static ObjectNode plain(Class<?> type) {
        if (type == String.class) {
            return text();
        }
        if (type == Instance.class) {
            return text().put("minLength", 1);
        }
        if (type == Instant.class) {
            return text().put("format", "date-time");
        }
        if (type == int.class || type == long.class || type == Integer.class || type == Long.class) {
            return JSON.createObjectNode().put("type", "integer");
        }
        if (type == boolean.class || type == Boolean.class) {
            return JSON.createObjectNode().put("type", "boolean");
        }
        if (type == BigDecimal.class) {
            return JSON.createObjectNode().put("type", "number");
        }
        if (type == JsonNode.class) {
            return JSON.createObjectNode().put("type", "object");
        }
        if (type == Object.class) {
            return JSON.createObjectNode();
        }
        throw new IllegalArgumentException("no schema of " + type);
    }

    private ObjectNode generic(ParameterizedType type) {
        Class<?> raw = (Class<?>) type.getRawType();
        Type last = type.getActualTypeArguments()[type.getActualTypeArguments().length - 1];
        if (raw == Optional.class) {
            return type(last);
        }
        if (Map.class.isAssignableFrom(raw)) {
            ObjectNode map = JSON.createObjectNode().put("type", "object");
            ObjectNode key = type(type.getActualTypeArguments()[0]);
            if (key.size() > 1) {
                map.set("propertyNames", key);
            }
            map.set("additionalProperties", type(last));
            return map;
        }
        if (Collection.class.isAssignableFrom(raw)) {
            ObjectNode list = JSON.createObjectNode().put("type", "array");
            list.set("items", type(last));
            return list;
        }
        throw new IllegalArgumentException("no schema of " + type);
    }

    private ObjectNode record(Class<?> type) {
        String name =
                type.getName().substring(type.getName().lastIndexOf('.') + 1).replace("$", "");
        if (!records.containsKey(name)) {
            ObjectNode record = JSON.createObjectNode().put("type", "object");
            records.put(name, record);
            ArrayNode required = JSON.createArrayNode();
            ObjectNode properties = JSON.createObjectNode();
            for (RecordComponent component : type.getRecordComponents()) {
                properties.set(component.getName(), type(component.getGenericType()));
                if (component.getType() != Optional.class
                        && !component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                    required.add(component.getName());
                }
            }
            record.set("required", required);
            record.set("properties", properties);
        }
        return JSON.createObjectNode().put("$ref", "#/$defs/" + name);
    }

    private static ObjectNode text() {
        return JSON.createObjectNode().put("type", "string");
    }

    private static ObjectNode words(Stream<String> all) {
        ObjectNode words = text();
        ArrayNode list = words.putArray("enum");
        all.forEach(list::add);
        return words;
    }
}
