package io.holdfast.systemtests;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.cli.HoldfastCommand;
import io.holdfast.aggregator.cli.HoldfastAggregator;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.wire.Topic;
import io.holdfast.protocol.wire.Topics;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// Agent and aggregator with client certificates and with the ACLs that docs/install.md lists, those and no more.
class KafkaRightsTest {
    private static final NodeId NODE = new NodeId("lab", "n1");

    /// A row of the page: who, what, its name (a * at its end for a prefix), what may be done.
    private static final Pattern ROW =
            Pattern.compile("\\| (agent|aggregator) \\| (topic|group) \\| `([^`]+)` \\| ([^|]+) \\|");

    @TempDir
    Path folder;

    private GuardedBroker broker;
    private Path agent;
    private Path aggregator;
    private Path admin;

    @BeforeEach
    void start() throws Exception {
        Path certificates = folder.resolve("certificates");
        Certificate ofAgent = Certificate.in(certificates, "agent");
        Certificate ofAggregator = Certificate.in(certificates, "aggregator");
        Certificate ofAdmin = Certificate.in(certificates, "admin");
        broker = GuardedBroker.byCertificate(folder.resolve("broker"), "admin", ofAgent, ofAggregator, ofAdmin);
        agent = broker.certificate(folder.resolve("agent.properties"), ofAgent);
        aggregator = broker.certificate(folder.resolve("aggregator.properties"), ofAggregator);
        admin = broker.certificate(folder.resolve("admin.properties"), ofAdmin);
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void theRightsOfThePageAreEnoughAndAnAgentCanDoNoMore() throws Exception {
        List<AclBinding> rights = rights();
        assertEquals(
                List.of("agent", "aggregator"),
                rights.stream()
                        .map(right -> right.entry().principal().replace("User:CN=", ""))
                        .distinct()
                        .sorted()
                        .toList());
        try (Admin client = Admin.create(settings(admin))) {
            client.createAcls(rights).all().get();
        }
        try (Stand stand = new Stand(broker, folder).withAccess(broker.access(agent), broker.access(aggregator));
                Heard log = Heard.by("io.holdfast")) {
            stand.startAggregator();
            stand.startAgent(NODE, RecordedHost.in(folder.resolve("host")));
            Await.until("the node", () -> stand.state(NODE), "UNDECLARED"::equals);
            Await.until(
                    "the inbox and the fold",
                    () -> stand.node(NODE).path("facts").size(),
                    facts -> facts > 0);
            assertEquals(List.of(), faults(HoldfastCommand.commandLine(), agent, "--profile=observe-unprivileged"));
            Await.until(
                    "a doctor that finds nothing",
                    () -> faults(HoldfastAggregator.commandLine(), aggregator, "--partitions=2"),
                    List::isEmpty);
            assertEquals(
                    List.of(),
                    log.lines().stream()
                            .filter(line -> line.contains("uthoriz"))
                            .toList());
            agentCanDoNoMore();
        }
    }

    private void agentCanDoNoMore() throws Exception {
        List<Topic> written = List.of(Topics.NODE_SNAPSHOT, Topics.NODE_REPORT, Topics.NODE_EVENT);
        List<Topic> read = List.of(Topics.NODE_INBOX, Topics.BASELINE);
        for (Topic topic : Topics.ALL) {
            if (!written.contains(topic)) {
                assertInstanceOf(
                        TopicAuthorizationException.class, refusedToWrite(topic).getCause(), topic::name);
            }
            if (read.contains(topic)) {
                assertDoesNotThrow(() -> read(topic), topic::name);
            } else {
                assertThrows(AuthorizationException.class, () -> read(topic), topic::name);
            }
        }
        try (Admin client = Admin.create(settings(agent))) {
            ExecutionException refused = assertThrows(
                    ExecutionException.class,
                    () -> client.createTopics(List.of(new NewTopic("mine", 1, (short) 1)))
                            .all()
                            .get());
            assertInstanceOf(TopicAuthorizationException.class, refused.getCause());
        }
    }

    private ExecutionException refusedToWrite(Topic topic) throws InterruptedException {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings(agent), new ByteArraySerializer(), new ByteArraySerializer())) {
            var sent = producer.send(new ProducerRecord<>(topic.name(), new byte[0], new byte[0]));
            return assertThrows(ExecutionException.class, sent::get);
        }
    }

    private void read(Topic topic) {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings(agent), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition first = new TopicPartition(topic.name(), 0);
            consumer.assign(List.of(first));
            consumer.seek(first, 0);
            consumer.poll(Duration.ofSeconds(1));
        }
    }

    private Map<String, Object> settings(Path file) {
        Map<String, Object> settings =
                new HashMap<>(broker.access(file).source().read().values());
        settings.put("bootstrap.servers", broker.bootstrapServers());
        return settings;
    }

    private static List<AclBinding> rights() throws IOException {
        List<AclBinding> rights = new ArrayList<>();
        Matcher row = ROW.matcher(Files.readString(Path.of("../docs/install.md")));
        while (row.find()) {
            boolean isPrefix = row.group(3).endsWith("*");
            ResourcePattern on = new ResourcePattern(
                    row.group(2).equals("topic") ? ResourceType.TOPIC : ResourceType.GROUP,
                    isPrefix ? row.group(3).replace("*", "") : row.group(3),
                    isPrefix ? PatternType.PREFIXED : PatternType.LITERAL);
            for (String operation : row.group(4).split(",", -1)) {
                rights.add(new AclBinding(
                        on,
                        new AccessControlEntry(
                                "User:CN=" + row.group(1),
                                "*",
                                AclOperation.fromString(operation.strip()),
                                AclPermissionType.ALLOW)));
            }
        }
        assertTrue(rights.stream().noneMatch(right -> right.isUnknown()), rights::toString);
        return rights;
    }

    private List<String> faults(CommandLine command, Path file, String more) {
        StringWriter out = new StringWriter();
        command.setOut(new PrintWriter(out, true));
        command.execute(
                "doctor",
                "--data=" + folder.resolve("doctor"),
                "--kafka=" + broker.bootstrapServers(),
                "--kafka-config=" + file,
                more);
        assertTrue(out.toString().contains("ok     kafka: ") || out.toString().contains("FAULT"), out::toString);
        return out.toString().lines().filter(line -> line.startsWith("FAULT")).toList();
    }
}
