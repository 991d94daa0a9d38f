package io.holdfast.agent.probe;

import io.holdfast.agent.host.CommandResult;
import io.holdfast.agent.host.HostCommand;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.LinkText;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The link and the module of each card: error rates, error correction, who made the cable. From `mlxlink`
/// (or `mstlink`), which asks the firmware for all of it at once; correction and module from `ethtool`
/// where neither is installed.
final class NicLinkProbe implements Probe {
    private static final String FEC = "nic.link.fec";
    private static final String MODULE = "nic.module";
    private static final List<String> OF_MODULE =
            List.of("nic.module.technology", "nic.module.length", "nic.module.temperature", "nic.module.alarms");

    @Override
    public String name() {
        return "nic.link";
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
        List<Nics.Nic> nics = Nics.physical(host);
        List<NetDevices.NetDevice> netdevs = nics.isEmpty() ? List.of() : NetDevices.physical(host);
        return Nics.sideBySide(nics, nic -> link(host, nic, Nics.netdev(netdevs, nic)));
    }

    private static List<Fact> link(HostRoot host, Nics.Nic nic, Optional<NetDevices.NetDevice> netdev) {
        Facts facts = new Facts();
        String address = nic.address();
        CommandResult result = NicTools.first(
                host,
                List.of(
                        NicTools.asking(address, "mlxlink", "-d", address, "-m", "-c", "--json"),
                        NicTools.asking(address, "mstlink", "-d", address, "-m", "-c", "--json")));
        String source = result.command().toString();
        Map<String, String> pairs = NicTools.output(result).map(LinkText::pairs).orElse(Map.of());
        if (!pairs.isEmpty()) {
            counted(pairs, nic.instance(), source, facts);
            boolean isUp = LinkText.first(pairs, "state")
                    .filter(state -> state.equalsIgnoreCase("Active"))
                    .isPresent();
            Optional<String> fec = LinkText.first(pairs, "fec");
            facts.of(FEC, nic.instance(), LinkText.correction(fec, isUp), source);
            module(pairs, nic.instance(), source, facts);
            return facts.list();
        }
        Reading why =
                NicTools.output(result).<Reading>map(Readings::malformed).orElseGet(() -> NicTools.failure(result));
        for (String check : List.of(
                "nic.link.ber", "nic.link.ber.raw", "nic.link.ber.symbol", "nic.link.fec_errors", "nic.link.trouble")) {
            facts.of(check, nic.instance(), why, source);
        }
        ethtool(host, nic, netdev, why, facts);
        return facts.list();
    }

    private static void counted(Map<String, String> pairs, Instance instance, String source, Facts facts) {
        facts.of("nic.link.ber", instance, LinkText.errorRate(pairs, "effective physical ber"), source);
        facts.of("nic.link.ber.raw", instance, LinkText.errorRate(pairs, "raw physical ber"), source);
        facts.of("nic.link.ber.symbol", instance, LinkText.errorRate(pairs, "symbol ber"), source);
        facts.of("nic.link.fec_errors", instance, LinkText.count(pairs, "effective physical errors"), source);
        facts.of("nic.link.trouble", instance, LinkText.text(pairs, "recommendation"), source);
    }

    private static void ethtool(
            HostRoot host, Nics.Nic nic, Optional<NetDevices.NetDevice> netdev, Reading why, Facts facts) {
        Instance instance = nic.instance();
        if (netdev.isEmpty()) {
            facts.of(FEC, instance, why, "ethtool --show-fec").of(MODULE, instance, why, "ethtool -m");
            return;
        }
        String name = netdev.get().name();
        HostCommand show = NicTools.asking(nic.address(), "ethtool", "--show-fec", name);
        boolean isUp = NetDevices.state(host, netdev.get().path()).equals(new Reading.Text("up"));
        facts.of(
                FEC,
                instance,
                DocaProbe.printed(host.run(show), text -> LinkText.correction(LinkText.ethtoolCorrection(text), isUp)),
                show.toString());
        HostCommand eeprom = NicTools.asking(nic.address(), "ethtool", "-m", name);
        CommandResult read = host.run(eeprom);
        Optional<String> told = NicTools.output(read);
        Map<String, String> pairs = told.map(LinkText::pairs).orElse(Map.of());
        if (pairs.isEmpty()) {
            facts.of(MODULE, instance, NicTools.failure(read), eeprom.toString());
        } else if (!told.orElse("").endsWith("\n")) {
            // Cut: the alarms stand at the end.
            facts.of(MODULE, instance, Readings.malformed(told.orElse("")), eeprom.toString());
        } else {
            module(pairs, instance, eeprom.toString(), facts);
        }
    }

    /// Maker, part and serial number: another one without maintenance is another cable.
    private static void module(Map<String, String> pairs, Instance instance, String source, Facts facts) {
        List<String> identity = new ArrayList<>();
        LinkText.first(pairs, "vendor name").ifPresent(identity::add);
        LinkText.first(pairs, "vendor part number", "vendor pn").ifPresent(identity::add);
        LinkText.first(pairs, "vendor serial number", "vendor sn").ifPresent(identity::add);
        if (identity.isEmpty()) {
            facts.of(MODULE, instance, Reading.missing(Why.ABSENT, "no module tells who made it"), source);
            return;
        }
        facts.of(MODULE, instance, new Reading.Text(String.join(" ", identity)), source);
        facts.of(OF_MODULE.get(0), instance, LinkText.technology(pairs), source);
        facts.of(OF_MODULE.get(1), instance, LinkText.length(pairs), source);
        facts.of(OF_MODULE.get(2), instance, LinkText.temperature(pairs), source);
        facts.of(OF_MODULE.get(3), instance, LinkText.alarms(pairs), source);
    }
}
