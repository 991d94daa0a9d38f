package io.holdfast.protocol.kafka;

import java.util.Map;

/// What every Kafka client of ours is told beside what it is told by us.
///
/// @param file where it stands; empty for none
/// @param values by Kafka's own names; secrets among them
public record ClientSettings(String file, Map<String, String> values) {
    public static final String PROTOCOL = "security.protocol";

    /// In the clear.
    static final ClientSettings NONE = new ClientSettings("", Map.of());

    public ClientSettings {
        values = Map.copyOf(values);
    }

    /// Whether the brokers are spoken to over TLS.
    public boolean usesTls() {
        return values.getOrDefault(PROTOCOL, "PLAINTEXT").endsWith("SSL");
    }

    /// Whether the client says a name and a password.
    public boolean usesSasl() {
        return values.getOrDefault(PROTOCOL, "PLAINTEXT").startsWith("SASL");
    }

    /// Names only.
    @Override
    public String toString() {
        return "settings of " + file + ": " + values.keySet().stream().sorted().toList();
    }
}
