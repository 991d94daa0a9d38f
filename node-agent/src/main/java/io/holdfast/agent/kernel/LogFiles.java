package io.holdfast.agent.kernel;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.host.KernelLogFile;
import io.holdfast.agent.parse.LogMessages;
import io.holdfast.agent.parse.LogRecord;
import io.holdfast.agent.parse.LogText;
import io.holdfast.agent.parse.Sighting;
import io.holdfast.agent.probe.Readings;
import io.holdfast.protocol.fact.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The file to which a syslog writes what the kernel says. Everybody who may log can write such lines too: what they
/// say is at most a warning.
final class LogFiles implements LogSource {
    /// Debian's file of the kernel, Red Hat's of all, Debian's of all.
    static final List<String> PLACES = List.of("/var/log/kern.log", "/var/log/messages", "/var/log/syslog");

    private static final long LOOK_SECONDS = 1;

    /// A later line may be earlier by this much and still be of the same boot.
    private static final long SLACK = 60_000_000;

    private final HostRoot host;
    private final InstantSource clock;
    private final CountDownLatch closed = new CountDownLatch(1);

    LogFiles(HostRoot host, InstantSource clock) {
        this.host = host;
        this.clock = clock;
    }

    @Override
    public void run(Listener listener, LogPosition position) throws InterruptedException {
        listener.catchingUp();
        Optional<Reading.Missing> why = Optional.empty();
        for (String path : PLACES) {
            KernelLogFile file = new KernelLogFile(host, path);
            Attribute<KernelLogFile.Lines> first = file.more();
            if (first instanceof Attribute.Value<KernelLogFile.Lines>(String _, KernelLogFile.Lines lines)) {
                List<LogRecord> records = ofThisBoot(LogText.records(lines.text(), 1, clock.instant()));
                if (!records.isEmpty() && isOfThisBoot(host, path, clock.instant())) {
                    follow(file, path, records, new Sink(listener, position));
                    return;
                }
            }
            why = why.or(() -> missing(first));
        }
        listener.refused(why.filter(missing -> missing.why() != Reading.Why.ABSENT)
                .orElseGet(() -> Reading.missing(
                        Reading.Why.ABSENT, "no line of the kernel of this boot in " + String.join(", ", PLACES))));
    }

    private void follow(KernelLogFile file, String path, List<LogRecord> first, Sink sink) throws InterruptedException {
        sink.take(path, first);
        sink.listener.caughtUp();
        while (!closed.await(LOOK_SECONDS, TimeUnit.SECONDS)) {
            // While a log is rotated there is none for a moment.
            if (file.more() instanceof Attribute.Value<KernelLogFile.Lines>(String _, KernelLogFile.Lines lines)) {
                sink.take(path, LogText.records(lines.text(), 1, clock.instant()));
            }
        }
    }

    /// Where the lines go.
    private final class Sink {
        private final Listener listener;
        private long heard;

        Sink(Listener listener, LogPosition position) {
            this.listener = listener;
            this.heard = position.usec();
        }

        /// A line has no number; the time since boot stands for it. A line without one is of now.
        private void take(String path, List<LogRecord> records) throws InterruptedException {
            long before = heard;
            for (LogRecord record : records) {
                long now = now();
                long usec = record.usec() == LogRecord.NO_TIME ? now : record.usec();
                if (usec <= before || usec > now + SLACK) {
                    continue;
                }
                List<Sighting> sightings = LogMessages.sightings(record);
                if (!sightings.isEmpty()) {
                    Instant at = clock.instant().plusNanos((usec - now) * 1_000);
                    String name = "file-" + usec + "-"
                            + Integer.toHexString(record.text().hashCode());
                    listener.heard(new Heard(name, usec, at, sightings));
                }
                heard = Math.max(heard, usec);
            }
            listener.readTo(LogPosition.numbered(path, heard, heard), 0);
        }
    }

    /// The lines after the last time that the time since boot fell back. A file whose lines have no such time holds
    /// several boots and does not tell where one begins: none of what it has is taken.
    static List<LogRecord> ofThisBoot(List<LogRecord> records) {
        int begin = 0;
        long before = LogRecord.NO_TIME;
        for (int i = 0; i < records.size(); i++) {
            long usec = records.get(i).usec();
            if (usec != LogRecord.NO_TIME) {
                begin = usec + SLACK < before ? i : begin;
                before = usec;
            }
        }
        return records.subList(begin, records.size()).stream()
                .filter(record -> record.usec() != LogRecord.NO_TIME)
                .toList();
    }

    /// A file that was not written since boot is of an earlier one.
    static boolean isOfThisBoot(HostRoot host, String path, Instant now) {
        Optional<Path> here = host.here(path);
        try {
            return here.isPresent()
                    && Files.getLastModifiedTime(here.get())
                            .toInstant()
                            .isAfter(now.minusNanos(Uptime.micros(host).orElse(0L) * 1_000));
        } catch (IOException _) {
            return false;
        }
    }

    private static <T> Optional<Reading.Missing> missing(Attribute<T> refused) {
        return Readings.of(refused, _ -> Optional.of(new Reading.Text(""))) instanceof Reading.Missing missing
                ? Optional.of(missing)
                : Optional.empty();
    }

    @Override
    public long now() {
        return Uptime.micros(host).orElse(System.nanoTime() / 1_000);
    }

    /// This process does not outlive its boot.
    @Override
    public void bootChanged() {}

    @Override
    public void close() {
        closed.countDown();
    }
}
