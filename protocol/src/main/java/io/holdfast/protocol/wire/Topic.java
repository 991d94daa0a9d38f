package io.holdfast.protocol.wire;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// One Kafka topic: who may write it and how the broker keeps it. Created by the aggregator, never by a
/// first write.
///
/// @param cleanup whether old records expire or only the newest of each key stays
/// @param retention how long records stay; zero for compacted topics
/// @param byAppendTime whether the broker's clock stamps the records: what silence is judged by
public record Topic(String name, Writer writer, Cleanup cleanup, Duration retention, boolean byAppendTime) {
    /// Who writes a topic. Compacted topics belong to the aggregator alone.
    public enum Writer {
        AGENT,
        AGGREGATOR
    }

    /// How old records go.
    public enum Cleanup {
        DELETE,
        COMPACT,
        /// Compacted, with few keys that are written again and again. The broker never compacts the segment
        /// that it writes, so that one has to be short.
        COMPACT_OFTEN
    }

    private static final Duration SHORT_SEGMENT = Duration.ofMinutes(10);

    static Topic fromAgents(String name, int days) {
        return new Topic(name, Writer.AGENT, Cleanup.DELETE, Duration.ofDays(days), true);
    }

    static Topic expiring(String name, int days) {
        return new Topic(name, Writer.AGGREGATOR, Cleanup.DELETE, Duration.ofDays(days), false);
    }

    static Topic compacted(String name) {
        return new Topic(name, Writer.AGGREGATOR, Cleanup.COMPACT, Duration.ZERO, false);
    }

    static Topic compactedOften(String name) {
        return new Topic(name, Writer.AGGREGATOR, Cleanup.COMPACT_OFTEN, Duration.ZERO, false);
    }

    /// The broker's settings for this topic.
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        switch (cleanup) {
            case DELETE -> {
                settings.put("cleanup.policy", "delete");
                settings.put("retention.ms", Long.toString(retention.toMillis()));
            }
            case COMPACT -> settings.put("cleanup.policy", "compact");
            case COMPACT_OFTEN -> {
                settings.put("cleanup.policy", "compact");
                settings.put("segment.ms", Long.toString(SHORT_SEGMENT.toMillis()));
            }
        }
        settings.put("message.timestamp.type", byAppendTime ? "LogAppendTime" : "CreateTime");
        settings.put("compression.type", "producer");
        settings.put("max.message.bytes", Integer.toString(Topics.MAX_RECORD_BYTES));
        return settings;
    }
}
