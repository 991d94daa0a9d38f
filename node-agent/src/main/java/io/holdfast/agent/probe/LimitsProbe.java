package io.holdfast.agent.probe;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.KernelTables;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Limits of the container runtime, which every container that it starts inherits.
final class LimitsProbe implements Probe {
    private static final String NAME = "containerd";

    private static final Map<String, String> LIMITS = new TreeMap<>(Map.of(
            "memlock", "Max locked memory",
            "nproc", "Max processes",
            "nofile", "Max open files"));

    @Override
    public String name() {
        return "os.limits";
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
        Facts facts = new Facts();
        Optional<String> path = host.process(NAME).map(pid -> "/proc/" + pid + "/limits");
        Optional<Attribute<String>> limits = path.map(host::read);
        // The pid changes with each start and would make a different source of the same fact.
        String source = "/proc/<pid of " + NAME + ">/limits";
        LIMITS.forEach((word, line) -> facts.node("os.limits.containerd." + word, limit(limits, line), source));
        return facts.list();
    }

    private static Reading limit(Optional<Attribute<String>> limits, String line) {
        return limits.map(read -> Readings.of(
                        read, text -> KernelTables.softLimit(text, line).map(Reading.Text::new)))
                .orElseGet(() -> Reading.missing(Why.ABSENT, "no process " + NAME));
    }
}
