package io.holdfast.agent.report;

import io.holdfast.protocol.kafka.KafkaAccess;
import io.holdfast.protocol.wire.Envelope;
import io.holdfast.protocol.wire.Topics;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.producer.KafkaProducer;
import io.vertx.kafka.client.producer.KafkaProducerRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future.State;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One Kafka producer, made when first needed and made anew after an error that it does not recover from.
///
/// Idempotent with `acks=all` and no delivery time-out: a record that was taken is delivered once, in
/// order, however
/// long the broker is away.
public final class KafkaTransport implements Transport {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaTransport.class);
    private static final int BUFFER_BYTES = 4 << 20;

    private final Vertx vertx;
    private final KafkaAccess access;
    private final Duration heartbeat;
    private final Complaint complaint = new Complaint(LOG);
    private Optional<NotLetInException> lockedOut = Optional.empty();
    private Optional<Future<KafkaProducer<byte[], byte[]>>> producer = Optional.empty();
    private boolean isClosed;

    /// Prepares to send; connects with the first record.
    ///
    /// @param heartbeat interval at which its nodes report: after an outage it is back within one, since
    /// three missed ones are silence
    public KafkaTransport(Vertx vertx, KafkaAccess access, Duration heartbeat) {
        this.vertx = vertx;
        this.access = access;
        this.heartbeat = heartbeat;
    }

    /// What the client of one agent is told.
    public static Map<String, String> config(String bootstrapServers, Duration heartbeat) {
        Map<String, String> config = new HashMap<>(KafkaClients.common(bootstrapServers, heartbeat));
        config.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        config.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.toString(Integer.MAX_VALUE));
        // Only the wait for metadata ends: before the first contact nothing is taken, and the sender keeps what it has.
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, "10000");
        config.put(ProducerConfig.LINGER_MS_CONFIG, "0");
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, Integer.toString(BUFFER_BYTES));
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(Topics.MAX_RECORD_BYTES));
        return Map.copyOf(config);
    }

    @Override
    public Future<Void> send(Envelope record) {
        return producer()
                .compose(open -> open.send(kafka(record)).transform(sent -> {
                    if (sent.succeeded()) {
                        delivered();
                        return Future.succeededFuture();
                    }
                    return Future.failedFuture(giveUp(open, sent.cause()));
                }));
    }

    @Override
    public List<Future<Void>> sendInOrder(List<Envelope> records) {
        List<Promise<Void>> answers =
                records.stream().map(_ -> Promise.<Void>promise()).toList();
        producer()
                .compose(open -> vertx.executeBlocking(() -> handOver(open, records, answers)))
                .onFailure(e -> {
                    Throwable why = behind(e);
                    answers.forEach(answer -> answer.tryFail(why));
                });
        return answers.stream().map(Promise::future).toList();
    }

    /// The client's own `send` returns when the record is in its buffer or will never be (no metadata, too
    /// large, closed); that of Vert.x returns before.
    ///
    /// @return how many were taken
    private int handOver(KafkaProducer<byte[], byte[]> open, List<Envelope> records, List<Promise<Void>> answers) {
        for (int i = 0; i < records.size(); i++) {
            Promise<Void> answer = answers.get(i);
            var taken = open.unwrap().send(kafka(records.get(i)).record(), (_, e) -> {
                if (e == null) {
                    delivered();
                    answer.tryComplete();
                } else {
                    answer.tryFail(giveUp(open, e));
                }
            });
            if (taken.state() == State.FAILED) {
                answers.subList(i + 1, answers.size())
                        .forEach(rest -> rest.tryFail(new IllegalStateException("one before it was not taken")));
                return i;
            }
        }
        return records.size();
    }

    private static KafkaProducerRecord<byte[], byte[]> kafka(Envelope record) {
        KafkaProducerRecord<byte[], byte[]> kafka = KafkaProducerRecord.create(
                record.topic(), record.key().getBytes(StandardCharsets.UTF_8), record.data());
        record.headers().forEach(kafka::addHeader);
        return kafka;
    }

    private synchronized Future<KafkaProducer<byte[], byte[]>> producer() {
        if (isClosed) {
            return Future.failedFuture(new IllegalStateException("the transport is closed"));
        }
        if (producer.isEmpty()) {
            // Resolves names, reads files and loads classes: not on the event loop.
            Future<KafkaProducer<byte[], byte[]>> made = vertx.executeBlocking(this::create);
            producer = Optional.of(made);
            made.onFailure(_ -> forget(made));
        }
        return producer.get();
    }

    private KafkaProducer<byte[], byte[]> create() {
        KafkaProducer<byte[], byte[]> created;
        try {
            created = KafkaProducer.create(
                    vertx, KafkaClients.entering(access, config(access.bootstrapServers(), heartbeat)));
        } catch (KafkaException e) {
            throw told(e);
        }
        // Each failure also reaches the sender of its record, who tells it.
        created.exceptionHandler(_ -> {});
        return created;
    }

    private synchronized void forget(Future<KafkaProducer<byte[], byte[]>> failed) {
        producer = producer.filter(present -> !present.equals(failed));
    }

    /// The failure by what it means, told once where somebody has to mend something.
    private synchronized RuntimeException told(Throwable failure) {
        RuntimeException judged = KafkaClients.judged(access, failure);
        if (judged instanceof NotLetInException reason) {
            lockedOut = Optional.of(reason);
            complaint.error("nothing can be reported: " + reason.getMessage());
        }
        return judged;
    }

    /// The first failure of a producer was told; what was under way in it fails for the same reason, whatever it says.
    private synchronized Throwable behind(Throwable later) {
        return lockedOut.<Throwable>map(reason -> reason).orElse(later);
    }

    private synchronized void delivered() {
        lockedOut = Optional.empty();
        complaint.over();
    }

    /// @return what the sender of the record is told
    private Throwable giveUp(KafkaProducer<byte[], byte[]> broken, Throwable why) {
        if (why instanceof RetriableException || why instanceof RecordTooLargeException) {
            return why;
        }
        RuntimeException told;
        synchronized (this) {
            if (producer.filter(
                            present -> present.succeeded() && present.result().equals(broken))
                    .isEmpty()) {
                return behind(why);
            }
            producer = Optional.empty();
            told = told(why);
        }
        if (!(told instanceof NotLetInException)) {
            LOG.error("OPERATOR the Kafka producer gave up and is made anew: {}", why.toString());
        }
        broken.close(1);
        return told;
    }

    /// Takes no more records, and gives those under way a second.
    public Future<Void> closed() {
        Optional<Future<KafkaProducer<byte[], byte[]>>> last;
        synchronized (this) {
            isClosed = true;
            last = producer;
            producer = Optional.empty();
        }
        return last.map(made -> made.compose(open -> open.close(1000))).orElse(Future.succeededFuture());
    }
}
