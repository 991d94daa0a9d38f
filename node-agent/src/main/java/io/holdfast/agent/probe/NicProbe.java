package io.holdfast.agent.probe;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.Attributes;
import io.holdfast.agent.host.HostCommand;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.EthtoolText;
import io.holdfast.agent.parse.InfinibandText;
import io.holdfast.agent.parse.NicTables;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Section;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Identity and firmware of network cards: from the RDMA class, and for cards without an RDMA driver from
/// `ethtool -i`.
final class NicProbe implements Probe {
    private static final List<String> ATTRIBUTES =
            List.of("fw_ver", "board_id", "hca_type", "node_guid", "sys_image_guid");

    @Override
    public String name() {
        return "nic.identity";
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
        Set<String> covered = new HashSet<>();
        Map<String, List<String>> byGuid = new TreeMap<>();
        for (RdmaDevices.Device device : RdmaDevices.all(host)) {
            device.address().ifPresent(covered::add);
            if (!device.isVirtual()) {
                rdma(host, device, byGuid, facts);
            }
        }
        if (!byGuid.isEmpty()) {
            facts.node("nic.guid.duplicates", duplicates(byGuid), RdmaDevices.CLASS + "/*/node_guid");
        }
        for (NetDevices.NetDevice device : NetDevices.physical(host)) {
            device.address()
                    .filter(covered::add)
                    .filter(address -> !isMellanox(host, address))
                    .filter(_ -> !device.driver().equals(Optional.of("virtio_net")))
                    .ifPresent(address -> firmware(host, device.name(), new Instance(address), facts));
        }
        return facts.list();
    }

    private static void rdma(HostRoot host, RdmaDevices.Device device, Map<String, List<String>> byGuid, Facts facts) {
        Instance instance = device.instance();
        String path = device.path();
        facts.of("nic.rdma_device", instance, new Reading.Text(device.name()), path);
        Attributes read = Attributes.of(host, path, ATTRIBUTES);
        facts.of("nic.firmware.version", instance, Readings.version(read.get("fw_ver")), path + "/fw_ver");
        facts.of("nic.psid", instance, Readings.text(read.get("board_id")), path + "/board_id");
        hcaType(host, device, read.get("hca_type"), facts);
        Reading guid = guid(read.get("node_guid"));
        facts.of("nic.guid", instance, guid, path + "/node_guid");
        if (guid instanceof Reading.Text(String text)) {
            byGuid.computeIfAbsent(text, _ -> new ArrayList<>()).add(device.name());
        }
        facts.of("nic.sys_image_guid", instance, guid(read.get("sys_image_guid")), path + "/sys_image_guid");
    }

    /// Not every driver tells it; mlx5 makes it of the PCI device id.
    private static void hcaType(HostRoot host, RdmaDevices.Device device, Attribute<String> told, Facts facts) {
        Optional<String> made = told instanceof Attribute.Absent<String>
                ? device.address()
                        .filter(address -> isMellanox(host, address))
                        .flatMap(address -> Nics.device(host, address))
                        .map(NicTables::hcaType)
                : Optional.empty();
        facts.of(
                "nic.hca_type",
                device.instance(),
                made.<Reading>map(Reading.Text::new).orElseGet(() -> Readings.text(told)),
                made.isPresent() ? device.path() + "/device/device" : told.path());
    }

    /// Devices of this node that claim one GUID: in the fabric only one of them can be reached.
    private static Reading duplicates(Map<String, List<String>> byGuid) {
        List<String> twice = byGuid.entrySet().stream()
                .filter(entry -> entry.getValue().size() > 1 && !entry.getKey().matches("[0:]+"))
                .map(entry -> entry.getKey() + "=" + String.join("+", entry.getValue()))
                .toList();
        return Reading.Words.of(twice.isEmpty() ? List.of("none") : twice);
    }

    /// Cards of NVIDIA without an RDMA device are asked by the probe of their firmware.
    private static boolean isMellanox(HostRoot host, String address) {
        return PciFunctions.function(host, address)
                .filter(PciFunctions.Function::isMellanoxNic)
                .isPresent();
    }

    private static Reading guid(Attribute<String> read) {
        return Readings.of(read, text -> Optional.of(InfinibandText.guid(text)));
    }

    private static void firmware(HostRoot host, String netdev, Instance instance, Facts facts) {
        HostCommand command = HostCommand.of("ethtool", "-i", netdev);
        facts.of(
                "nic.firmware.version",
                instance,
                Readings.of(
                        host.run(command),
                        finished -> finished.exit() == 0
                                ? EthtoolText.firmware(finished.stdout())
                                : Reading.missing(
                                        Reading.Why.UNREADABLE,
                                        "exit " + finished.exit() + ": "
                                                + finished.stderr().strip())),
                command.toString());
    }
}
