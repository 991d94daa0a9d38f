package io.holdfast.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// The version this agent was built as, written into `version.txt` by the build.
public final class AgentVersion {
    private AgentVersion() {}

    /// As in `0.1.0`.
    public static String text() {
        try (InputStream file =
                Objects.requireNonNull(AgentVersion.class.getResourceAsStream("version.txt"), "version.txt")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
