package io.holdfast.agent.probe;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.InfinibandText;
import io.holdfast.agent.parse.Words;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.PortId;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// RDMA ports: state, rate, addresses. No counters: reading them makes some drivers log errors.
///
/// Ports of virtual functions are left out; they follow their physical port.
final class PortProbe implements Probe {
    /// The kernel fills the lowest free slot, so after a run of free ones no more is looked for. A table has 256.
    private static final int FREE_RUN = 16;

    @Override
    public String name() {
        return "port.state";
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
        for (RdmaDevices.Device device : RdmaDevices.all(host)) {
            if (device.isVirtual()) {
                continue;
            }
            for (String port : host.list(device.path() + "/ports")) {
                Words.whole(port)
                        .filter(number -> number > 0 && number < 256)
                        .ifPresent(number -> port(host, device, number.intValue(), facts));
            }
        }
        return facts.list();
    }

    private static void port(HostRoot host, RdmaDevices.Device device, int number, Facts facts) {
        String path = device.path() + "/ports/" + number;
        Instance instance = new PortId(device.name(), number).instance();
        add(host, "port.state", instance, path + "/state", InfinibandText::state, facts);
        add(host, "port.phys_state", instance, path + "/phys_state", InfinibandText::state, facts);
        add(host, "port.rate", instance, path + "/rate", InfinibandText::rate, facts);
        add(host, "port.link_layer", instance, path + "/link_layer", PortProbe::word, facts);
        add(host, "port.lid", instance, path + "/lid", InfinibandText::lid, facts);
        add(host, "port.sm_lid", instance, path + "/sm_lid", InfinibandText::lid, facts);
        device.address()
                .ifPresent(address -> facts.of("port.device", instance, new Reading.Text(address), device.path()));
        if (host.exists(path + "/gids")) {
            facts.of("port.gids", instance, gids(host, path), path + "/gids");
        }
    }

    private static void add(
            HostRoot host, String check, Instance instance, String path, Function<String, Reading> parse, Facts facts) {
        facts.of(check, instance, Readings.of(host.read(path), text -> Optional.of(parse.apply(text))), path);
    }

    private static Reading word(String text) {
        return text.isEmpty() ? Readings.malformed(text) : new Reading.Text(text);
    }

    /// The used slots as `<index> <gid> <type> <netdev>`. In a free slot type and netdev refuse to be read
    /// (`EINVAL`).
    private static Reading gids(HostRoot host, String path) {
        List<String> used = new ArrayList<>();
        int free = 0;
        for (int index = 0; free < FREE_RUN; index++) {
            Attribute<String> gid = host.read(path + "/gids/" + index);
            if (gid instanceof Attribute.Absent<String>) {
                break;
            }
            if (!(gid instanceof Attribute.Value<String>(String _, String text))) {
                return Readings.text(gid);
            }
            if (InfinibandText.isUsed(text)) {
                free = 0;
                used.add(index + " " + text + attribute(host, path, "types", index)
                        + attribute(host, path, "ndevs", index));
            } else {
                free++;
            }
        }
        return Reading.Words.of(used);
    }

    private static String attribute(HostRoot host, String path, String name, int index) {
        return host.read(path + "/gid_attrs/" + name + "/" + index)
                        instanceof Attribute.Value<String>(String _, String text)
                ? " " + text
                : "";
    }
}
