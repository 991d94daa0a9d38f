package io.holdfast.agent.probe;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.CpuInfo;
import io.holdfast.agent.probe.NicRoles.Card;
import io.holdfast.agent.probe.NicRoles.Port;
import io.holdfast.agent.probe.NicRoles.Role;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What each network card is for, which GPU it serves, and the layout of the chassis. Derived, each with its reason.
final class LayoutProbe implements Probe {
    private static final String PROCESSORS = "/proc/cpuinfo";
    private static final String NODES = "/sys/devices/system/node";

    /// @param card with all its functions
    /// @param place of its first function
    private record Placed(Card card, Role role, PciPlace place) {
        boolean isEastWest() {
            return role.word().equals(NicRoles.EAST_WEST);
        }
    }

    @Override
    public String name() {
        return "pcie.layout";
    }

    @Override
    public Section section() {
        return Section.PCIE;
    }

    @Override
    public Cadence cadence() {
        return Cadence.CONFIG;
    }

    @Override
    public List<Fact> observe(HostRoot host) {
        Facts facts = new Facts();
        List<PciPlace> gpus = PciFunctions.gpus(host).stream()
                .map(address -> PciPlace.of(host, address))
                .toList();
        List<Card> cards = LayoutCards.of(host);
        if (gpus.isEmpty() || cards.isEmpty()) {
            Reading none = Reading.missing(
                    Why.NOT_APPLICABLE, gpus.isEmpty() ? "no NVIDIA GPU on PCI" : "no NVIDIA network card on PCI");
            return facts.node("sys.layout", none, PciFunctions.DEVICES).list();
        }
        List<Role> roles = NicRoles.of(cards, LayoutCards.defaultRoute(host));
        List<Placed> placed = new ArrayList<>();
        for (int at = 0; at < cards.size(); at++) {
            Card card = cards.get(at);
            placed.add(new Placed(
                    card, roles.get(at), PciPlace.of(host, card.functions().getFirst())));
        }
        RailMap rails = RailMap.of(
                gpus,
                placed.stream().filter(Placed::isEastWest).map(Placed::place).toList());
        placed.forEach(card -> card(card, rails, facts));
        boolean hasOneNode = host.glob(NODES + "/node*/cpulist").size() <= 1;
        gpus.forEach(gpu -> gpu(gpu, rails, hasOneNode, facts));
        layout(host, gpus, placed, facts);
        return facts.list();
    }

    private static void card(Placed card, RailMap rails, Facts facts) {
        List<RailMap.Pair> served = rails.pairs().stream()
                .filter(pair -> pair.card().equals(card.place()))
                .toList();
        int rail = rails.rails().indexOf(card.place());
        for (int function = 0; function < card.card().functions().size(); function++) {
            Instance instance = new Instance(card.card().functions().get(function));
            facts.of("nic.role", instance, new Reading.Text(card.role().word()), PciFunctions.DEVICES);
            facts.of("nic.role.reason", instance, new Reading.Text(card.role().reason()), PciFunctions.DEVICES);
            if (!served.isEmpty()) {
                String name = "r" + rail + (function == 0 ? "" : "_p" + function);
                facts.of("nic.rail", instance, new Reading.Text(name), PciFunctions.DEVICES);
                facts.of(
                        "nic.gpu",
                        instance,
                        Reading.Words.of(served.stream()
                                .map(pair -> pair.gpu().address())
                                .toList()),
                        PciFunctions.DEVICES);
                facts.of("nic.gpu.reason", instance, new Reading.Text(reason(served)), PciFunctions.DEVICES);
            }
        }
    }

    private static String reason(List<RailMap.Pair> served) {
        List<String> words = new ArrayList<>();
        for (RailMap.Pair pair : served) {
            words.add(pair.gpu().address() + " " + pair.connection().nearness()
                    + pair.connection()
                            .below()
                            .map(bridge -> " below " + bridge)
                            .orElse("")
                    + (pair.isByOrder() ? ", of equally near ones by order" : ""));
        }
        return String.join("; ", words);
    }

    private static void gpu(PciPlace gpu, RailMap rails, boolean hasOneNode, Facts facts) {
        Instance instance = new Instance(gpu.address());
        Optional<RailMap.Pair> pair =
                rails.pairs().stream().filter(one -> one.gpu().equals(gpu)).findFirst();
        if (pair.isEmpty()) {
            Reading none = Reading.missing(Why.NOT_APPLICABLE, "no card serves it");
            facts.of("pcie.rail_affinity", instance, none, PciFunctions.DEVICES);
            return;
        }
        PciPlace card = pair.get().card();
        facts.of(
                "pcie.rail_affinity",
                instance,
                new Reading.Text(card.address() + " " + pair.get().connection().nearness()),
                PciFunctions.DEVICES);
        facts.of(
                "pcie.common_root",
                instance,
                pair.get()
                        .connection()
                        .below()
                        .<Reading>map(Reading.Text::new)
                        .orElse(Reading.missing(Why.NOT_APPLICABLE, "GPU and card share no bridge")),
                PciFunctions.DEVICES);
        facts.of("numa.gpu_nic_affinity", instance, affinity(gpu, card, hasOneNode), PciFunctions.DEVICES);
    }

    /// Firmware of machines with one node often gives none; there everything is on it.
    private static Reading affinity(PciPlace gpu, PciPlace card, boolean hasOneNode) {
        if (gpu.numaNode().isEmpty() || card.numaNode().isEmpty()) {
            return hasOneNode
                    ? new Reading.Text("same")
                    : Reading.missing(Why.UNSUPPORTED, "firmware gives no NUMA node");
        }
        return gpu.numaNode().equals(card.numaNode())
                ? new Reading.Text("same")
                : new Reading.Text("GPU on " + gpu.numaNode().get() + ", card on "
                        + card.numaNode().get());
    }

    private static void layout(HostRoot host, List<PciPlace> gpus, List<Placed> cards, Facts facts) {
        Attribute<String> read = host.read(PROCESSORS);
        Optional<Long> sockets = read instanceof Attribute.Value<String>(String _, String text)
                ? CpuInfo.parse(text).distinct("physical id")
                : Optional.empty();
        List<Port> ports = cards.stream()
                .filter(Placed::isEastWest)
                .flatMap(card -> card.card().ports().stream())
                .toList();
        String source = PROCESSORS + ", " + PciFunctions.DEVICES + ", " + RdmaDevices.CLASS;
        facts.node("sys.layout", name(sockets, gpus.size(), cards.size(), ports), source);
        facts.node("sys.layout.reason", new Reading.Text(why(sockets, gpus.size(), cards, ports)), source);
    }

    /// NVIDIA's name of a layout: processors, GPUs, cards, and bandwidth between GPUs in Gb/s for each of them.
    private static Reading name(Optional<Long> sockets, int gpus, int cards, List<Port> ports) {
        if (sockets.isEmpty()) {
            return Reading.missing(Why.UNSUPPORTED, "the number of processors is not known");
        }
        Optional<Port> silent =
                ports.stream().filter(port -> port.gigabits().isEmpty()).findFirst();
        if (ports.isEmpty() || silent.isPresent()) {
            return Reading.missing(
                    Why.UNSUPPORTED,
                    silent.map(port -> port.name() + " has no link to tell its rate")
                            .orElse("no port of a card between GPUs"));
        }
        BigDecimal each = ports.stream()
                .map(port -> port.gigabits().orElseThrow())
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .divide(BigDecimal.valueOf(gpus), 0, RoundingMode.HALF_UP);
        return new Reading.Text(sockets.get() + "-" + gpus + "-" + cards + "-" + each.toPlainString());
    }

    private static String why(Optional<Long> sockets, int gpus, List<Placed> cards, List<Port> ports) {
        Map<String, Integer> roles = new TreeMap<>();
        cards.forEach(card -> roles.merge(card.role().word(), 1, Integer::sum));
        Map<String, Integer> rates = new LinkedHashMap<>();
        ports.forEach(port -> rates.merge(
                port.gigabits()
                        .map(rate -> rate.stripTrailingZeros().toPlainString() + " Gb/s")
                        .orElse("no link"),
                1,
                Integer::sum));
        return sockets.map(String::valueOf).orElse("?") + " processors, " + gpus + " GPUs, " + cards.size() + " cards "
                + counted(roles) + "; ports between GPUs " + counted(rates);
    }

    private static String counted(Map<String, Integer> counts) {
        List<String> words = new ArrayList<>();
        counts.forEach((word, count) -> words.add(count + " x " + word));
        return "(" + String.join(", ", words) + ")";
    }
}
