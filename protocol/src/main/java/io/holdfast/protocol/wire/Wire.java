package io.holdfast.protocol.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/// The one place that turns our words into JSON and back. Deterministic: the same value gives the same
/// bytes, so that a
/// digest of
/// the bytes is a digest of the value.
public final class Wire {
    private static final JsonMapper MAPPER = WireMapper.create();

    private Wire() {}

    /// The mapper itself, for those who serve our words over HTTP.
    public static JsonMapper mapper() {
        return MAPPER;
    }

    public static byte[] encode(Object message) {
        try {
            return MAPPER.writeValueAsBytes(message);
        } catch (JsonProcessingException e) {
            throw new WireException(
                    "cannot write " + message.getClass().getSimpleName() + ": " + e.getOriginalMessage(), e);
        }
    }

    /// Reads a message that is part of a larger one.
    public static <T> T decode(JsonNode data, Class<T> type) {
        try {
            return MAPPER.treeToValue(data, type);
        } catch (JsonProcessingException | NullPointerException e) {
            throw new WireException("no " + type.getSimpleName() + ": " + e.getMessage(), e);
        }
    }

    /// Reads a message. Unknown fields are ignored; a field that is missing or of the wrong shape is an
    /// error that
    /// names it.
    public static <T> T decode(byte[] data, Class<T> type) {
        try {
            T message = MAPPER.readValue(data, type);
            if (message == null) {
                throw new WireException("expected a " + type.getSimpleName() + ", found null");
            }
            return message;
        } catch (JsonProcessingException e) {
            throw new WireException("no " + type.getSimpleName() + ": " + e.getOriginalMessage(), e);
        } catch (IOException | NullPointerException e) {
            throw new WireException("no " + type.getSimpleName() + ": " + e.getMessage(), e);
        }
    }
}
