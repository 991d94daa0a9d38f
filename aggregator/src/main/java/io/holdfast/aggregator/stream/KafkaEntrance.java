package io.holdfast.aggregator.stream;

import io.holdfast.protocol.diagnosis.BrokerSeen;
import io.holdfast.protocol.diagnosis.Remark;
import io.holdfast.protocol.kafka.ClientSettings;
import io.holdfast.protocol.kafka.KafkaAccess;
import io.holdfast.protocol.kafka.Refusal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How each client of the aggregator gets in.
final class KafkaEntrance {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaEntrance.class);

    /// Work that needs the brokers' answer.
    interface Work {
        void with(Admin admin) throws ExecutionException, InterruptedException;
    }

    private KafkaEntrance() {}

    /// Where the brokers are and what lets in, and nothing else. Streams hands all of it to each of its clients.
    static Map<String, Object> of(KafkaAccess access) {
        Map<String, Object> settings = new HashMap<>(access.source().read().values());
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, access.bootstrapServers());
        return settings;
    }

    /// Closes a reader at its end. Brokers that are away or let nobody in are no reason to die of.
    static void leave(Consumer<?, ?> consumer) {
        try {
            consumer.close();
        } catch (KafkaException e) {
            LOG.debug("while leaving", e);
        }
    }

    /// The first contact.
    ///
    /// @throws IllegalStateException in one line, what has to be mended before the brokers let this program in
    static void first(KafkaAccess access, Work work) throws ExecutionException, InterruptedException {
        ClientSettings settings = access.source().read();
        Optional<BrokerSeen> trouble =
                settings.usesTls() ? Optional.empty() : BrokerContact.trouble(access.bootstrapServers(), settings);
        if (trouble.isPresent() && trouble.get() instanceof BrokerSeen.Refused(Remark.Fault why)) {
            throw new IllegalStateException(Refusal.line(why));
        }
        try (Admin admin = Admin.create(of(access))) {
            work.with(admin);
        } catch (ExecutionException | KafkaException e) {
            Optional<Remark.Fault> fault = Refusal.of(access.bootstrapServers(), access.file(), e);
            if (fault.isPresent()) {
                throw new IllegalStateException(Refusal.line(fault.get()), e);
            }
            throw e;
        }
    }
}
