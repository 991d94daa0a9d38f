package io.holdfast.agent.probe;

import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.Words;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import java.math.BigDecimal;
import java.util.List;

/// The temperature of each card: `/sys/bus/pci/devices/<address>/hwmon/hwmon*/temp1_input`, in thousandths
/// of a degree. Older kernels have no such sensor for these cards.
final class NicTemperatureProbe implements Probe {
    private static final String TEMPERATURE = "nic.temperature";

    @Override
    public String name() {
        return "nic.temperature";
    }

    @Override
    public Section section() {
        return Section.NIC;
    }

    @Override
    public Cadence cadence() {
        return Cadence.CONFIG;
    }

    @Override
    public List<Fact> observe(HostRoot host) {
        Facts facts = new Facts();
        for (Nics.Nic nic : Nics.physical(host)) {
            String folder = nic.path() + "/hwmon";
            List<String> sensors = host.list(folder);
            if (sensors.isEmpty()) {
                facts.of(TEMPERATURE, nic.instance(), Reading.missing(Why.ABSENT, "no " + folder), folder);
                continue;
            }
            String path = folder + "/" + sensors.getFirst() + "/temp1_input";
            Reading degrees = Readings.of(
                    host.read(path),
                    text -> Words.whole(text).map(value -> new Reading.Quantity(BigDecimal.valueOf(value, 3), "°C")));
            facts.of(TEMPERATURE, nic.instance(), degrees, path);
        }
        return facts.list();
    }
}
