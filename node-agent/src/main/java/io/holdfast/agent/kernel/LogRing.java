package io.holdfast.agent.kernel;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.host.KernelLogReader;
import io.holdfast.agent.host.KernelRing;
import io.holdfast.agent.parse.LogMessages;
import io.holdfast.agent.parse.LogRecord;
import io.holdfast.agent.parse.RingText;
import io.holdfast.agent.parse.Sighting;
import io.holdfast.agent.probe.Readings;
import io.holdfast.protocol.fact.Reading;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// What the kernel says, by `syslog(2)`: looked at once a second, because the call that waits takes records away from
/// others. Records have no number there; their time since boot stands for it.
final class LogRing implements LogSource {
    private static final long LOOK_SECONDS = 1;

    /// Looked at each time; all of the ring where more than that was said since.
    private static final int LITTLE = 16 << 10;

    static final int ALL = 64 << 20;

    /// Reads the newest bytes of the ring.
    interface Ring {
        Attribute<String> newest(int max);
    }

    private final HostRoot host;
    private final InstantSource clock;
    private final Ring ring;
    private final CountDownLatch closed = new CountDownLatch(1);

    LogRing(HostRoot host, InstantSource clock) {
        this(host, clock, max -> isRefused(host) ? KernelRing.newest(max) : new Attribute.Absent<>(KernelRing.SOURCE));
    }

    /// The device is better: it numbers its records, and says which were lost.
    private static boolean isRefused(HostRoot host) {
        return switch (KernelLogReader.open(host)) {
            case Attribute.NotPermitted<KernelLogReader> _ -> true;
            case Attribute.Value<KernelLogReader>(String _, KernelLogReader reader) -> {
                reader.close();
                yield false;
            }
            case Attribute<KernelLogReader> _ -> false;
        };
    }

    LogRing(HostRoot host, InstantSource clock, Ring ring) {
        this.host = host;
        this.clock = clock;
        this.ring = ring;
    }

    @Override
    public void run(Listener listener, LogPosition position) throws InterruptedException {
        listener.catchingUp();
        long heard = position.usec();
        boolean isFirst = true;
        do {
            Attribute<String> read = ring.newest(isFirst ? ALL : LITTLE);
            if (!(read instanceof Attribute.Value<String>(String _, String text))) {
                listener.refused((Reading.Missing) Readings.of(read, _ -> Optional.empty()));
                return;
            }
            List<LogRecord> records = RingText.records(text);
            if (isFirst && records.isEmpty()) {
                listener.refused(Reading.missing(
                        Reading.Why.ABSENT,
                        "no record of the kernel with a time (printk.time) by " + KernelRing.SOURCE));
                return;
            }
            if (!isFirst && !records.isEmpty() && records.getFirst().usec() > heard) {
                records = ring.newest(ALL).map(RingText::records) instanceof Attribute.Value<List<LogRecord>> all
                        ? all.content()
                        : records;
            }
            heard = take(records, heard, listener);
            if (isFirst) {
                listener.caughtUp();
                isFirst = false;
            }
        } while (!closed.await(LOOK_SECONDS, TimeUnit.SECONDS));
    }

    private long take(List<LogRecord> records, long before, Listener listener) throws InterruptedException {
        long heard = before;
        for (LogRecord record : records) {
            if (record.usec() <= before) {
                continue;
            }
            List<Sighting> sightings = LogMessages.sightings(record);
            if (!sightings.isEmpty()) {
                Instant at = clock.instant().plusNanos((record.usec() - now()) * 1_000);
                String name = "ring-" + record.usec() + "-"
                        + Integer.toHexString(record.text().hashCode());
                listener.heard(new Heard(name, record.usec(), at, sightings));
            }
            heard = Math.max(heard, record.usec());
        }
        listener.readTo(LogPosition.numbered(KernelRing.SOURCE, heard, heard), 0);
        return heard;
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
