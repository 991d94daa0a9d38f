package io.holdfast.systemtests;

import io.holdfast.protocol.kafka.KafkaAccess;
import io.holdfast.standalone.EmbeddedBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A broker that asks who is there: by name and password over TLS, or by certificate.
final class GuardedBroker implements RunningBroker {
    private static final String SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule";

    private final Path data;
    private final Certificate own;
    private final EmbeddedBroker.Guard guard;
    private EmbeddedBroker broker;

    private GuardedBroker(Path data, Certificate own, EmbeddedBroker.Guard guard) {
        this.data = data;
        this.own = own;
        this.guard = guard;
        this.broker = EmbeddedBroker.start(data, 0, guard);
    }

    /// SASL_SSL with SCRAM-SHA-512.
    static GuardedBroker byPassword(Path folder, Map<String, String> passwords) throws Exception {
        Certificate own = Certificate.in(folder, "broker");
        Map<String, String> settings = shown(own);
        settings.put("sasl.enabled.mechanisms", "SCRAM-SHA-512");
        settings.put("listener.name.clients.scram-sha-512.sasl.jaas.config", SCRAM + " required;");
        List<String> users = passwords.entrySet().stream()
                .map(user -> "SCRAM-SHA-512=[name=%s,password=%s]".formatted(user.getKey(), user.getValue()))
                .toList();
        return new GuardedBroker(folder.resolve("kafka"), own, new EmbeddedBroker.Guard("SASL_SSL", users, settings));
    }

    /// TLS with certificates on both sides, and rights by the names in them.
    ///
    /// @param superUser name of a certificate that may do everything
    static GuardedBroker byCertificate(Path folder, String superUser, Certificate... clients) throws Exception {
        Certificate own = Certificate.in(folder, "broker");
        StringBuilder trusted = new StringBuilder();
        for (Certificate client : clients) {
            trusted.append(Files.readString(client.certificate()));
        }
        Map<String, String> settings = shown(own);
        settings.put("ssl.client.auth", "required");
        settings.put("ssl.truststore.type", "PEM");
        settings.put("ssl.truststore.certificates", trusted.toString());
        settings.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        settings.put("super.users", "User:ANONYMOUS;User:CN=" + superUser);
        return new GuardedBroker(folder.resolve("kafka"), own, new EmbeddedBroker.Guard("SSL", List.of(), settings));
    }

    private static Map<String, String> shown(Certificate own) throws IOException {
        Map<String, String> settings = new HashMap<>();
        settings.put("ssl.keystore.type", "PEM");
        settings.put("ssl.keystore.key", Files.readString(own.key()));
        settings.put("ssl.keystore.certificate.chain", Files.readString(own.certificate()));
        return settings;
    }

    /// What its certificate is vouched for by.
    Path ca() {
        return own.certificate();
    }

    int port() {
        return broker.port();
    }

    /// Writes a settings file for a user, as a person would.
    Path password(Path file, String user, String password) {
        return write(file, """
                security.protocol=SASL_SSL
                sasl.mechanism=SCRAM-SHA-512
                sasl.jaas.config=%s required username="%s" password="%s";
                ssl.truststore.type=PEM
                ssl.truststore.location=%s
                """.formatted(SCRAM, user, password, ca()));
    }

    /// Writes a settings file for the owner of a certificate: all of it by file.
    Path certificate(Path file, Certificate owner) {
        return write(file, """
                security.protocol=SSL
                ssl.truststore.certificates.file=%s
                ssl.keystore.certificate.chain.file=%s
                ssl.keystore.key.file=%s
                """.formatted(ca(), owner.certificate(), owner.key()));
    }

    private static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    KafkaAccess access(Path file) {
        return KafkaAccess.of(bootstrapServers(), file.toString(), path -> Files.readString(Path.of(path)));
    }

    @Override
    public String bootstrapServers() {
        return broker.bootstrapServers();
    }

    @Override
    public void takeAway() {
        broker.close();
    }

    @Override
    public void restore() {
        broker = EmbeddedBroker.start(data, broker.port(), guard);
    }

    @Override
    public void close() {
        broker.close();
    }
}
