package io.holdfast.aggregator.stream;

import io.holdfast.aggregator.AggregatorConfig;
import io.holdfast.protocol.fleet.Audit;
import io.holdfast.protocol.wire.Envelope;
import io.holdfast.protocol.wire.MessageType;
import io.holdfast.protocol.wire.Wire;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes who asked for which change to `holdfast.fleet.audit.v1`, keyed by who. Callers never wait. What cannot be
/// written stands in the log and is counted.
public final class AuditTopic implements Consumer<Audit>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AuditTopic.class);
    private static final int WAITING = 10_000;
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final Producer<String, byte[]> producer;
    private final AtomicLong lost = new AtomicLong();
    /// The producer blocks where it knows no broker yet, so it has a thread of its own.
    private final ThreadPoolExecutor sender = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            Thread.ofPlatform().name("audit").factory());

    /// @param producer closed with it
    AuditTopic(Producer<String, byte[]> producer) {
        this.producer = producer;
    }

    public static AuditTopic start(AggregatorConfig config) {
        Map<String, Object> settings = KafkaEntrance.of(config.kafka());
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
        return new AuditTopic(new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer()));
    }

    @Override
    public void accept(Audit audit) {
        try {
            sender.execute(() -> send(audit));
        } catch (java.util.concurrent.RejectedExecutionException e) {
            lost(audit, e);
        }
    }

    /// How many could not be written.
    public long lost() {
        return lost.get();
    }

    private void send(Audit audit) {
        Envelope envelope = Records.said(MessageType.AUDIT, audit.who(), audit.id(), audit.at(), Wire.encode(audit));
        try {
            var _ = producer.send(
                    new ProducerRecord<>(
                            envelope.topic(),
                            null,
                            audit.at().toEpochMilli(),
                            envelope.key(),
                            envelope.data(),
                            Records.headers(envelope.headers())),
                    (_, failure) -> {
                        if (failure != null) {
                            lost(audit, failure);
                        }
                    });
        } catch (KafkaException | IllegalStateException e) {
            lost(audit, e);
        }
    }

    private void lost(Audit audit, Exception why) {
        lost.incrementAndGet();
        LOG.error("TRANSIENT not in the audit trail: {}: {}", audit, why.toString());
    }

    @Override
    public void close() {
        sender.shutdown();
        try {
            if (!sender.awaitTermination(CLOSE.toSeconds(), TimeUnit.SECONDS)) {
                sender.shutdownNow().forEach(_ -> lost.incrementAndGet());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(CLOSE);
    }
}
