package io.holdfast.agent.kernel;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.host.KernelLog;
import io.holdfast.agent.host.KernelLogReader;
import io.holdfast.agent.parse.KmsgRecord;
import io.holdfast.agent.parse.LogMessages;
import io.holdfast.agent.parse.LogRecord;
import io.holdfast.agent.parse.Sighting;
import io.holdfast.agent.probe.Readings;
import io.holdfast.protocol.fact.Reading;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// `/dev/kmsg` of the machine this process runs on, from the oldest record it still has.
final class LogDevice implements LogSource {
    private static final String SOURCE = KernelLog.DEVICE;
    private static final long MICROS = 1_000_000;

    private final HostRoot host;
    private final InstantSource clock;
    private final Object lock = new Object();
    private Optional<KernelLogReader> open = Optional.empty();
    private boolean isClosed;

    LogDevice(HostRoot host, InstantSource clock) {
        this.host = host;
        this.clock = clock;
    }

    @Override
    public void run(Listener listener, LogPosition position) throws InterruptedException {
        switch (KernelLogReader.open(host)) {
            case Attribute.Value<KernelLogReader>(String _, KernelLogReader reader) -> {
                synchronized (lock) {
                    if (isClosed) {
                        reader.close();
                        return;
                    }
                    open = Optional.of(reader);
                }
                Intake intake = new Intake(listener, position);
                while (intake.take(reader.next())) {
                    // to the end of the boot
                }
            }
            case Attribute<KernelLogReader> refused -> refuse(listener, refused);
        }
    }

    private static <T> void refuse(Listener listener, Attribute<T> why) {
        if (Readings.of(why, _ -> Optional.empty()) instanceof Reading.Missing missing) {
            listener.refused(missing);
        }
    }

    /// One run over the device.
    final class Intake {
        private final Listener listener;
        private final LogPosition heardBefore;
        private long last;

        Intake(Listener listener, LogPosition position) {
            this.listener = listener;
            this.heardBefore = position;
            this.last = position.sequenceIn(SOURCE);
        }

        /// Whether there may be more.
        boolean take(KernelLogReader.Next next) throws InterruptedException {
            return switch (next) {
                case KernelLogReader.Next.Line(String text) -> {
                    Optional<KmsgRecord> record = KmsgRecord.of(text);
                    if (record.isPresent()) {
                        take(record.get());
                    }
                    yield true;
                }
                // How many is told by the number of the next record.
                case KernelLogReader.Next.Overwritten() -> true;
                case KernelLogReader.Next.End() -> false;
                case KernelLogReader.Next.Refused(Attribute<String> why) -> {
                    refuse(listener, why);
                    yield false;
                }
            };
        }

        private void take(KmsgRecord record) throws InterruptedException {
            long sequence = record.sequence();
            if (heardBefore.covers(SOURCE, sequence, record.usec())) {
                return;
            }
            long lost = last < 0 ? 0 : Math.max(0, sequence - last - 1);
            last = sequence;
            if (record.isOfKernel() && LogMessages.mayTell(record.escaped())) {
                LogRecord said = record.record();
                List<Sighting> sightings = LogMessages.sightings(said);
                if (!sightings.isEmpty()) {
                    listener.heard(new Heard("kmsg-" + sequence, record.usec(), wall(record.usec()), sightings));
                }
            }
            listener.readTo(LogPosition.numbered(SOURCE, sequence, record.usec()), lost);
        }
    }

    /// The clock may have been set since the record was written; time since boot was not.
    private Instant wall(long usec) {
        return clock.instant().plusNanos((usec - now()) * 1_000);
    }

    @Override
    public long now() {
        return Uptime.micros(host).orElse(System.nanoTime() / (1_000_000_000 / MICROS));
    }

    /// This process does not outlive its boot.
    @Override
    public void bootChanged() {}

    @Override
    public void close() {
        synchronized (lock) {
            isClosed = true;
            open.ifPresent(KernelLogReader::close);
        }
    }
}
