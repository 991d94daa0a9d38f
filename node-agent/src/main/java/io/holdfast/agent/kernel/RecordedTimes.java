package io.holdfast.agent.kernel;

import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.LogMessages;
import io.holdfast.agent.parse.LogRecord;
import io.holdfast.agent.parse.Sighting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The time line of a log that was recorded: its newest record is the present, and from there on time goes by.
final class RecordedTimes {
    private final Instant boot;
    private long newest = Long.MIN_VALUE;

    RecordedTimes(HostRoot host, List<LogRecord> first, Instant now) {
        long latest = first.stream().mapToLong(LogRecord::usec).max().orElse(0);
        this.boot = now.minusNanos(Math.max(latest, Uptime.micros(host).orElse(0L)) * 1_000);
    }

    /// What of these records says something.
    ///
    /// @param prefix of the records' names
    List<Heard> heard(List<LogRecord> records, String prefix) {
        List<Heard> heard = new ArrayList<>();
        for (LogRecord record : records) {
            long usec = record.usec() != LogRecord.NO_TIME
                    ? record.usec()
                    : record.wall()
                            .map(wall -> Duration.between(boot, wall).toNanos() / 1_000)
                            .orElse(newest == Long.MIN_VALUE ? 0 : newest);
            newest = Math.max(newest, usec);
            List<Sighting> sightings = LogMessages.sightings(record);
            if (!sightings.isEmpty()) {
                Instant at = record.wall().orElse(boot.plusNanos(usec * 1_000));
                heard.add(new Heard(prefix + record.sequence(), usec, at, sightings));
            }
        }
        return heard;
    }

    /// The time of the newest record; 0 before there is one.
    long newest() {
        return newest == Long.MIN_VALUE ? 0 : newest;
    }
}
