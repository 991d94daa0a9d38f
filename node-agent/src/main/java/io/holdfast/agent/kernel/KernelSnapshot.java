package io.holdfast.agent.kernel;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.CommandResult;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.host.KernelLog;
import io.holdfast.agent.host.KernelLogReader;
import io.holdfast.agent.host.KernelRing;
import io.holdfast.agent.parse.JournalText;
import io.holdfast.agent.parse.LogRecord;
import io.holdfast.agent.parse.LogText;
import io.holdfast.agent.parse.RingText;
import io.holdfast.agent.probe.Readings;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The facts of a kernel's log as it stands now, for a command that looks once: the device's or the system call's, else
/// the journal's, else
/// those of a syslog's file.
public final class KernelSnapshot {
    private static final int MOST = 64 << 20;

    private final HostRoot host;
    private final Instant now;

    private KernelSnapshot(HostRoot host, Instant now) {
        this.host = host;
        this.now = now;
    }

    /// What one source has.
    ///
    /// @param prefix of the names of its records
    private record Log(String source, String prefix, List<LogRecord> records, long lost) {}

    public static List<Fact> facts(HostRoot host, String bootId, Instant now) {
        return new KernelSnapshot(host, now).facts(bootId);
    }

    private List<Fact> facts(String bootId) {
        Attribute<String> device = device();
        Optional<Log> log = device instanceof Attribute.Value<String>(String _, String text)
                ? Optional.of(new Log(KernelLog.DEVICE, "kmsg-", LogText.records(text, 1, now), 0))
                : ring(device).or(this::journal).or(this::file);
        return log.map(found -> facts(found, bootId))
                .orElseGet(() -> KernelFacts.unread((Reading.Missing) Readings.of(device, _ -> Optional.empty())));
    }

    private List<Fact> facts(Log log, String bootId) {
        RecordedTimes times = new RecordedTimes(host, log.records(), now);
        KernelFaults faults = KernelFaults.none(bootId)
                .after(times.heard(log.records(), log.prefix()))
                .faults()
                .readTo(LogPosition.numbered(log.source(), 0, times.newest()), log.lost(), times.newest());
        long present = host.isLive() ? Uptime.micros(host).orElse(times.newest()) : times.newest();
        return KernelFacts.of(faults.at(present));
    }

    private Attribute<String> device() {
        if (!host.isLive()) {
            return host.readBytes(KernelLog.DEVICE, MOST).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
        }
        return switch (KernelLogReader.open(host)) {
            case Attribute.Value<KernelLogReader>(String path, KernelLogReader reader) -> {
                reader.close();
                KernelLog.Drained drained = KernelLog.drain(host, MOST);
                yield drained.refusal().isEmpty()
                        ? new Attribute.Value<>(path, drained.text())
                        : new Attribute.Unreadable<>(path, drained.refusal());
            }
            case Attribute<KernelLogReader> refused -> refused.map(_ -> "");
        };
    }

    private Optional<Log> ring(Attribute<String> device) {
        return host.isLive()
                        && device instanceof Attribute.NotPermitted
                        && KernelRing.newest(LogRing.ALL) instanceof Attribute.Value<String>(String source, String text)
                ? Optional.of(new Log(source, "ring-", RingText.records(text), 0))
                        .filter(log -> !log.records().isEmpty())
                : Optional.empty();
    }

    private Optional<Log> journal() {
        if (!(host.run(LogJournal.all()) instanceof CommandResult.Finished finished) || finished.exit() != 0) {
            return Optional.empty();
        }
        List<JournalText.Entry> entries = finished.stdout()
                .lines()
                .flatMap(line -> JournalText.entry(line).stream())
                .toList();
        List<LogRecord> said =
                entries.stream().flatMap(entry -> entry.said().stream()).toList();
        long lost = entries.stream().mapToLong(JournalText.Entry::missed).sum();
        return said.isEmpty() ? Optional.empty() : Optional.of(new Log(LogJournal.SOURCE, "journal-", said, lost));
    }

    private Optional<Log> file() {
        for (String path : LogFiles.PLACES) {
            if (host.readBytes(path, MOST) instanceof Attribute.Value<byte[]>(String _, byte[] bytes)) {
                List<LogRecord> records =
                        LogFiles.ofThisBoot(LogText.records(new String(bytes, StandardCharsets.UTF_8), 1, now));
                OptionalLong newest =
                        records.stream().mapToLong(LogRecord::usec).max();
                if (newest.isPresent() && (!host.isLive() || LogFiles.isOfThisBoot(host, path, now))) {
                    return Optional.of(new Log(path, "file-", records, 0));
                }
            }
        }
        return Optional.empty();
    }
}
