package io.holdfast.agent.probe;

import io.holdfast.agent.host.HostCommand;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.EthtoolText;
import io.holdfast.agent.parse.InfinibandText;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Section;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Identity and firmware of network cards: from the RDMA class, and for cards without an RDMA driver from `ethtool
/// -i`.
final class NicProbe implements Probe {
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
        for (RdmaDevices.Device device : RdmaDevices.all(host)) {
            device.address().ifPresent(covered::add);
            if (!device.isVirtual()) {
                rdma(host, device, facts);
            }
        }
        for (NetDevices.NetDevice device : NetDevices.physical(host)) {
            device.address()
                    .filter(covered::add)
                    .filter(_ -> !device.driver().equals(Optional.of("virtio_net")))
                    .ifPresent(address -> firmware(host, device.name(), new Instance(address), facts));
        }
        return facts.list();
    }

    private static void rdma(HostRoot host, RdmaDevices.Device device, Facts facts) {
        Instance instance = device.instance();
        String path = device.path();
        facts.of("nic.rdma_device", instance, new Reading.Text(device.name()), path);
        facts.of("nic.firmware.version", instance, Readings.version(host.read(path + "/fw_ver")), path + "/fw_ver");
        facts.of("nic.psid", instance, Readings.text(host.read(path + "/board_id")), path + "/board_id");
        facts.of("nic.hca_type", instance, Readings.text(host.read(path + "/hca_type")), path + "/hca_type");
        facts.of("nic.guid", instance, guid(host, path + "/node_guid"), path + "/node_guid");
        facts.of("nic.sys_image_guid", instance, guid(host, path + "/sys_image_guid"), path + "/sys_image_guid");
    }

    private static Reading guid(HostRoot host, String path) {
        return Readings.of(host.read(path), text -> Optional.of(InfinibandText.guid(text)));
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
