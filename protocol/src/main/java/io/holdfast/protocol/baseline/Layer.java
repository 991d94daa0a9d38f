package io.holdfast.protocol.baseline;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The parts a baseline is put together from, in this order: what a later one says of the same instances replaces
/// what an earlier one says.
public enum Layer {
    /// What holds on every node.
    BASE,
    /// What the server is.
    PLATFORM,
    /// What runs on it: Kubernetes, its operators, the network stack.
    SERVICE,
    /// Its GPUs.
    ACCELERATOR,
    /// Its operating system.
    OS,
    /// What this node is for, and what only this site wants.
    ROLE,
    /// A word of a newer writer.
    UNKNOWN;

    /// The word in a baseline.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Layer> of(String word) {
        return Arrays.stream(values())
                .filter(layer -> layer != UNKNOWN && layer.word().equals(word))
                .findFirst();
    }
}
