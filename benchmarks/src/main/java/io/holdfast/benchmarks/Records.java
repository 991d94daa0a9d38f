package io.holdfast.benchmarks;

import io.holdfast.protocol.wire.Envelope;
import io.holdfast.protocol.wire.Topic;
import io.holdfast.protocol.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/// Writes many records with times of our choosing, and reads them again.
final class Records implements AutoCloseable {
    /// A record and when the broker is to have taken it.
    record Dated(Envelope record, Instant appended) {}

    private final String kafka;
    private final int partitions;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Map<TopicPartition, Long> start = new HashMap<>();

    Records(String kafka, int partitions) {
        this.kafka = kafka;
        this.partitions = partitions;
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka, "compression.type", "zstd", "linger.ms", "5", "acks", "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /// All topics as the aggregator would create them, but that the writer tells the time: an hour of heartbeats can be
    /// written in seconds.
    void createTopics() throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
            List<NewTopic> topics = new ArrayList<>();
            for (Topic topic : Topics.ALL) {
                Map<String, String> settings = new HashMap<>(topic.settings());
                settings.put("message.timestamp.type", "CreateTime");
                topics.add(new NewTopic(topic.name(), Optional.of(partitions), Optional.empty()).configs(settings));
            }
            admin.createTopics(topics).all().get();
        }
    }

    void produce(Topic topic, int count, IntFunction<Dated> records) {
        try (KafkaConsumer<byte[], byte[]> reader = reader()) {
            start.putAll(reader.endOffsets(partitionsOf(topic)));
        }
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        for (int number = 0; number < count; number++) {
            Dated dated = records.apply(number);
            Envelope envelope = dated.record();
            ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                    envelope.topic(),
                    null,
                    dated.appended().toEpochMilli(),
                    envelope.key().getBytes(StandardCharsets.UTF_8),
                    envelope.data());
            envelope.headers()
                    .forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
            var _ = producer.send(record, (_, e) -> {
                if (e != null) {
                    failure.compareAndSet(null, e);
                }
            });
        }
        producer.flush();
        if (failure.get() != null) {
            throw new IllegalStateException("not written", failure.get());
        }
    }

    /// Reads what `produce` wrote last into a topic, and does nothing with it.
    ///
    /// @return how many records there were
    int readAgain(Topic topic) {
        List<TopicPartition> all = partitionsOf(topic);
        try (KafkaConsumer<byte[], byte[]> reader = reader()) {
            reader.assign(all);
            all.forEach(partition -> reader.seek(partition, start.getOrDefault(partition, 0L)));
            Map<TopicPartition, Long> ends = reader.endOffsets(all);
            int read = 0;
            while (ends.entrySet().stream().anyMatch(end -> reader.position(end.getKey()) < end.getValue())) {
                read += reader.poll(Duration.ofSeconds(1)).count();
            }
            return read;
        }
    }

    private KafkaConsumer<byte[], byte[]> reader() {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private List<TopicPartition> partitionsOf(Topic topic) {
        return IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topic.name(), partition))
                .toList();
    }

    @Override
    public void close() {
        producer.close();
    }
}
