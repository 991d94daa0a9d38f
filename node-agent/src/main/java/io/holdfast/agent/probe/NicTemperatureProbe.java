package io.holdfast.agent.probe;

import io.holdfast.agent.host.CommandResult;
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
/// of a degree. Older kernels have no such sensor for these cards; there `mget_temp` asks the card itself.
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
                byTool(host, nic, Reading.missing(Why.ABSENT, "no " + folder), facts);
                continue;
            }
            String path = folder + "/" + sensors.getFirst() + "/temp1_input";
            Reading degrees = Readings.of(
                    host.read(path),
                    text -> Words.whole(text).map(value -> new Reading.Quantity(BigDecimal.valueOf(value, 3), "C")));
            facts.of(TEMPERATURE, nic.instance(), degrees, path);
        }
        return facts.list();
    }

    /// In whole degrees. The tool of the makers, else that of the distributions.
    private static void byTool(HostRoot host, Nics.Nic nic, Reading otherwise, Facts facts) {
        String address = nic.address();
        CommandResult result = NicTools.first(
                host,
                List.of(
                        NicTools.asking(address, "mget_temp", "-d", address),
                        NicTools.asking(address, "mstmget_temp", "-d", address)));
        Reading degrees = NicTools.output(result)
                .map(text -> Words.whole(text.strip())
                        .<Reading>map(value -> Reading.Quantity.of(value, "C"))
                        .orElseGet(() -> Readings.malformed(text)))
                .orElseGet(() -> result instanceof CommandResult.Absent ? otherwise : NicTools.failure(result));
        facts.of(TEMPERATURE, nic.instance(), degrees, result.command().toString());
    }
}
