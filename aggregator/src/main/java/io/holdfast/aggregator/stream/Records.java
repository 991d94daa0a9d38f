package io.holdfast.aggregator.stream;

import io.holdfast.protocol.wire.Envelope;
import java.nio.charset.StandardCharsets;
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

    static Headers headers(Map<String, String> texts) {
        RecordHeaders headers = new RecordHeaders();
        texts.forEach((name, text) -> headers.add(name, text.getBytes(StandardCharsets.UTF_8)));
        return headers;
    }
}
