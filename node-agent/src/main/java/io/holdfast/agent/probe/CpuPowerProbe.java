package io.holdfast.agent.probe;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Idle states and thermal throttling of the processors.
final class CpuPowerProbe implements Probe {
    private static final String CPUS = "/sys/devices/system/cpu";
    private static final String IDLE = CPUS + "/cpu0/cpuidle";
    private static final String THROTTLE = "/thermal_throttle/";

    @Override
    public String name() {
        return "hardware.cpu_power";
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
        return new Facts()
                .node("cpu.cstates", idleStates(host), IDLE + "/state*/{name,disable}")
                .node(
                        "cpu.throttle.core",
                        throttled(host, "core_throttle_count", "thread_siblings_list"),
                        CPUS + "/cpu*" + THROTTLE + "core_throttle_count")
                .node(
                        "cpu.throttle.package",
                        throttled(host, "package_throttle_count", "physical_package_id"),
                        CPUS + "/cpu*" + THROTTLE + "package_throttle_count")
                .list();
    }

    /// Those that are not switched off.
    private static Reading idleStates(HostRoot host) {
        List<String> states = host.glob(IDLE + "/state*");
        if (states.isEmpty()) {
            boolean isKept = host.read(CPUS + "/cpuidle/current_driver")
                            instanceof Attribute.Value<String>(String _, String driver)
                    && driver.equals("none");
            return isKept
                    ? Reading.missing(Why.NOT_APPLICABLE, "no driver of idle states, as in guests")
                    : Reading.missing(Why.ABSENT, "no " + IDLE + "/state*");
        }
        List<String> used = new ArrayList<>();
        for (String state : states) {
            Attribute<String> name = host.read(state + "/name");
            if (!(name instanceof Attribute.Value<String>(String _, String text)) || text.isEmpty()) {
                return Readings.text(name);
            }
            boolean isOff = host.read(state + "/disable") instanceof Attribute.Value<String>(String _, String off)
                    && !off.equals("0");
            if (!isOff) {
                used.add(text);
            }
        }
        return Readings.names(used);
    }

    /// The count of a core stands at each of its threads, that of a package at each of its cores: each is
    /// taken once.
    private static Reading throttled(HostRoot host, String file, String unit) {
        Map<String, Long> counts = new TreeMap<>();
        for (String path : host.glob(CPUS + "/cpu*" + THROTTLE + file)) {
            Reading count = Readings.whole(host.read(path));
            if (!(count instanceof Reading.Whole(long value))) {
                return count;
            }
            String cpu = path.substring(0, path.indexOf(THROTTLE));
            String shared = host.read(cpu + "/topology/" + unit) instanceof Attribute.Value<String>(String _, String id)
                    ? id
                    : cpu;
            counts.merge(shared, value, Math::max);
        }
        if (!host.exists(CPUS)) {
            return Reading.missing(Why.ABSENT, "no " + CPUS);
        }
        return counts.isEmpty()
                ? Reading.missing(Why.UNSUPPORTED, "this processor's driver does not count")
                : new Reading.Whole(
                        counts.values().stream().mapToLong(Long::longValue).sum());
    }
}
