package io.holdfast.agent.probe;

import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.KernelTables;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Section;
import java.util.List;

/// How much of the last minute tasks waited for processors, memory or disks, and how many files are open.
final class PressureProbe implements Probe {
    private static final String PRESSURE = "/proc/pressure/";
    private static final String FILES = "/proc/sys/fs/file-nr";

    @Override
    public String name() {
        return "os.pressure";
    }

    @Override
    public Section section() {
        return Section.OS;
    }

    @Override
    public Cadence cadence() {
        return Cadence.FAST;
    }

    @Override
    public List<Fact> observe(HostRoot host) {
        return new Facts()
                .node("os.pressure.cpu", waited(host, "cpu", "some"), PRESSURE + "cpu")
                .node("os.pressure.memory", waited(host, "memory", "full"), PRESSURE + "memory")
                .node("os.pressure.io", waited(host, "io", "full"), PRESSURE + "io")
                .node(
                        "os.fd.usage",
                        Readings.of(host.read(FILES), text -> Readings.quantity(KernelTables.fileUsage(text), "%")),
                        FILES)
                .list();
    }

    private static Reading waited(HostRoot host, String resource, String line) {
        return Readings.of(
                host.read(PRESSURE + resource), text -> Readings.quantity(KernelTables.pressure(text, line), "%"));
    }
}
