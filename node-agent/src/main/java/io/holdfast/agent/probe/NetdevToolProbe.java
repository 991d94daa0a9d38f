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

/// What `ethtool` counts and finds set on physical interfaces, and the addresses of all.
final class NetdevToolProbe implements Probe {
    /// Counters of mlx5, each with a row of the catalog. Other drivers have some of them.
    private static final List<String> COUNTERS = List.of(
            "link_down_events_phy",
            "module_bad_shorted",
            "module_bus_stuck",
            "module_high_temp",
            "rx_corrected_bits_phy",
            "rx_crc_errors_phy",
            "rx_discards_phy",
            "rx_global_pause",
            "rx_out_of_buffer",
            "rx_pcs_symbol_err_phy",
            "rx_prio3_pause",
            "rx_symbol_err_phy",
            "tx_discards_phy",
            "tx_errors_phy",
            "tx_global_pause",
            "tx_pause_storm_error_events",
            "tx_pause_storm_warning_events",
            "tx_prio3_pause");

    private static final String REPRESENTOR = "netdev.vf_rep";

    @Override
    public String name() {
        return "nic.netdev_tools";
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
        boolean isBridged = false;
        for (NetDevices.NetDevice device : NetDevices.physical(host)) {
            Instance instance = new Instance(device.name());
            counters(host, device.name(), instance, facts);
            ToolOutput pause = ToolOutput.of(host, "ethtool", "-a", device.name());
            facts.of("netdev.pause", instance, pause.reading(NetdevText::pause), pause.source());
            isBridged |= representors(host, device, instance, facts);
        }
        if (isBridged) {
            OvsBridges.offload(host, facts);
        }
        addresses(host, facts);
        return facts.list();
    }

    /// What a driver does not count is no fact. Nothing at all is one: of the link's counter.
    private static void counters(HostRoot host, String netdev, Instance instance, Facts facts) {
        ToolOutput said = ToolOutput.of(host, "ethtool", "-S", netdev);
        if (said.missing().isPresent()) {
            facts.of("netdev.link_down_events_phy", instance, said.missing().get(), said.source());
            return;
        }
        Map<String, Long> counters = NetdevText.statistics(said.text());
        for (String name : COUNTERS) {
            Optional.ofNullable(counters.get(name))
                    .ifPresent(count -> facts.of("netdev." + name, instance, new Reading.Whole(count), said.source()));
        }
    }

    /// In switchdev mode each virtual function has a representor beside the function's own interface.
    private static boolean representors(HostRoot host, NetDevices.NetDevice device, Instance instance, Facts facts) {
        if (device.address().isEmpty() || !host.exists(device.path() + "/phys_switch_id")) {
            return false;
        }
        List<String> all = NetDevices.representors(host, device.address().get());
        if (all.isEmpty()) {
            return false;
        }
        long up = all.stream()
                .filter(name ->
                        NetDevices.state(host, NetDevices.CLASS + "/" + name).equals(new Reading.Text("up")))
                .count();
        facts.of(REPRESENTOR, instance, new Reading.Whole(all.size()), device.path() + "/device/net");
        facts.of(REPRESENTOR + ".up", instance, new Reading.Whole(up), "operstate of the representors");
        OvsBridges bridges = OvsBridges.of(host);
        facts.of(REPRESENTOR + ".bridge", instance, bridges.membership(all), bridges.source());
        return true;
    }

    private static void addresses(HostRoot host, Facts facts) {
        List<NetDevices.NetDevice> devices = NetDevices.all(host);
        if (devices.isEmpty()) {
            return;
        }
        ToolOutput said = ToolOutput.of(host, "ip", "-o", "address", "show");
        Map<String, List<String>> addresses = NetdevText.addresses(said.text());
        devices.forEach(device -> facts.of(
                "netdev.ip",
                new Instance(device.name()),
                said.reading(_ -> Reading.Words.of(addresses.getOrDefault(device.name(), List.of()))),
                said.source()));
    }
}
