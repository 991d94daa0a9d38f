package io.holdfast.agent.report;

import io.holdfast.protocol.diagnosis.BrokerSeen;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
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
import org.apache.kafka.common.config.ConfigResource;

/// Looks at Kafka once: whether it answers, and what it shows of our topics.
public final class BrokerLook {
    private static final int PATIENCE_MILLIS = 5_000;
    private static final String OURS = "holdfast.";

    private BrokerLook() {}

    /// Looks; takes a few seconds where nobody answers.
    ///
    /// @param bootstrapServers `host:port`, separated by commas
    public static BrokerSeen look(String bootstrapServers) throws InterruptedException {
        Optional<String> refusal = unreachable(bootstrapServers);
        if (refusal.isPresent()) {
            return new BrokerSeen.Silent(bootstrapServers, refusal.get());
        }
        Map<String, Object> settings = new HashMap<>(KafkaClients.common(bootstrapServers, Duration.ofSeconds(1)));
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
        try (Admin admin = Admin.create(settings)) {
            return ask(admin, bootstrapServers);
        } catch (ExecutionException e) {
            return new BrokerSeen.Silent(bootstrapServers, String.valueOf(e.getCause()));
        } catch (TimeoutException _) {
            return new BrokerSeen.Silent(bootstrapServers, "no answer in " + 2 * PATIENCE_MILLIS + " ms");
        }
    }

    private static BrokerSeen ask(Admin admin, String address)
            throws ExecutionException, InterruptedException, TimeoutException {
        String cluster = admin.describeCluster().clusterId().get(2L * PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
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

    /// Why no address takes a connection, in the kernel's words; Kafka's client only says that it waited.
    private static Optional<String> unreachable(String bootstrapServers) {
        List<String> refusals = new ArrayList<>();
        for (String address : bootstrapServers.split(",", -1)) {
            int colon = address.lastIndexOf(':');
            String port = address.substring(colon + 1).strip();
            if (colon < 1 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65_535) {
                refusals.add("\"" + address + "\" is no <host>:<port>");
                continue;
            }
            try (Socket socket = new Socket()) {
                socket.connect(
                        new InetSocketAddress(address.substring(0, colon).strip(), Integer.parseInt(port)),
                        PATIENCE_MILLIS);
                return Optional.empty();
            } catch (IOException e) {
                refusals.add(address.strip() + " " + e.getMessage());
            }
        }
        return Optional.of(String.join("; ", refusals));
    }
}
