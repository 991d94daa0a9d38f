package io.holdfast.benchmarks;

import io.holdfast.agent.report.KafkaInbox;
import io.holdfast.agent.report.KafkaTransport;
import io.holdfast.agent.schedule.Timing;
import io.holdfast.protocol.wire.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// The Kafka clients of many agents, and nothing else of them: each has a producer that sends a heartbeat every 30 s
/// and
/// a consumer assigned to its partition of the inbox. Ends with its standard input.
final class IdleAgents {
    private static final int HEARTBEAT_MILLIS = 30_000;
    private static final int STACK_BYTES = 256 << 10;
    private static final byte[] HEARTBEAT = new byte[2_000];

    private IdleAgents() {}

    /// Arguments: `bootstrap.servers`, number of agents, partitions, `ours` or `defaults`.
    @SuppressWarnings("SystemOut") // the line is read by the parent process
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Quiet.logging();
        int agents = Integer.parseInt(arguments[1]);
        int partitions = Integer.parseInt(arguments[2]);
        boolean isOurs = arguments[3].equals("ours");
        CountDownLatch connected = new CountDownLatch(agents);
        for (int agent = 0; agent < agents; agent++) {
            byte[] key = ("bench/idle-" + agent).getBytes(StandardCharsets.UTF_8);
            TopicPartition inbox = new TopicPartition(Topics.NODE_INBOX.name(), agent % partitions);
            Map<String, Object> producer = isOurs
                    ? Map.copyOf(
                            KafkaTransport.config(arguments[0], Timing.live().heartbeat()))
                    : plain(arguments[0]);
            Map<String, Object> consumer = isOurs ? Map.copyOf(KafkaInbox.config(arguments[0])) : plain(arguments[0]);
            daemon("report-" + agent, () -> report(producer, key, connected));
            daemon("inbox-" + agent, () -> read(consumer, inbox));
            Thread.sleep(20); // agents do not start in one moment
        }
        connected.await();
        System.out.println("connected");
        while (System.in.read() >= 0) {
            // whatever is said, only the end counts
        }
        Runtime.getRuntime().halt(0);
    }

    private static void daemon(String name, Runnable work) {
        Thread.ofPlatform().daemon().name(name).stackSize(STACK_BYTES).start(work);
    }

    /// As they come, but for what both are told: no metrics in JMX, as a thousand clients share this process.
    private static Map<String, Object> plain(String kafka) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", kafka);
        settings.put("metric.reporters", "");
        return settings;
    }

    private static void report(Map<String, Object> settings, byte[] key, CountDownLatch connected) {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            while (true) {
                var _ = producer.send(
                        new ProducerRecord<>(Topics.NODE_REPORT.name(), key, HEARTBEAT),
                        (_, _) -> connected.countDown());
                Thread.sleep(HEARTBEAT_MILLIS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void read(Map<String, Object> settings, TopicPartition inbox) {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(inbox));
            consumer.seekToBeginning(List.of(inbox));
            while (!Thread.currentThread().isInterrupted()) {
                consumer.poll(Duration.ofSeconds(30));
            }
        }
    }
}
