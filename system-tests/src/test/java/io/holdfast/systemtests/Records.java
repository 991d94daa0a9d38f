package io.holdfast.systemtests;

import io.holdfast.protocol.wire.Envelope;
import io.holdfast.protocol.wire.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// What somebody with access to the broker could do to its records.
record Records(String bootstrapServers) {
    /// Writes a record as it stands.
    void write(Envelope envelope) throws ExecutionException, InterruptedException {
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrapServers, "acks", "all");
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                    envelope.topic(), envelope.key().getBytes(StandardCharsets.UTF_8), envelope.data());
            envelope.headers()
                    .forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
            producer.send(record).get();
        }
    }

    /// All records of a topic that there are now, oldest first within each partition.
    List<Envelope> all(Topic topic) {
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrapServers);
        List<Envelope> found = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic.name()).stream()
                    .map(one -> new TopicPartition(one.topic(), one.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.getOrDefault(one, 0L))) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> found.add(envelope(record)));
            }
        }
        return found;
    }

    private static Envelope envelope(ConsumerRecord<byte[], byte[]> record) {
        Map<String, String> headers = new HashMap<>();
        record.headers()
                .forEach(header -> headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
        return Envelope.of(record.topic(), new String(record.key(), StandardCharsets.UTF_8), headers, record.value());
    }

    /// How many records were ever written to a topic.
    long written(Topic topic) throws ExecutionException, InterruptedException {
        try (Admin admin = admin()) {
            return ends(admin, topic).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }

    /// Loses all records of a topic that there are now.
    void lose(Topic topic) throws ExecutionException, InterruptedException {
        try (Admin admin = admin()) {
            Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
            ends(admin, topic).forEach((partition, end) -> all.put(partition, RecordsToDelete.beforeOffset(end)));
            admin.deleteRecords(all).all().get();
        }
    }

    /// Deletes every topic whose name begins so.
    void deleteTopics(String prefix) throws ExecutionException, InterruptedException {
        try (Admin admin = admin()) {
            List<String> names = admin.listTopics().names().get().stream()
                    .filter(name -> name.startsWith(prefix))
                    .sorted()
                    .toList();
            admin.deleteTopics(names).all().get();
        }
    }

    /// Forgets how far an application has read.
    ///
    /// @return whether it was forgotten: always, as a refusal is thrown
    boolean forgetOffsets(String application) throws ExecutionException, InterruptedException {
        try (Admin admin = admin()) {
            admin.deleteConsumerGroups(List.of(application)).all().get();
            return true;
        }
    }

    private static Map<TopicPartition, Long> ends(Admin admin, Topic topic)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        admin.describeTopics(List.of(topic.name()))
                .allTopicNames()
                .get()
                .forEach((name, description) -> description
                        .partitions()
                        .forEach(one -> latest.put(new TopicPartition(name, one.partition()), OffsetSpec.latest())));
        Map<TopicPartition, Long> ends = new HashMap<>();
        admin.listOffsets(latest).all().get().forEach((partition, end) -> ends.put(partition, end.offset()));
        return ends;
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    }
}
