package io.holdfast.aggregator.stream;

import io.holdfast.aggregator.doctor.FleetSeen;
import io.holdfast.aggregator.fold.FleetNode;
import io.holdfast.protocol.diagnosis.BrokerSeen;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.kafka.ClientSettingsException;
import io.holdfast.protocol.kafka.KafkaAccess;
import io.holdfast.protocol.kafka.Refusal;
import io.holdfast.protocol.wire.Topics;
import io.holdfast.protocol.wire.Wire;
import io.holdfast.protocol.wire.WireException;
import java.time.Duration;
import java.util.ArrayList;
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
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/// Looks at Kafka once, beside a running aggregator or without one: our topics, how far the fold is, and the nodes it
/// has written down.
public final class FleetLook {
    private static final String OURS = "holdfast.";

    private final KafkaAccess access;
    private final String address;

    public FleetLook(KafkaAccess access) {
        this.access = access;
        this.address = access.bootstrapServers();
    }

    /// What was seen.
    ///
    /// @param topics empty where the broker does not answer
    public record Look(BrokerSeen broker, Optional<FleetSeen.Topics> topics) {}

    public Look look() throws InterruptedException {
        try {
            Optional<BrokerSeen> trouble =
                    BrokerContact.trouble(address, access.source().read());
            if (trouble.isPresent()) {
                return new Look(trouble.get(), Optional.empty());
            }
            Map<String, Object> settings = KafkaEntrance.of(access);
            settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, BrokerContact.PATIENCE_MILLIS);
            settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, BrokerContact.PATIENCE_MILLIS);
            try (Admin admin = Admin.create(settings)) {
                BrokerSeen.Answers broker = broker(admin);
                return new Look(broker, Optional.of(topics(admin, broker)));
            }
        } catch (ExecutionException e) {
            return refused(e, String.valueOf(e.getCause()));
        } catch (TimeoutException e) {
            return refused(e, "no answer in time");
        } catch (KafkaException | ClientSettingsException e) {
            return refused(e, String.valueOf(e.getMessage()));
        }
    }

    private Look refused(Exception failure, String why) {
        return new Look(
                Refusal.of(address, access.file(), failure)
                        .<BrokerSeen>map(BrokerSeen.Refused::new)
                        .orElseGet(() -> new BrokerSeen.Silent(address, why)),
                Optional.empty());
    }

    private BrokerSeen.Answers broker(Admin admin) throws ExecutionException, InterruptedException, TimeoutException {
        String cluster =
                admin.describeCluster().clusterId().get(2L * BrokerContact.PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        List<String> ours = admin.listTopics().names().get().stream()
                .filter(name -> name.startsWith(OURS))
                .toList();
        Map<String, TopicDescription> described =
                admin.describeTopics(ours).allTopicNames().get();
        Map<ConfigResource, Config> configs = admin.describeConfigs(ours.stream()
                        .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                        .toList())
                .all()
                .get();
        TreeMap<String, BrokerSeen.TopicSeen> topics = new TreeMap<>();
        described.forEach((name, topic) ->
                topics.put(name, new BrokerSeen.TopicSeen(topic.partitions().size(), set(configs, name))));
        return new BrokerSeen.Answers(address, cluster, topics);
    }

    private static Map<String, String> set(Map<ConfigResource, Config> configs, String topic) {
        Config config = configs.get(new ConfigResource(ConfigResource.Type.TOPIC, topic));
        return config == null
                ? Map.of()
                : config.entries().stream()
                        .filter(setting -> setting.value() != null)
                        .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value));
    }

    private FleetSeen.Topics topics(Admin admin, BrokerSeen.Answers broker)
            throws ExecutionException, InterruptedException {
        return new FleetSeen.Topics(members(admin), lag(admin), nodes(broker));
    }

    private static int members(Admin admin) throws ExecutionException, InterruptedException {
        try {
            return admin.describeConsumerGroups(List.of(FleetStreams.APPLICATION)).all().get().values().stream()
                    .mapToInt(group -> group.members().size())
                    .sum();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return 0;
            }
            throw e;
        }
    }

    private static long lag(Admin admin) throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> folded = admin.listConsumerGroupOffsets(FleetStreams.APPLICATION)
                .partitionsToOffsetAndMetadata()
                .get();
        Map<TopicPartition, OffsetSpec> asked = folded.keySet().stream()
                .filter(partition -> partition.topic().startsWith("holdfast.node."))
                .collect(Collectors.toMap(partition -> partition, _ -> OffsetSpec.latest()));
        Map<TopicPartition, ListOffsetsResultInfo> ends =
                admin.listOffsets(asked).all().get();
        long lag = 0;
        for (Map.Entry<TopicPartition, ListOffsetsResultInfo> end : ends.entrySet()) {
            OffsetAndMetadata reached = folded.get(end.getKey());
            lag += reached == null ? 0 : Math.max(0, end.getValue().offset() - reached.offset());
        }
        return lag;
    }

    private List<FleetSeen.Node> nodes(BrokerSeen.Answers broker) {
        BrokerSeen.TopicSeen topic = broker.topics().get(Topics.FLEET_NODE.name());
        if (topic == null) {
            return List.of();
        }
        Map<NodeId, FleetSeen.Node> nodes = new TreeMap<>();
        Map<String, Object> settings = KafkaEntrance.of(access);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, BrokerContact.PATIENCE_MILLIS);
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (int i = 0; i < topic.partitions(); i++) {
                partitions.add(new TopicPartition(Topics.FLEET_NODE.name(), i));
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> take(record, nodes));
            }
        }
        return List.copyOf(nodes.values());
    }

    private static void take(ConsumerRecord<String, byte[]> record, Map<NodeId, FleetSeen.Node> nodes) {
        try {
            NodeId id = NodeId.parse(record.key());
            if (record.value() == null) {
                nodes.remove(id);
                return;
            }
            FleetNode node = Wire.decode(record.value(), FleetNode.class);
            nodes.put(
                    id,
                    new FleetSeen.Node(
                            id,
                            node.state(),
                            node.agentVersion(),
                            node.health().uncovered().values().stream()
                                    .mapToInt(Integer::intValue)
                                    .sum()));
        } catch (WireException | IllegalArgumentException _) {
            // A record of another version: the fold tells of it in its log.
            return;
        }
    }
}
