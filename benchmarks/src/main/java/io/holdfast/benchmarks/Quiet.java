package io.holdfast.benchmarks;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Keeps the libraries' INFO lines out of the figures.
final class Quiet {
    /// `java.util.logging` forgets the level of a logger that nobody holds.
    private static final List<Logger> HELD =
            List.of(Logger.getLogger("kafka"), Logger.getLogger("org.apache.kafka"), Logger.getLogger("state"));

    private Quiet() {}

    static void logging() {
        Logger.getLogger("").setLevel(Level.WARNING);
        HELD.forEach(logger -> logger.setLevel(Level.SEVERE));
    }
}
