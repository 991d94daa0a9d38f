package io.holdfast.protocol.kafka;

/// A settings file of Kafka cannot be used. The message is one line that names file, line, key and what was expected,
/// and never a value that may be secret.
public final class ClientSettingsException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    ClientSettingsException(String message) {
        super(message);
    }

    ClientSettingsException(String message, Throwable cause) {
        super(message, cause);
    }
}
