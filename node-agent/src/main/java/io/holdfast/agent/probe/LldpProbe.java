package io.holdfast.agent.probe;

import io.holdfast.agent.host.CommandResult;
import io.holdfast.agent.host.HostCommand;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.LldpText;
import io.holdfast.agent.parse.LldpText.Neighbor;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The other end of each cable, as the host's LLDP daemon hears it.
final class LldpProbe implements Probe {
    private static final HostCommand NEIGHBORS = HostCommand.of("lldpctl", "-f", "json");

    @Override
    public String name() {
        return "nic.lldp";
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
        List<NetDevices.NetDevice> devices = NetDevices.physical(host);
        if (devices.isEmpty()) {
            return List.of();
        }
        CommandResult result = host.run(NEIGHBORS);
        Optional<Map<String, List<Neighbor>>> all = NicTools.output(result).flatMap(LldpText::parse);
        Reading unknown =
                NicTools.output(result).<Reading>map(Readings::malformed).orElseGet(() -> NicTools.failure(result));
        Facts facts = new Facts();
        for (NetDevices.NetDevice device : devices) {
            Instance instance = new Instance(device.name());
            if (all.isEmpty()) {
                facts.of("topo.lldp", instance, unknown, NEIGHBORS.toString());
            } else {
                neighbors(instance, all.get().getOrDefault(device.name(), List.of()), facts);
            }
        }
        return facts.list();
    }

    private static void neighbors(Instance instance, List<Neighbor> neighbors, Facts facts) {
        String source = NEIGHBORS.toString();
        if (neighbors.isEmpty()) {
            facts.of("topo.lldp", instance, Reading.missing(Why.ABSENT, "no neighbor is heard"), source);
            return;
        }
        facts.of(
                "topo.lldp",
                instance,
                Reading.Words.of(neighbors.stream().map(Neighbor::words).toList()),
                source);
        facts.of("topo.lldp.chassis", instance, only(neighbors, it -> Optional.of(it.chassis())), source);
        facts.of("topo.lldp.port", instance, only(neighbors, it -> Optional.of(it.port())), source);
        facts.of("topo.lldp.port_type", instance, only(neighbors, it -> Optional.of(it.portType())), source);
        facts.of("topo.lldp.port_description", instance, only(neighbors, Neighbor::description), source);
        facts.of("topo.lldp.address", instance, only(neighbors, Neighbor::address), source);
    }

    /// A cable has one other end. Where several are heard, something between them passes frames on.
    private static Reading only(List<Neighbor> neighbors, Function<Neighbor, Optional<String>> field) {
        return neighbors.size() > 1
                ? Reading.missing(Why.NOT_APPLICABLE, neighbors.size() + " neighbors are heard")
                : field.apply(neighbors.getFirst())
                        .<Reading>map(Reading.Text::new)
                        .orElse(Reading.missing(Why.UNSUPPORTED, "the neighbor does not tell"));
    }
}
