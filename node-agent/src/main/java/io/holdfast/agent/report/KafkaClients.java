package io.holdfast.agent.report;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;

/// What producer and consumer of an agent have in common: small, quiet, patient.
final class KafkaClients {
    /// Half of what the design allows: a node is called silent after three heartbeats.
    static final Duration MOST = Duration.ofSeconds(30);

    private KafkaClients() {}

    /// Settings of both.
    ///
    /// @param longest between two attempts to connect; never above half a minute
    static Map<String, String> common(String bootstrapServers, Duration longest) {
        long reconnect = Math.min(longest.toMillis(), MOST.toMillis());
        return Map.of(
                CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                // None: the default registers every metric with JMX, which costs megabytes nobody reads.
                CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG,
                "",
                CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG,
                "false",
                CommonClientConfigs.RECONNECT_BACKOFF_MS_CONFIG,
                Long.toString(Math.min(500, reconnect)),
                CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                Long.toString(reconnect),
                CommonClientConfigs.RETRY_BACKOFF_MAX_MS_CONFIG,
                Long.toString(Math.max(100, reconnect / 3)));
    }
}
