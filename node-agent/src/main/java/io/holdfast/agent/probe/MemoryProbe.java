package io.holdfast.agent.probe;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.MemInfo;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Section;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import oshi.hardware.common.platform.linux.LinuxGlobalMemory;

/// Main memory.
///
/// In GiB with one decimal: what the kernel keeps for itself differs by some MiB between boots of identical machines,
/// and a lost module is far more.
final class MemoryProbe implements Probe {
    private static final String INFO = "/proc/meminfo";
    private static final BigDecimal GIB = BigDecimal.valueOf(1L << 30);

    /// Only OSHI's swap figures use it.
    private static final long PAGE_SIZE = 4096;

    @Override
    public String name() {
        return "hardware.memory";
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
        Attribute<String> info = host.read(INFO);
        Facts facts = new Facts().node("mem.total", Readings.of(info, text -> gib(text, "MemTotal")), INFO);
        if (host.isLive() && info instanceof Attribute.Value<String>) {
            // OSHI reads the machine it runs on; /proc/meminfo is that of the kernel, in a container too. It also
            // estimates the figure on kernels that print no MemAvailable.
            long available = new LinuxGlobalMemory(PAGE_SIZE).getAvailable();
            facts.node("mem.available", gib(available), "OSHI, from " + INFO);
        } else {
            facts.node("mem.available", Readings.of(info, text -> gib(text, "MemAvailable")), INFO);
        }
        return facts.list();
    }

    private static Optional<Reading> gib(String text, String key) {
        return MemInfo.bytes(text, key).map(MemoryProbe::gib);
    }

    private static Reading gib(long bytes) {
        return new Reading.Quantity(BigDecimal.valueOf(bytes).divide(GIB, 1, RoundingMode.HALF_UP), "GiB");
    }
}
