package io.holdfast.agent.report;

import io.holdfast.protocol.diagnosis.BrokerSeen;
import io.holdfast.protocol.kafka.ClientSettings;
import io.holdfast.protocol.kafka.ClientSettingsException;
import io.holdfast.protocol.kafka.KafkaAccess;
import io.holdfast.protocol.kafka.Refusal;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;

/// Looks at Kafka once: whether it answers, and what it shows of our topics.
public final class BrokerLook {
    private static final String OURS = "holdfast.";

    private BrokerLook() {}

    /// Looks; takes a few seconds where nobody answers.
    public static BrokerSeen look(KafkaAccess access) throws InterruptedException {
        String address = access.bootstrapServers();
        try {
            ClientSettings entrance = access.source().read();
            Optional<BrokerSeen> trouble = BrokerContact.trouble(address, entrance);
            if (trouble.isPresent()) {
                return trouble.get();
            }
            Map<String, Object> settings = new HashMap<>(entrance.values());
            settings.putAll(KafkaClients.common(address, Duration.ofSeconds(1)));
            settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, BrokerContact.PATIENCE_MILLIS);
            settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, BrokerContact.PATIENCE_MILLIS);
            try (Admin admin = Admin.create(settings)) {
                return ask(admin, address);
            }
        } catch (ExecutionException e) {
            return refused(access, e, String.valueOf(e.getCause()));
        } catch (KafkaException | ClientSettingsException e) {
            return refused(access, e, String.valueOf(e.getMessage()));
        } catch (TimeoutException _) {
            return new BrokerSeen.Silent(address, "no answer in " + 2 * BrokerContact.PATIENCE_MILLIS + " ms");
        }
    }

    private static BrokerSeen refused(KafkaAccess access, Exception failure, String why) {
        return Refusal.of(access.bootstrapServers(), access.file(), failure)
                .<BrokerSeen>map(BrokerSeen.Refused::new)
                .orElseGet(() -> new BrokerSeen.Silent(access.bootstrapServers(), why));
    }

    private static BrokerSeen ask(Admin admin, String address)
            throws ExecutionException, InterruptedException, TimeoutException {
        String cluster =
                admin.describeCluster().clusterId().get(2L * BrokerContact.PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        List<String> ours = admin.listTopics().names().get().stream()
                .filter(name -> name.startsWith(OURS))
                .toList();
        Map<String, TopicDescription> described =
                admin.describeTopics(ours).allTopicNames().get();
        Map<String, Map<String, String>> kept = settings(admin, ours);
        TreeMap<String, BrokerSeen.TopicSeen> topics = new TreeMap<>();
        described.forEach((name, topic) -> topics.put(
                name, new BrokerSeen.TopicSeen(topic.partitions().size(), kept.getOrDefault(name, Map.of()))));
        return new BrokerSeen.Answers(address, cluster, topics);
    }

    /// Empty where this principal may not see them: that takes a right of its own, which an agent does without.
    private static Map<String, Map<String, String>> settings(Admin admin, Collection<String> topics)
            throws InterruptedException {
        List<ConfigResource> asked = topics.stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        try {
            Map<ConfigResource, Config> configs =
                    admin.describeConfigs(asked).all().get();
            return configs.entrySet().stream()
                    .collect(Collectors.toMap(
                            entry -> entry.getKey().name(),
                            entry -> entry.getValue().entries().stream()
                                    .filter(setting -> setting.value() != null)
                                    .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value))));
        } catch (ExecutionException _) {
            return Map.of();
        }
    }
}
