package io.holdfast.aggregator;

import java.nio.file.Path;
import java.util.Optional;

/// Dashboard and API: where they are served, and who is let in.
///
/// @param tokens file of tokens; without one whoever is on this machine may do everything, and nobody else is served
public record WebConfig(Listen listen, Optional<Path> tokens) {
    public WebConfig {
        if (tokens.isEmpty() && !listen.isLoopback()) {
            throw new IllegalArgumentException("listener " + listen.host() + ":" + listen.port()
                    + ": only loopback is served until a tokens file says who may come in");
        }
    }

    /// Served to this machine only, to everybody on it.
    public static WebConfig loopback(int port) {
        return new WebConfig(Listen.loopback(port), Optional.empty());
    }
}
