package io.holdfast.agent.kernel;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.host.KernelLog;
import io.holdfast.agent.host.KernelLogFile;
import io.holdfast.agent.parse.LogRecord;
import io.holdfast.agent.parse.LogText;
import io.holdfast.agent.probe.Readings;
import io.holdfast.protocol.fact.Reading;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// `dev/kmsg` of a recorded host, read again when it grows.
final class LogFile implements LogSource {
    private static final long LOOK_MILLIS = 20;
    private static final long NOTHING = LogPosition.START.sequence();

    private final HostRoot host;
    private final InstantSource clock;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean isAnotherBoot;
    /// Microseconds of the time line, and when it was so by `nanoTime`.
    private volatile long newest;
    private volatile long newestAt = System.nanoTime();

    LogFile(HostRoot host, InstantSource clock) {
        this.host = host;
        this.clock = clock;
    }

    @Override
    public void run(Listener listener, LogPosition position) throws InterruptedException {
        KernelLogFile file = new KernelLogFile(host, KernelLog.DEVICE);
        Optional<RecordedTimes> times = Optional.empty();
        Optional<Reading.Missing> refused = Optional.empty();
        long heardBefore = position.sequenceIn(KernelLog.DEVICE);
        long last = heardBefore;
        long line = 1;
        do {
            if (isAnotherBoot) {
                isAnotherBoot = false;
                file = new KernelLogFile(host, KernelLog.DEVICE);
                heardBefore = NOTHING;
                last = NOTHING;
            }
            Attribute<KernelLogFile.Lines> more = file.more();
            if (!(more instanceof Attribute.Value<KernelLogFile.Lines>(String _, KernelLogFile.Lines lines))) {
                Optional<Reading.Missing> why = missing(more);
                if (!why.equals(refused)) {
                    why.ifPresent(listener::refused);
                    refused = why;
                }
                continue;
            }
            refused = Optional.empty();
            line = lines.isAnew() ? 1 : line;
            if (lines.isAnew() && times.isPresent()) {
                heardBefore = NOTHING;
                last = NOTHING;
            }
            if (!lines.text().isEmpty() || lines.isAnew()) {
                List<LogRecord> records = LogText.records(lines.text(), line, clock.instant());
                line += lines.text().lines().count();
                if (times.isEmpty() || lines.isAnew()) {
                    times = Optional.of(new RecordedTimes(host, records, clock.instant()));
                }
                last = hear(records, times.get(), new Place(heardBefore, last), listener);
            }
            listener.caughtUp();
        } while (!closed.await(LOOK_MILLIS, TimeUnit.MILLISECONDS));
    }

    private record Place(long heardBefore, long last) {}

    private long hear(List<LogRecord> records, RecordedTimes times, Place place, Listener listener)
            throws InterruptedException {
        List<LogRecord> fresh = records.stream()
                .filter(record -> record.sequence() > place.heardBefore())
                .toList();
        for (Heard heard : times.heard(fresh, "kmsg-")) {
            listener.heard(heard);
        }
        newest = times.newest();
        newestAt = System.nanoTime();
        long last = place.last();
        long lost = 0;
        for (LogRecord record : fresh) {
            // Only numbers of the kernel have gaps; lines of a file may be of programs.
            lost += record.isProven() && last >= 0 ? Math.max(0, record.sequence() - last - 1) : 0;
            last = Math.max(last, record.sequence());
        }
        if (last >= 0) {
            listener.readTo(LogPosition.numbered(KernelLog.DEVICE, last, newest), lost);
        }
        return last;
    }

    private static <T> Optional<Reading.Missing> missing(Attribute<T> refused) {
        return Readings.of(refused, _ -> Optional.empty()) instanceof Reading.Missing missing
                ? Optional.of(missing)
                : Optional.empty();
    }

    @Override
    public long now() {
        return newest + (System.nanoTime() - newestAt) / 1_000;
    }

    @Override
    public void bootChanged() {
        isAnotherBoot = true;
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
