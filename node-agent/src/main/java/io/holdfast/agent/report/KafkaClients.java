package io.holdfast.agent.report;

import io.holdfast.protocol.diagnosis.BrokerSeen;
import io.holdfast.protocol.diagnosis.Remark;
import io.holdfast.protocol.kafka.ClientSettings;
import io.holdfast.protocol.kafka.ClientSettingsException;
import io.holdfast.protocol.kafka.KafkaAccess;
import io.holdfast.protocol.kafka.Refusal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.KafkaException;

/// What producer and consumer of an agent have in common: small, quiet, patient.
final class KafkaClients {
    /// Half of what the design allows: a node is called silent after three heartbeats.
    static final Duration MOST = Duration.ofSeconds(30);

    private KafkaClients() {}

    /// What a new client is told: ours, and what lets it in as that stands in its file now. May wait for the broker.
    ///
    /// @throws NotLetInException when that cannot be used, or the broker speaks otherwise
    static Map<String, String> entering(KafkaAccess access, Map<String, String> ours) {
        ClientSettings settings;
        try {
            settings = access.source().read();
        } catch (ClientSettingsException e) {
            throw judged(access, e);
        }
        Optional<BrokerSeen> trouble =
                settings.usesTls() ? Optional.empty() : BrokerContact.trouble(access.bootstrapServers(), settings);
        if (trouble.isPresent() && trouble.get() instanceof BrokerSeen.Refused(Remark.Fault why)) {
            throw new NotLetInException(why);
        }
        Map<String, String> all = new HashMap<>(settings.values());
        all.putAll(ours);
        return Map.copyOf(all);
    }

    /// A failure, by what it means: one that somebody has to mend says what, others stay as they are.
    static RuntimeException judged(KafkaAccess access, Throwable failure) {
        return switch (failure) {
            case NotLetInException known -> known;
            default ->
                Refusal.of(access.bootstrapServers(), access.file(), failure)
                        .<RuntimeException>map(fault -> new NotLetInException(fault, failure))
                        .orElseGet(() -> failure instanceof RuntimeException as ? as : new KafkaException(failure));
        };
    }

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
