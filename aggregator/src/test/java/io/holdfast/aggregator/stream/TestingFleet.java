package io.holdfast.aggregator.stream;

import io.holdfast.aggregator.TestingNode;
import io.holdfast.aggregator.fold.FleetNode;
import io.holdfast.aggregator.fold.HeardNodes;
import io.holdfast.aggregator.fold.Silence;
import io.holdfast.aggregator.ingest.Ingest;
import io.holdfast.aggregator.ingest.IngestCounters;
import io.holdfast.aggregator.ingest.RecordVerifier;
import io.holdfast.aggregator.topology.ExpectedNodes;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fleet.Assignment;
import io.holdfast.protocol.wire.Envelope;
import io.holdfast.protocol.wire.Topic;
import io.holdfast.protocol.wire.Topics;
import io.holdfast.protocol.wire.Wire;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/// The fold without a broker: records in, and all that was told.
final class TestingFleet implements AutoCloseable {
    static final Duration HEARTBEAT = Duration.ofSeconds(30);
    private static final KeyPair SIGNING = newKey();

    private final IngestCounters counters = new IngestCounters();
    private final TestingCatchUp catchUp = new TestingCatchUp();
    private final Set<NodeId> pages = new HashSet<>();
    private final TopologyTestDriver driver;
    private final Map<Topic, List<TestRecord<String, byte[]>>> told = new HashMap<>();

    TestingFleet(Path state) {
        this(state, new NothingAssigned());
    }

    TestingFleet(Path state, Inbox.Assigned assigned) {
        this(state, assigned, new TestingNodes());
    }

    TestingFleet(Path state, Inbox.Assigned assigned, ExpectedNodes inventory) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        settings.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        driver = new TopologyTestDriver(
                FleetTopology.build(
                        () -> new NodeProcessor(
                                new Ingest(new RecordVerifier(TestingNode.MASTERS, 10), counters),
                                new Inbox("s1", SIGNING.getPrivate(), HEARTBEAT, assigned),
                                new Silence(HEARTBEAT),
                                catchUp,
                                inventory),
                        pages::add),
                settings,
                TestingNode.START);
    }

    private static KeyPair newKey() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    TopologyTestDriver driver() {
        return driver;
    }

    IngestCounters counters() {
        return counters;
    }

    TestingCatchUp catchUp() {
        return catchUp;
    }

    Set<NodeId> pages() {
        return pages;
    }

    PublicKey signingKey() {
        return SIGNING.getPublic();
    }

    void send(Envelope envelope, Instant appended) {
        give(
                envelope.topic(),
                new TestRecord<>(envelope.key(), envelope.data(), Records.headers(envelope.headers()), appended));
    }

    /// What an earlier process left in a topic.
    void give(String topic, TestRecord<String, byte[]> record) {
        driver.createInputTopic(topic, new StringSerializer(), new ByteArraySerializer())
                .pipeInput(record);
    }

    /// All that was written to a topic so far.
    List<TestRecord<String, byte[]>> told(Topic topic) {
        List<TestRecord<String, byte[]>> all = told.computeIfAbsent(topic, _ -> new ArrayList<>());
        all.addAll(driver.createOutputTopic(topic.name(), new StringDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList());
        return all;
    }

    /// A node as the fleet's topics tell it.
    FleetNode node(String name) {
        FleetNode summary = told(Topics.FLEET_NODE).stream()
                .filter(record -> record.key().equals(name))
                .map(record -> Wire.decode(record.value(), FleetNode.class))
                .reduce((_, later) -> later)
                .orElseThrow(() -> new AssertionError(name + " was not told"));
        return told(Topics.FLEET_HEARD).stream()
                .map(record -> Wire.decode(record.value(), HeardNodes.class))
                .map(message -> message.nodes().get(NodeId.parse(name)))
                .filter(Objects::nonNull)
                .reduce(summary, FleetNode::heardUntil, (_, later) -> later);
    }

    /// Gives a new process nothing but what the fleet's topics hold after compaction.
    void handOver(TestingFleet to) {
        for (Topic topic : List.of(Topics.FLEET_HEARD, Topics.FLEET_NODE)) {
            Map<String, TestRecord<String, byte[]>> newest = new HashMap<>();
            told(topic).forEach(record -> newest.put(record.key(), record));
            newest.values().forEach(record -> to.give(topic.name(), record));
        }
    }

    /// What nodes were told since the last call.
    List<Envelope> orders() {
        List<Envelope> orders = new ArrayList<>();
        told(Topics.NODE_INBOX)
                .forEach(record -> orders.add(
                        Records.envelope(Topics.NODE_INBOX.name(), record.key(), record.headers(), record.value())));
        told(Topics.NODE_INBOX).clear();
        return orders;
    }

    @Override
    public void close() {
        driver.close();
    }

    private static final class NothingAssigned implements Inbox.Assigned {
        @Override
        public Optional<Assignment> of(FleetNode node, Instant now) {
            return Optional.of(Assignment.NONE);
        }

        @Override
        public Object basis() {
            return Assignment.NONE;
        }
    }
}
