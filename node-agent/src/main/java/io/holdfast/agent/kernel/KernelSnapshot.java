package io.holdfast.agent.kernel;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.host.KernelLog;
import io.holdfast.agent.host.KernelLogReader;
import io.holdfast.agent.parse.LogRecord;
import io.holdfast.agent.parse.LogText;
import io.holdfast.agent.probe.Readings;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The facts of a kernel's log as it stands now, for a command that looks once.
public final class KernelSnapshot {
    private static final int MOST = 64 << 20;

    private KernelSnapshot() {}

    public static List<Fact> facts(HostRoot host, String bootId, Instant now) {
        Attribute<String> log = text(host);
        if (!(log instanceof Attribute.Value<String>(String _, String text))) {
            return KernelFacts.unread((Reading.Missing) Readings.of(log, _ -> Optional.empty()));
        }
        List<LogRecord> records = LogText.records(text, 1, now);
        RecordedTimes times = new RecordedTimes(host, records, now);
        KernelFaults faults =
                KernelFaults.none(bootId).after(times.heard(records)).faults();
        long present = host.isLive() ? Uptime.micros(host).orElse(times.newest()) : times.newest();
        return KernelFacts.of(faults.at(present));
    }

    private static Attribute<String> text(HostRoot host) {
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
}
