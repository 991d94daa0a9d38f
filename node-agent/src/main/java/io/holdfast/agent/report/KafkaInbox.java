package io.holdfast.agent.report;

import io.holdfast.agent.memory.InboxPosition;
import io.holdfast.agent.schedule.Backoff;
import io.holdfast.agent.schedule.Loop;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.kafka.KafkaAccess;
import io.holdfast.protocol.wire.Envelope;
import io.holdfast.protocol.wire.Topics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.common.PartitionInfo;
import io.vertx.kafka.client.common.TopicPartition;
import io.vertx.kafka.client.consumer.KafkaConsumer;
import io.vertx.kafka.client.consumer.KafkaConsumerRecord;
import io.vertx.kafka.client.producer.KafkaHeader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the one partition of the inbox topic that carries this node's key. No consumer group: the position
/// is kept by
/// the agent. Whatever goes wrong, the consumer is closed and made anew after a while.
///
/// All methods are called on the loop.
public final class KafkaInbox implements InboxReader {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaInbox.class);
    /// How long a fetch waits at the broker for something to come. It is answered at once when something does.
    private static final Duration FETCH_WAIT = Duration.ofSeconds(30);
    /// An inbox record is small, and a partition is shared with many nodes.
    private static final int FETCH_BYTES = 256 << 10;

    private final Vertx vertx;
    private final KafkaAccess access;
    private final NodeId self;
    private final Loop loop;
    private final Listener listener;
    private final Backoff backoff;
    private final Complaint complaint = new Complaint(LOG);
    private Optional<InboxPosition> position;
    private Optional<KafkaConsumer<byte[], byte[]>> consumer = Optional.empty();
    private boolean isStopped;

    /// What to read and where to begin.
    ///
    /// @param position empty for the oldest record there is
    public record Place(KafkaAccess access, NodeId self, Optional<InboxPosition> position) {}

    public KafkaInbox(Vertx vertx, Place place, Reporter.Outlet outlet, Listener listener) {
        this.vertx = vertx;
        this.access = place.access();
        this.self = place.self();
        this.position = place.position();
        this.loop = outlet.loop();
        this.backoff = Backoff.patient(outlet.jitter());
        this.listener = listener;
    }

    /// What the client of one agent is told.
    public static Map<String, String> config(String bootstrapServers) {
        Map<String, String> config = new HashMap<>(KafkaClients.common(bootstrapServers, KafkaClients.MOST));
        config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, Long.toString(FETCH_WAIT.toMillis()));
        config.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, Long.toString(FETCH_WAIT.toMillis() + 15_000));
        config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, Integer.toString(FETCH_BYTES));
        config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, Integer.toString(FETCH_BYTES));
        config.put(ConsumerConfig.RECEIVE_BUFFER_CONFIG, "-1");
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        return Map.copyOf(config);
    }

    /// Where the default partitioner of Kafka's producer puts the records of a node.
    static int partition(NodeId node, int partitions) {
        return Utils.toPositive(Utils.murmur2(Topics.key(node))) % partitions;
    }

    @Override
    public void start() {
        if (isStopped) {
            return;
        }
        // Resolves names, reads files and loads classes: not on the event loop.
        vertx.executeBlocking(() -> KafkaConsumer.<byte[], byte[]>create(
                        vertx, KafkaClients.entering(access, config(access.bootstrapServers()))))
                .onComplete(made -> loop.run(() -> {
                    if (made.failed()) {
                        again(made.cause());
                    } else if (isStopped) {
                        made.result().close();
                    } else {
                        consumer = Optional.of(made.result());
                        open(made.result());
                    }
                }));
    }

    private void open(KafkaConsumer<byte[], byte[]> opened) {
        String topic = Topics.NODE_INBOX.name();
        opened.pollTimeout(FETCH_WAIT);
        opened.exceptionHandler(e -> loop.run(() -> failed(opened, e)));
        opened.partitionsFor(topic)
                .compose(partitions -> read(opened, topic, partitions))
                .onFailure(e -> loop.run(() -> failed(opened, e)));
    }

    private Future<Void> read(KafkaConsumer<byte[], byte[]> opened, String topic, List<PartitionInfo> partitions) {
        if (partitions.isEmpty()) {
            return Future.failedFuture(new IllegalStateException("there is no topic " + topic + " yet"));
        }
        int partition = partition(self, partitions.size());
        TopicPartition place = new TopicPartition(topic, partition);
        opened.handler(record -> loop.run(() -> take(opened, record)));
        Future<Void> assigned = opened.assign(place);
        return position.filter(last -> last.partition() == partition)
                .map(last -> assigned.compose(_ -> opened.seek(place, last.offset())))
                .orElse(assigned);
    }

    private void take(KafkaConsumer<byte[], byte[]> from, KafkaConsumerRecord<byte[], byte[]> record) {
        if (isStopped || consumer.filter(present -> present.equals(from)).isEmpty()) {
            return;
        }
        backoff.reset();
        complaint.over();
        InboxPosition next = new InboxPosition(record.partition(), record.offset() + 1);
        position = Optional.of(next);
        if (record.key() == null || record.value() == null) {
            return;
        }
        Map<String, String> headers = new HashMap<>();
        for (KafkaHeader header : record.headers()) {
            headers.put(header.key(), header.value().toString(StandardCharsets.UTF_8));
        }
        String key = new String(record.key(), StandardCharsets.UTF_8);
        listener.take(Envelope.of(record.topic(), key, headers, record.value()), next);
    }

    private void failed(KafkaConsumer<byte[], byte[]> broken, Throwable why) {
        if (consumer.filter(present -> present.equals(broken)).isPresent()) {
            consumer = Optional.empty();
            broken.close();
            again(why);
        }
    }

    private void again(Throwable why) {
        switch (KafkaClients.judged(access, why)) {
            // Who is not let in at all has been told of by the transport.
            case NotLetInException locked
            when locked.code().equals("kafka-not-allowed") ->
                complaint.error("the inbox cannot be read: " + locked.getMessage());
            case NotLetInException locked -> LOG.debug("the inbox waits", locked);
            default -> complaint.warn("the inbox cannot be read: " + why);
        }
        loop.after(backoff.next(), this::start);
    }

    @Override
    public Future<Void> stop() {
        isStopped = true;
        Future<Void> closed = consumer.map(KafkaConsumer::close).orElse(Future.succeededFuture());
        consumer = Optional.empty();
        return closed;
    }
}
