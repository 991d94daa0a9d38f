package io.holdfast.agent.probe;

import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.NetdevText;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Section;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Settings of physical interfaces that hardly ever change: rings, offloads, clocks.
final class NetdevAbilityProbe implements Probe {
    private static final List<String> OFFLOADS = List.of(
            "generic-receive-offload",
            "hw-tc-offload",
            "large-receive-offload",
            "rx-checksumming",
            "tcp-segmentation-offload",
            "tx-checksumming");

    @Override
    public String name() {
        return "nic.netdev_abilities";
    }

    @Override
    public Section section() {
        return Section.NIC;
    }

    @Override
    public Cadence cadence() {
        return Cadence.RARE;
    }

    @Override
    public List<Fact> observe(HostRoot host) {
        Facts facts = new Facts();
        for (NetDevices.NetDevice device : NetDevices.physical(host)) {
            Instance instance = new Instance(device.name());
            ToolOutput rings = ToolOutput.of(host, "ethtool", "-g", device.name());
            facts.of("netdev.ring", instance, rings.reading(NetdevText::rings), rings.source());
            ToolOutput clock = ToolOutput.of(host, "ethtool", "-T", device.name());
            facts.of("ptp.capability", instance, clock.reading(NetdevText::clock), clock.source());
            ToolOutput offloads = ToolOutput.of(host, "ethtool", "-k", device.name());
            Map<String, Boolean> known = NetdevText.offloads(offloads.text());
            for (String name : OFFLOADS) {
                facts.of(
                        "netdev.offloads." + name,
                        instance,
                        offloads.part(_ -> Optional.ofNullable(known.get(name)).map(Reading.Flag::new)),
                        offloads.source());
            }
        }
        return facts.list();
    }
}
