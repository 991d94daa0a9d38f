package io.holdfast.aggregator.stream;

import io.holdfast.protocol.wire.Envelope;
import io.holdfast.protocol.wire.MessageType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/// Between our envelopes and Kafka's headers.
final class Records {
    private Records() {}

    static Envelope envelope(String topic, String key, Headers headers, byte[] data) {
        TreeMap<String, String> texts = new TreeMap<>();
        for (Header header : headers) {
            if (header.value() != null) {
                texts.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
            }
        }
        return new Envelope(topic, key, texts, data);
    }

    /// What the aggregator itself says, as a CloudEvent.
    static Envelope said(MessageType type, String key, String id, Instant at, byte[] data) {
        Map<String, String> headers = Map.of(
                io.holdfast.protocol.wire.Headers.CONTENT_TYPE,
                "application/json",
                io.holdfast.protocol.wire.Headers.SPEC_VERSION,
                "1.0",
                io.holdfast.protocol.wire.Headers.ID,
                id,
                io.holdfast.protocol.wire.Headers.SOURCE,
                "/aggregator",
                io.holdfast.protocol.wire.Headers.TYPE,
                type.word(),
                io.holdfast.protocol.wire.Headers.TIME,
                at.toString(),
                io.holdfast.protocol.wire.Headers.PARTITION_KEY,
                key,
                io.holdfast.protocol.wire.Headers.DATA_SCHEMA,
                "https://holdfast.io/schemas/" + type.word() + ".json");
        return Envelope.of(type.topic().name(), key, headers, data);
    }

    static Headers headers(Map<String, String> texts) {
        RecordHeaders headers = new RecordHeaders();
        texts.forEach((name, text) -> headers.add(name, text.getBytes(StandardCharsets.UTF_8)));
        return headers;
    }
}
