package io.holdfast.agent.probe;

import io.holdfast.agent.host.HostCommand;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.DocaText;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.DeviceId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// The way from the host into its BlueField cards: `/dev/rshim<n>/misc`, one per card.
///
/// The files belong to a daemon in user space that asks the card, so they are read by a tool that can be
/// given up. The address they name is that of another function of the card (`.1` or `.2`); the fact is
/// about the first network function.
final class RshimProbe implements Probe {
    private static final String DEVICES = "rshim.devices";
    private static final String NETDEVS = "rshim.tmfifo_net";
    private static final Duration LIMIT = Duration.ofSeconds(5);

    @Override
    public String name() {
        return "nic.rshim";
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
        List<Nics.Nic> cards =
                Nics.physical(host).stream().filter(Nics.Nic::isBlueField).toList();
        if (cards.isEmpty()) {
            Reading none = Reading.missing(Why.NOT_APPLICABLE, "no BlueField card");
            return new Facts()
                    .node(DEVICES, none, "/dev")
                    .node(NETDEVS, none, NetDevices.CLASS)
                    .list();
        }
        Facts facts = new Facts();
        Map<String, String> byCard = new HashMap<>();
        Optional<Reading> trouble = Optional.empty();
        for (String name : host.list("/dev")) {
            if (name.matches("rshim\\d+")) {
                HostCommand command =
                        HostCommand.of("cat", "/dev/" + name + "/misc").within(LIMIT);
                Reading card = DocaProbe.printed(host.run(command), RshimProbe::card);
                if (card instanceof Reading.Text(String text)) {
                    byCard.put(text, name);
                } else {
                    trouble = Optional.of(card);
                }
            }
        }
        Reading none = trouble.orElse(Reading.missing(Why.ABSENT, "no rshim device names this card"));
        TreeSet<String> told = new TreeSet<>();
        for (Nics.Nic card : cards) {
            if (told.add(card.card())) {
                Optional<String> device = Optional.ofNullable(byCard.get(card.card()));
                facts.of(
                        DEVICES,
                        new Instance(card.address()),
                        device.<Reading>map(Reading.Text::new).orElse(none),
                        device.map(it -> "/dev/" + it + "/misc").orElse("/dev"));
            }
        }
        return facts.node(NETDEVS, netdevs(host), NetDevices.CLASS).list();
    }

    /// Bus and device of the card that a `misc` file names: `DEV_NAME  pcie-0000:17:00.2`.
    private static Reading card(String misc) {
        String name = DocaText.rshim(misc).getOrDefault("DEV_NAME", "");
        int dash = name.indexOf('-');
        return DeviceId.parse(name.substring(dash + 1))
                .map(DeviceId::address)
                .<Reading>map(address -> new Reading.Text(address.substring(0, address.lastIndexOf('.'))))
                .orElseGet(() -> Readings.malformed(misc));
    }

    /// A host interface that ends on the card's processors, open to whoever is on the host.
    private static Reading netdevs(HostRoot host) {
        List<String> names = host.list(NetDevices.CLASS).stream()
                .filter(name -> name.startsWith("tmfifo_net"))
                .toList();
        return Reading.Words.of(names.isEmpty() ? List.of("none") : names);
    }
}
