package io.holdfast.protocol.wire;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// One record of Kafka, apart from Kafka: topic, key, headers (CloudEvents 1.0 binary mode: `ce_` +
/// attribute) and
/// data.
///
/// @param key `<cluster>/<node>`
/// @param data JSON, UTF-8
@SuppressWarnings("ArrayRecordComponent") // the data of one record, compared by nobody
public record Envelope(String topic, String key, SortedMap<String, String> headers, byte[] data) {
    public Envelope {
        headers = Collections.unmodifiableSortedMap(new TreeMap<>(headers));
    }

    public static Envelope of(String topic, String key, Map<String, String> headers, byte[] data) {
        return new Envelope(topic, key, new TreeMap<>(headers), data);
    }

    /// A header's text; empty where it is not there.
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }
}
