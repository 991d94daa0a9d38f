package io.holdfast.agent.probe;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.InfinibandText;
import io.holdfast.agent.parse.RouteTable;
import io.holdfast.agent.probe.NicRoles.Card;
import io.holdfast.agent.probe.NicRoles.Port;
import io.holdfast.protocol.fact.Reading;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// The network cards of a host as their roles are judged by.
final class LayoutCards {
    /// The routes of the host's own network, not of the agent's.
    private static final String ROUTES = "/proc/1/net/route";

    /// A bond over VLANs over bonds is not built.
    private static final int DEEPEST = 4;

    private LayoutCards() {}

    /// NVIDIA's cards in the order of their addresses.
    static List<Card> of(HostRoot host) {
        Map<String, List<String>> functions = new TreeMap<>();
        for (String address : host.list(PciFunctions.DEVICES)) {
            boolean isNic = PciFunctions.function(host, address)
                    .filter(PciFunctions.Function::isMellanoxNic)
                    .isPresent();
            if (isNic && !PciFunctions.isVirtual(host, address)) {
                String card = address.substring(0, address.lastIndexOf('.'));
                functions.computeIfAbsent(card, _ -> new ArrayList<>()).add(address);
            }
        }
        List<RdmaDevices.Device> devices = RdmaDevices.all(host);
        List<Card> cards = new ArrayList<>();
        functions.forEach((card, members) -> cards.add(card(host, card, members, devices)));
        return cards;
    }

    private static Card card(HostRoot host, String card, List<String> members, List<RdmaDevices.Device> devices) {
        List<RdmaDevices.Device> own = devices.stream()
                .filter(device -> device.address().filter(members::contains).isPresent() && !device.isVirtual())
                .toList();
        List<Port> ports = new ArrayList<>();
        for (RdmaDevices.Device device : own) {
            for (String port : host.list(device.path() + "/ports")) {
                ports.add(port(host, device, port));
            }
        }
        String model = PciFunctions.DEVICES + "/" + members.getFirst() + "/device";
        Optional<String> psid =
                own.isEmpty() ? Optional.empty() : text(host, own.getFirst().path() + "/board_id");
        return new Card(card, text(host, model).orElse(""), psid, members, ports);
    }

    /// A port without a link tells the rate of its lanes at rest, which says nothing.
    private static Port port(HostRoot host, RdmaDevices.Device device, String port) {
        String path = device.path() + "/ports/" + port;
        boolean isUp = text(host, path + "/state")
                .map(InfinibandText::state)
                .filter(new Reading.Text("ACTIVE")::equals)
                .isPresent();
        Optional<BigDecimal> rate = text(host, path + "/rate")
                .map(InfinibandText::rate)
                .flatMap(reading -> reading instanceof Reading.Quantity(BigDecimal amount, String _)
                        ? Optional.of(amount)
                        : Optional.empty());
        return new Port(device.name() + "/" + port, isUp ? rate : Optional.empty());
    }

    /// The functions that a default route leaves by, through bonds, VLANs and bridges.
    static Set<String> defaultRoute(HostRoot host) {
        Set<String> functions = new HashSet<>();
        text(host, ROUTES)
                .ifPresent(table -> RouteTable.defaults(table).forEach(name -> functions(host, name, 0, functions)));
        return functions;
    }

    private static void functions(HostRoot host, String name, int depth, Set<String> functions) {
        String path = NetDevices.CLASS + "/" + name;
        host.resolve(path)
                .flatMap(PciPath::last)
                .or(() -> host.link(path + "/device").filter(PciPath::isAddress))
                .ifPresent(functions::add);
        if (depth < DEEPEST) {
            host.list(path).stream()
                    .filter(entry -> entry.startsWith("lower_"))
                    .forEach(entry -> functions(host, entry.substring("lower_".length()), depth + 1, functions));
        }
    }

    private static Optional<String> text(HostRoot host, String path) {
        return host.read(path) instanceof Attribute.Value<String>(String _, String text) && !text.isEmpty()
                ? Optional.of(text)
                : Optional.empty();
    }
}
