package io.holdfast.agent.probe;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.NicTables;
import io.holdfast.agent.parse.NicTables.Product;
import io.holdfast.agent.parse.PciVpd;
import io.holdfast.agent.parse.PciVpd.Vpd;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What the cards are: part and serial number from their product data, and with them their product and
/// role.
///
/// Reading `/sys/bus/pci/devices/<address>/vpd` goes through a register of the card byte by byte and can
/// take seconds, so it is done once per boot. A serial number is no key: boards that carry several cards
/// give them one image.
final class NicProductProbe implements Probe {
    private static final int LONGEST = 4096;

    @Override
    public String name() {
        return "nic.product";
    }

    @Override
    public Section section() {
        return Section.NIC;
    }

    @Override
    public Cadence cadence() {
        return Cadence.BOOT;
    }

    @Override
    public List<Fact> observe(HostRoot host) {
        Facts facts = new Facts();
        Map<String, String> psids = psids(host);
        Set<String> superNics = new HashSet<>();
        Set<String> dpus = new HashSet<>();
        Set<String> unknown = new HashSet<>();
        List<Nics.Nic> nics = Nics.physical(host);
        for (Nics.Nic nic : nics) {
            Optional<Product> product = card(host, nic, Optional.ofNullable(psids.get(nic.address())), facts);
            Set<String> group = switch (product.flatMap(Product::role).orElse("")) {
                case "supernic" -> superNics;
                case "dpu" -> dpus;
                case "nic" -> new HashSet<>();
                default -> unknown;
            };
            group.add(nic.card());
        }
        if (!nics.isEmpty()) {
            Reading why = Reading.missing(Why.UNSUPPORTED, "the role is not known of " + String.join(" ", unknown));
            boolean isKnown = unknown.isEmpty();
            String source = "vpd and the table of products";
            facts.node("nic.cards.supernic", isKnown ? new Reading.Whole(superNics.size()) : why, source);
            facts.node("nic.cards.dpu", isKnown ? new Reading.Whole(dpus.size()) : why, source);
        }
        return facts.list();
    }

    private static Optional<Product> card(HostRoot host, Nics.Nic nic, Optional<String> psid, Facts facts) {
        String path = nic.path() + "/vpd";
        Attribute<byte[]> vpd = host.readBytes(path, LONGEST);
        facts.of("nic.part_number", nic.instance(), field(vpd, Vpd::partNumber), path);
        facts.of("nic.serial", nic.instance(), field(vpd, Vpd::serial), path);
        Optional<String> part =
                field(vpd, Vpd::partNumber) instanceof Reading.Text(String text) ? Optional.of(text) : Optional.empty();
        Optional<Product> product = nic.device().flatMap(device -> NicTables.product(device, part, psid));
        Reading untold = Reading.missing(Why.UNSUPPORTED, "the table of products has no such card");
        String source = nic.path() + "/device, vpd";
        facts.of(
                "nic.product",
                nic.instance(),
                product.<Reading>map(it -> new Reading.Text(it.name())).orElse(untold),
                source);
        facts.of(
                "nic.product.role",
                nic.instance(),
                product.flatMap(Product::role).<Reading>map(Reading.Text::new).orElse(untold),
                source);
        return product;
    }

    private static Reading field(Attribute<byte[]> read, java.util.function.Function<Vpd, Optional<String>> field) {
        return Readings.of(
                read,
                bytes -> PciVpd.parse(bytes)
                        .map(vpd -> field.apply(vpd)
                                .<Reading>map(Reading.Text::new)
                                .orElse(Reading.missing(Why.UNSUPPORTED, "the product data has no such field"))));
    }

    private static Map<String, String> psids(HostRoot host) {
        Map<String, String> psids = new HashMap<>();
        for (RdmaDevices.Device device : RdmaDevices.all(host)) {
            if (device.address().isPresent()
                    && Readings.text(host.read(device.path() + "/board_id")) instanceof Reading.Text(String psid)) {
                psids.put(device.address().get(), psid);
            }
        }
        return psids;
    }
}
