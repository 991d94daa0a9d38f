package io.holdfast.aggregator;

import java.nio.file.Path;
import java.util.Optional;

/// Where agents enrol, and by what proof.
///
/// @param tls without it only loopback is served: what passes here are secrets
/// @param admitsSecret whether the bootstrap secret lets in; it proves that an agent is a member, not which
public record EnrolmentConfig(Listen listen, Optional<TlsFiles> tls, boolean admitsSecret) {
    /// What the listener shows, in PEM. Both files are looked at again all the time, for certificates are renewed.
    ///
    /// @param certificates the listener's own first, then those between it and the one that agents trust
    public record TlsFiles(Path certificates, Path key) {}

    public EnrolmentConfig {
        if (tls.isEmpty() && !listen.isLoopback()) {
            throw new IllegalArgumentException("listener " + listen.host() + ":" + listen.port()
                    + ": agents enrol over loopback only, unless a certificate and its key are given");
        }
    }

    /// For agents of this machine, by the bootstrap secret.
    public static EnrolmentConfig loopback(int port) {
        return new EnrolmentConfig(Listen.loopback(port), Optional.empty(), true);
    }
}
