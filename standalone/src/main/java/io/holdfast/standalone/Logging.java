package io.holdfast.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/// Where this process logs: `log/holdfast.log`, four files of 16 MiB in turn, nothing on the console.
///
/// Ours from INFO, the broker and the Kafka clients from WARNING: at INFO they print their whole configuration for each
/// of a thousand clients.
final class Logging {
    private static final int FILE_BYTES = 16 << 20;
    private static final int FILES = 4;

    /// `java.util.logging` forgets the level of a logger that nobody holds.
    private static final Map<Logger, Level> LEVELS = Map.of(
            Logger.getLogger("kafka"), Level.WARNING,
            Logger.getLogger("org.apache.kafka"), Level.WARNING,
            Logger.getLogger("state.change.logger"), Level.WARNING,
            Logger.getLogger("io.netty"), Level.WARNING,
            // Says for each early client that the offsets topic is there already.
            Logger.getLogger("kafka.server.DefaultAutoTopicCreationManager"), Level.SEVERE);

    private Logging() {}

    /// Starts to log into a folder; returns the file that is written first.
    static Path into(Path folder) {
        try {
            Files.createDirectories(folder);
            // A pattern, in which `%g` is the number of the file in its turn: the newest is 0.
            FileHandler file = new FileHandler(folder + "/holdfast.%g.log", FILE_BYTES, FILES, true);
            file.setFormatter(new SimpleFormatter() {
                @Override
                public String format(java.util.logging.LogRecord record) {
                    return line(record);
                }
            });
            LogManager.getLogManager().reset();
            Logger all = Logger.getLogger("");
            for (Handler handler : all.getHandlers()) {
                all.removeHandler(handler);
            }
            all.addHandler(file);
            all.setLevel(Level.INFO);
            LEVELS.forEach(Logger::setLevel);
            return folder.resolve("holdfast.0.log");
        } catch (IOException e) {
            throw new CannotStartException("cannot log into " + folder + ": " + e.getMessage(), e);
        }
    }

    private static String line(java.util.logging.LogRecord record) {
        StringBuilder line = new StringBuilder()
                .append(record.getInstant())
                .append(' ')
                .append(record.getLevel())
                .append(' ')
                .append(record.getLoggerName())
                .append(": ")
                .append(new SimpleFormatter().formatMessage(record))
                .append('\n');
        if (record.getThrown() != null) {
            java.io.StringWriter trace = new java.io.StringWriter();
            record.getThrown().printStackTrace(new java.io.PrintWriter(trace));
            line.append(trace);
        }
        return line.toString();
    }
}
