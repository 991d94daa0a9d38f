package io.holdfast.agent.probe;

import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.CpuTimes;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Section;
import java.util.List;

/// How busy the processors were since the look before; at the first look since boot.
final class CpuUsageProbe implements Probe {
    private static final String STAT = "/proc/stat";
    private static final CpuTimes BOOT = new CpuTimes(0, 0);

    private volatile CpuTimes last = BOOT;

    @Override
    public String name() {
        return "hardware.cpu_usage";
    }

    @Override
    public Section section() {
        return Section.HARDWARE;
    }

    @Override
    public Cadence cadence() {
        return Cadence.FAST;
    }

    @Override
    public List<Fact> observe(HostRoot host) {
        Reading used = Readings.of(host.read(STAT), text -> CpuTimes.parse(text).map(this::since));
        return new Facts().node("cpu.usage", used, STAT).list();
    }

    /// A host that booted, or another one, counts anew.
    private Reading since(CpuTimes now) {
        CpuTimes before = now.all() < last.all() ? BOOT : last;
        last = now;
        return now.usedSince(before)
                .or(() -> now.usedSince(BOOT))
                .<Reading>map(share -> new Reading.Quantity(share, "%"))
                .orElseGet(() -> Reading.missing(Reading.Why.UNSUPPORTED, "the kernel counts no time"));
    }
}
