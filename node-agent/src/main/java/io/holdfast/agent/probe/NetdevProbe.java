package io.holdfast.agent.probe;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.Attributes;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.Words;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;

/// Network interfaces: address, size of packets, link.
final class NetdevProbe implements Probe {
    private static final List<String> ATTRIBUTES =
            List.of("operstate", "carrier", "carrier_changes", "mtu", "address", "speed");

    @Override
    public String name() {
        return "nic.netdev";
    }

    @Override
    public Section section() {
        return Section.NIC;
    }

    @Override
    public Cadence cadence() {
        return Cadence.FAST;
    }

    @Override
    public List<Fact> observe(HostRoot host) {
        Facts facts = new Facts();
        NetDevices.all(host).forEach(device -> device(host, device, facts));
        return facts.list();
    }

    private static void device(HostRoot host, NetDevices.NetDevice device, Facts facts) {
        Instance instance = new Instance(device.name());
        String path = device.path();
        facts.of("netdev.kind", instance, new Reading.Text(device.kind().name().toLowerCase(Locale.ROOT)), path);
        device.address().ifPresent(address -> facts.of("netdev.device", instance, new Reading.Text(address), path));
        device.driver()
                .ifPresent(driver ->
                        facts.of("netdev.driver", instance, new Reading.Text(driver), path + "/device/driver"));
        Attributes read = Attributes.of(host, path, ATTRIBUTES);
        facts.of("netdev.mtu", instance, Readings.quantity(read.get("mtu"), "B"), path + "/mtu");
        facts.of("netdev.address", instance, Readings.text(read.get("address")), path + "/address");
        Reading state = NetDevices.state(read.get("operstate"));
        boolean isUp = state.equals(new Reading.Text("up"));
        facts.of("netdev.operstate", instance, state, path + "/operstate");
        facts.of("netdev.carrier", instance, carrier(read.get("carrier")), path + "/carrier");
        facts.of(
                "netdev.carrier_changes",
                instance,
                Readings.whole(read.get("carrier_changes")),
                path + "/carrier_changes");
        facts.of("netdev.speed", instance, speed(read.get("speed"), isUp), path + "/speed");
    }

    /// An interface that is administratively down refuses to tell (`EINVAL`).
    private static Reading carrier(Attribute<String> read) {
        return isRefused(read)
                ? Reading.missing(Why.NOT_APPLICABLE, "the interface is administratively down")
                : Readings.flag(read);
    }

    /// Some recordings hold an empty file where the kernel refused to answer.
    private static boolean isRefused(Attribute<String> read) {
        return read instanceof Attribute.Unreadable<String>
                || (read instanceof Attribute.Value<String>(String _, String text) && text.isEmpty());
    }

    /// In units of 10^6 bits per second. Without a link the kernel refuses (`EINVAL`) or says -1.
    private static Reading speed(Attribute<String> read, boolean isUp) {
        Why why = isUp ? Why.UNSUPPORTED : Why.NOT_APPLICABLE;
        String detail = isUp ? "the driver names no speed" : "no link";
        if (isRefused(read)) {
            return Reading.missing(why, detail);
        }
        return Readings.of(
                read,
                text -> Words.whole(text).map(megabits -> {
                    // What the kernel prints for an unknown speed is -1 in a signed or an unsigned field.
                    boolean isUnknown = megabits <= 0 || megabits == 0xffff_ffffL || megabits == 65_535;
                    return isUnknown
                            ? Reading.missing(why, detail)
                            : new Reading.Quantity(BigDecimal.valueOf(megabits, 3), "Gb/s");
                }));
    }
}
