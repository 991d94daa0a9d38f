package io.holdfast.aggregator.cli;

import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/// What a running aggregator writes to standard error: one line for each thing a person may want to know. Kafka's
/// clients print their whole configuration at INFO.
final class AggregatorLog {
    private static final String FORMAT = "java.util.logging.SimpleFormatter.format";
    private static final String CONFIGURED = "java.util.logging.config.file";

    /// `java.util.logging` forgets the level of a logger that nobody holds.
    private static final Map<Logger, Level> LEVELS = Map.of(
            Logger.getLogger("org.apache.kafka"), Level.WARNING,
            Logger.getLogger("org.apache.kafka.clients.NetworkClient"), Level.OFF,
            Logger.getLogger("io.netty"), Level.WARNING,
            // It writes a stack each time that the API server is away; we say it once.
            Logger.getLogger("io.fabric8"), Level.OFF);

    private AggregatorLog() {}

    /// Sets levels and format, unless the person who started the process has.
    static void start() {
        if (System.getProperty(CONFIGURED) != null) {
            return;
        }
        if (System.getProperty(FORMAT) == null) {
            System.setProperty(FORMAT, "%1$tFT%1$tT.%1$tL%1$tz %4$s %3$s: %5$s%6$s%n");
        }
        LEVELS.forEach(Logger::setLevel);
    }
}
