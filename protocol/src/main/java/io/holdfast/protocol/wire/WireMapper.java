package io.holdfast.protocol.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Section;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// How our words look in JSON: names as plain strings, times as RFC 3339, unknown fields ignored, unknown
/// enum words
/// read as
/// `UNKNOWN`.
final class WireMapper {
    private WireMapper() {}

    static JsonMapper create() {
        SimpleModule words = new SimpleModule("holdfast");
        text(words, NodeId.class, NodeId::toString, NodeId::parse);
        text(words, CheckId.class, CheckId::text, CheckId::new);
        text(words, Instance.class, Instance::text, Instance::new);
        text(words, Section.class, Section::word, lenient(Section.values(), Section.UNKNOWN));
        text(words, Reading.Why.class, Reading::word, lenient(Reading.Why.values(), Reading.Why.UNKNOWN));
        text(words, Instant.class, WireTime::format, WireTime::parse);
        return JsonMapper.builder()
                .addModule(new Jdk8Module())
                .addModule(words)
                .annotationIntrospector(new UnknownIsDefault())
                // A record's components are all it has to say; `isAll()` beside them is for its readers.
                .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
                .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .defaultPropertyInclusion(JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, null))
                .build();
    }

    /// Reads a word in either case, with `-` or `_`. Maps of sections and reasons stand in every summary of a
    /// node, so the usual spelling is looked up as it is.
    private static <E extends Enum<E>> Function<String, E> lenient(E[] all, E unknown) {
        Map<String, E> byWord = new HashMap<>();
        for (E one : all) {
            byWord.put(one.name().toLowerCase(Locale.ROOT).replace('_', '-'), one);
        }
        return word -> {
            E found = byWord.get(word);
            return found != null
                    ? found
                    : byWord.getOrDefault(word.toLowerCase(Locale.ROOT).replace('_', '-'), unknown);
        };
    }

    private static <T> void text(
            SimpleModule module, Class<T> type, Function<T, String> write, Function<String, T> read) {
        module.addSerializer(type, new StdSerializer<>(type) {
            private static final long serialVersionUID = 1L;

            @Override
            public void serialize(
                    T value, JsonGenerator out, com.fasterxml.jackson.databind.SerializerProvider provider)
                    throws IOException {
                out.writeString(write.apply(value));
            }
        });
        module.addKeySerializer(type, new StdSerializer<>(type) {
            private static final long serialVersionUID = 1L;

            @Override
            public void serialize(
                    T value, JsonGenerator out, com.fasterxml.jackson.databind.SerializerProvider provider)
                    throws IOException {
                out.writeFieldName(write.apply(value));
            }
        });
        module.addDeserializer(type, new StdDeserializer<>(type) {
            private static final long serialVersionUID = 1L;

            @Override
            public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
                return parse(in.getValueAsString(), read, context);
            }
        });
        module.addKeyDeserializer(type, new KeyDeserializer() {
            @Override
            public Object deserializeKey(String key, DeserializationContext context) throws IOException {
                return parse(key, read, context);
            }
        });
    }

    private static <T> T parse(@Nullable String text, Function<String, T> read, DeserializationContext context)
            throws JsonMappingException {
        if (text == null) {
            throw JsonMappingException.from(context, "expected a string");
        }
        try {
            return read.apply(text);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw JsonMappingException.from(context, String.valueOf(e.getMessage()), e);
        }
    }

    /// A constant named `UNKNOWN` stands for every word that this version does not know.
    private static final class UnknownIsDefault extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        @Override
        public @Nullable Enum<?> findDefaultEnumValue(AnnotatedClass type, Enum<?>[] constants) {
            return Arrays.stream(constants)
                    .filter(constant -> constant.name().equals("UNKNOWN"))
                    .findFirst()
                    .orElse(null);
        }
    }
}
