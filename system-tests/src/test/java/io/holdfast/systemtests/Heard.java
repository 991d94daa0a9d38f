package io.holdfast.systemtests;

import java.text.MessageFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// What is said in the log while it is open.
final class Heard extends Handler implements AutoCloseable {
    private static final Logger ROOT = Logger.getLogger("");

    private final String ours;
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();

    private Heard(String ours) {
        this.ours = ours;
    }

    /// @param ours prefix of the loggers that `lines` are of
    static Heard by(String ours) {
        Heard heard = new Heard(ours);
        heard.setLevel(Level.ALL);
        ROOT.addHandler(heard);
        return heard;
    }

    /// Warnings and errors of ours.
    List<String> lines() {
        return records.stream()
                .filter(record -> record.getLoggerName() != null
                        && record.getLoggerName().startsWith(ours)
                        && record.getLevel().intValue() >= Level.WARNING.intValue())
                .map(Heard::line)
                .toList();
    }

    private static String line(LogRecord record) {
        return record.getParameters() == null
                ? record.getMessage()
                : MessageFormat.format(record.getMessage(), record.getParameters());
    }

    @Override
    public void publish(LogRecord record) {
        records.add(record);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        ROOT.removeHandler(this);
    }
}
