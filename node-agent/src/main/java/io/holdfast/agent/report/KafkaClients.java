package io.holdfast.agent.report;

import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;

/// What producer and consumer of an agent have in common: small, quiet, patient.
final class KafkaClients {
    private KafkaClients() {}

    static Map<String, String> common(String bootstrapServers) {
        return Map.of(
                CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                // None: the default registers every metric with JMX, which costs megabytes nobody reads.
                CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG,
                "",
                CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG,
                "false",
                CommonClientConfigs.RECONNECT_BACKOFF_MS_CONFIG,
                "500",
                // Half of what the design allows: a node is called silent after three heartbeats.
                CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                "30000",
                CommonClientConfigs.RETRY_BACKOFF_MAX_MS_CONFIG,
                "10000");
    }
}
