package io.holdfast.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {
    private static final String TOPIC = "holdfast.test.v1";

    @TempDir
    Path data;

    @Test
    void recordsAndClusterIdOutliveARestartOnTheSameFolderAndPort() throws Exception {
        int port;
        String clusterId;
        try (EmbeddedBroker broker = EmbeddedBroker.start(data, 0)) {
            port = broker.port();
            clusterId = broker.clusterId();
            try (Admin admin = admin(broker)) {
                admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1)))
                        .all()
                        .get();
            }
            produce(broker, TOPIC, "before");
        }
        try (EmbeddedBroker broker = EmbeddedBroker.start(data, port)) {
            assertEquals(port, broker.port());
            assertEquals(clusterId, broker.clusterId());
            produce(broker, TOPIC, "after");
            assertEquals(List.of("before", "after"), consume(broker, 2));
        }
    }

    @Test
    void topicsAreNeverMadeByAFirstWrite() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(data, 0)) {
            ExecutionException refused =
                    assertThrows(ExecutionException.class, () -> produce(broker, "holdfast.nobody.v1", "lost"));
            Throwable why = refused.getCause();
            assertTrue(
                    why instanceof TimeoutException || why instanceof UnknownTopicOrPartitionException,
                    String.valueOf(why));
            try (Admin admin = admin(broker)) {
                assertEquals(Set.of(), admin.listTopics().names().get());
            }
        }
    }

    @Test
    void aPortInUseIsNamedInOneLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            CannotStartException refused =
                    assertThrows(CannotStartException.class, () -> EmbeddedBroker.start(data, taken.getLocalPort()));
            assertEquals("port " + taken.getLocalPort() + " on 127.0.0.1 is in use", refused.getMessage());
        }
    }

    @Test
    void aFolderThatIsAFileIsNamedInTheError() throws Exception {
        Path file = Files.writeString(data.resolve("file"), "");
        CannotStartException refused =
                assertThrows(CannotStartException.class, () -> EmbeddedBroker.start(file.resolve("kafka"), 0));
        assertTrue(String.valueOf(refused.getMessage()).contains(file.toString()), refused::toString);
        assertInstanceOf(java.io.IOException.class, refused.getCause());
    }

    @Test
    void onlyThisMachineCanConnect() throws Exception {
        List<InetAddress> others = Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .toList();
        try (EmbeddedBroker broker = EmbeddedBroker.start(data, 0)) {
            for (InetAddress address : others) {
                assertThrows(java.io.IOException.class, () -> new Socket(address, broker.port()).close());
            }
            new Socket(InetAddress.ofLiteral("127.0.0.1"), broker.port()).close();
        }
    }

    private static Admin admin(EmbeddedBroker broker) {
        return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }

    private static void produce(EmbeddedBroker broker, String topic, String value) throws Exception {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", broker.bootstrapServers(), "acks", "all", "max.block.ms", "2000");
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, "key", value)).get();
        }
    }

    private static List<String> consume(EmbeddedBroker broker, int count) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", broker.bootstrapServers(), "auto.offset.reset", "earliest");
        List<String> values = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(new TopicPartition(TOPIC, 0)));
            long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (values.size() < count && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
            }
        }
        assertFalse(values.isEmpty(), "nothing was consumed");
        return values;
    }
}
