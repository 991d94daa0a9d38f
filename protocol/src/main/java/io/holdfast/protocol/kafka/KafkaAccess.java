package io.holdfast.protocol.kafka;

/// Where Kafka is, and what lets a client in there.
///
/// @param bootstrapServers `host:port`, separated by commas
/// @param file where the settings stand; empty for none
public record KafkaAccess(String bootstrapServers, String file, Source source) {
    /// Where the settings come from. They are read anew for every client, so that what was mended in a file counts
    /// from the next client on.
    public interface Source {
        /// Reads them as they stand now.
        ///
        /// @throws ClientSettingsException what cannot be used, with its place
        ClientSettings read();
    }

    /// Whoever asks is let in, in the clear.
    public static KafkaAccess plain(String bootstrapServers) {
        return new KafkaAccess(bootstrapServers, "", () -> ClientSettings.NONE);
    }

    /// As a settings file says.
    ///
    /// @param file its path; empty for none
    /// @param files reads it and those it names
    public static KafkaAccess of(String bootstrapServers, String file, ClientSettingsReader.Files files) {
        if (file.isEmpty()) {
            return plain(bootstrapServers);
        }
        return new KafkaAccess(bootstrapServers, file, () -> ClientSettingsReader.read(file, files));
    }

    /// Reads the settings once and forgets them.
    ///
    /// @throws ClientSettingsException what cannot be used now, with its place
    public KafkaAccess checked() {
        var _ = source.read();
        return this;
    }

    /// The addresses alone: what lets in is nobody's business.
    @Override
    public String toString() {
        return bootstrapServers;
    }
}
