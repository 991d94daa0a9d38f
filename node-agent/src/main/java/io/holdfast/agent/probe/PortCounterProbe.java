package io.holdfast.agent.probe;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.PortCounters;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import java.util.List;
import java.util.Optional;

/// Counters of RDMA ports. Which of them there are depends on driver, firmware and link layer; one that is not there is
/// no fact.
///
/// Each card answers all of a port's counters in one visit. Ports of virtual functions are left out: theirs are a part
/// of the physical port's, and some refuse to be read.
final class PortCounterProbe implements Probe {
    private static final List<Counter> STANDARD = counters(PortCounters.STANDARD);
    private static final List<Counter> HARDWARE = counters(PortCounters.HARDWARE);

    private record Counter(String name, CheckId check) {}

    private static List<Counter> counters(List<String> names) {
        return names.stream()
                .map(name -> new Counter(name, new CheckId("port.counter." + name)))
                .toList();
    }

    @Override
    public String name() {
        return "port.counters";
    }

    @Override
    public Section section() {
        return Section.PORT;
    }

    @Override
    public Cadence cadence() {
        return Cadence.FAST;
    }

    @Override
    public List<Fact> observe(HostRoot host) {
        Facts facts = new Facts();
        RdmaDevices.ports(host).forEach(port -> {
            counters(host, port, "counters", STANDARD, facts);
            counters(host, port, "hw_counters", HARDWARE, facts);
        });
        return facts.list();
    }

    private static void counters(
            HostRoot host, RdmaDevices.Port port, String group, List<Counter> counters, Facts facts) {
        String folder = port.path() + "/" + group;
        if (!host.isDirectory(folder)) {
            return;
        }
        Instance instance = port.id().instance();
        List<Attribute<String>> reads =
                host.readAll(folder, counters.stream().map(Counter::name).toList());
        for (int i = 0; i < counters.size(); i++) {
            Attribute<String> read = reads.get(i);
            Counter counter = counters.get(i);
            if (!(read instanceof Attribute.Absent<String>)) {
                facts.of(counter.check(), instance, reading(counter.name(), read), read.path());
            }
        }
    }

    /// A card that refuses a counter does not have it for this function.
    private static Reading reading(String name, Attribute<String> read) {
        return read instanceof Attribute.Unreadable<String>(String _, String detail) && Readings.isUnsupported(detail)
                ? Reading.missing(Why.UNSUPPORTED, detail)
                : Readings.of(read, text -> Optional.of(PortCounters.reading(name, text)));
    }
}
