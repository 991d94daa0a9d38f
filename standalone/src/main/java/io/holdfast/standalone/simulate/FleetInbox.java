package io.holdfast.standalone.simulate;

import io.holdfast.protocol.wire.Envelope;
import io.holdfast.protocol.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the inbox topic once for all made-up nodes: a consumer each would be a thousand connections. Begins at the
/// end:
/// who has just started has nothing to catch up with.
final class FleetInbox implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FleetInbox.class);
    private static final Duration POLL = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Consumer<Envelope> listener;
    private final Thread thread;

    FleetInbox(String bootstrapServers, Consumer<Envelope> listener) {
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        this.listener = listener;
        this.thread = Thread.ofPlatform().daemon().name("fleet-inbox").start(this::read);
    }

    private void read() {
        try (consumer) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.NODE_INBOX.name()).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            while (true) {
                consumer.poll(POLL).forEach(record -> listener.accept(envelope(record)));
            }
        } catch (WakeupException _) {
            LOG.debug("the inbox is closed");
        } catch (KafkaException e) {
            LOG.error("INTERNAL made-up nodes get no orders any more", e);
        }
    }

    private static Envelope envelope(ConsumerRecord<byte[], byte[]> record) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : record.headers()) {
            headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
        }
        String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
        return Envelope.of(record.topic(), key, headers, record.value() == null ? new byte[0] : record.value());
    }

    @Override
    public void close() {
        consumer.wakeup();
        try {
            thread.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
