package io.holdfast.protocol.kafka;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Kafka's names of the settings that whoever runs the brokers decides on. All others are ours to set.
final class KafkaNames {
    static final String JAAS = "sasl.jaas.config";
    static final String MECHANISM = "sasl.mechanism";

    /// A key with this behind its name holds the path of a file with the value.
    static final String BY_FILE = ".file";

    /// Values that may be secret, or that are long: each may lie in a file of its own.
    static final Set<String> IN_FILES = Set.of(
            JAAS,
            "ssl.key.password",
            "ssl.keystore.certificate.chain",
            "ssl.keystore.key",
            "ssl.keystore.password",
            "ssl.truststore.certificates",
            "ssl.truststore.password");

    /// Values that are paths.
    static final Set<String> PATHS = Set.of("ssl.keystore.location", "ssl.truststore.location");

    /// By a key that is PEM whatever happens, the key that has to say so.
    static final Map<String, String> PEM_TYPES = Map.of(
            "ssl.keystore.certificate.chain", "ssl.keystore.type",
            "ssl.keystore.key", "ssl.keystore.type",
            "ssl.truststore.certificates", "ssl.truststore.type");

    static final Set<String> PROTOCOLS = Set.of("PLAINTEXT", "SASL_PLAINTEXT", "SASL_SSL", "SSL");

    static final Set<String> MECHANISMS = Set.of("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512");

    /// All that a file may set.
    static final Set<String> KNOWN = known();

    /// What belongs to security and cannot be had here, by how its name begins or what it has in it.
    private static final Map<String, String> REFUSED = Map.of(
            "sasl.kerberos.", "Kerberos is left out: expected PLAIN or SCRAM",
            "sasl.oauthbearer.", "OAuth is left out: expected PLAIN or SCRAM",
            "sasl.login.", "logging in is not to be changed: expected sasl.mechanism and sasl.jaas.config",
            ".callback.handler.", "no class of your own can be loaded",
            "ssl.engine.factory.", "no class of your own can be loaded",
            "config.providers", "providers are left out: expected the key with .file behind it, and a path");

    private KafkaNames() {}

    private static Set<String> known() {
        Set<String> names = new TreeSet<>(IN_FILES);
        names.addAll(PATHS);
        names.addAll(PEM_TYPES.values());
        names.addAll(Set.of(
                ClientSettings.PROTOCOL,
                MECHANISM,
                "ssl.cipher.suites",
                "ssl.enabled.protocols",
                "ssl.endpoint.identification.algorithm",
                "ssl.keymanager.algorithm",
                "ssl.protocol",
                "ssl.provider",
                "ssl.secure.random.implementation",
                "ssl.trustmanager.algorithm",
                "client.dns.lookup",
                "connections.max.idle.ms",
                "socket.connection.setup.timeout.max.ms",
                "socket.connection.setup.timeout.ms"));
        return Set.copyOf(names);
    }

    /// Why a name of Kafka's security is not taken; empty where it is none.
    static Optional<String> refused(String name) {
        return REFUSED.entrySet().stream()
                .filter(one ->
                        one.getKey().startsWith(".") ? name.contains(one.getKey()) : name.startsWith(one.getKey()))
                .map(Map.Entry::getValue)
                .sorted()
                .findFirst();
    }
}
