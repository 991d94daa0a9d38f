package io.holdfast.agent.probe;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.InfinibandText;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What hangs on an RDMA port: its card and interface, its addresses, its partitions, and the device nodes through
/// which programs reach it.
final class PortTableProbe implements Probe {
    /// The kernel fills the lowest free slot, so after a run of free ones no more is looked for. A GID table has 256.
    private static final int FREE_RUN = 16;

    /// A partition table has up to 128 slots, filled from the first one.
    private static final int FREE_PARTITIONS = 4;

    @Override
    public String name() {
        return "port.tables";
    }

    @Override
    public Section section() {
        return Section.PORT;
    }

    @Override
    public Cadence cadence() {
        return Cadence.CONFIG;
    }

    @Override
    public List<Fact> observe(HostRoot host) {
        Facts facts = new Facts();
        RdmaNodes nodes = new RdmaNodes(host);
        RdmaDevices.ports(host).forEach(port -> port(host, port, nodes, facts));
        return facts.list();
    }

    private static void port(HostRoot host, RdmaDevices.Port port, RdmaNodes nodes, Facts facts) {
        String path = port.path();
        Instance instance = port.id().instance();
        port.device()
                .address()
                .ifPresent(address -> facts.of(
                        "port.device",
                        instance,
                        new Reading.Text(address),
                        port.device().path()));
        port.device()
                .address()
                .flatMap(address -> NetDevices.of(host, address))
                .ifPresent(netdev -> facts.of(
                        "port.netdev",
                        instance,
                        new Reading.Text(netdev),
                        port.device().path() + "/device/net"));
        facts.of(
                "port.cap_mask",
                instance,
                Readings.of(host.read(path + "/cap_mask"), text -> Optional.of(InfinibandText.capabilities(text))),
                path + "/cap_mask");
        if (host.exists(path + "/gids")) {
            facts.of("port.gids", instance, gids(host, path), path + "/gids");
        }
        if (host.exists(path + "/pkeys")) {
            facts.of("port.pkeys", instance, partitions(host, path), path + "/pkeys");
        }
        facts.of("port.devnodes", instance, nodes.of(port.id()), RdmaNodes.FOLDER);
    }

    /// The used slots as `<index> <gid> <type> <netdev>`. In a free slot type and netdev refuse to be read
    /// (`EINVAL`).
    private static Reading gids(HostRoot host, String path) {
        List<String> used = new ArrayList<>();
        int free = 0;
        for (int index = 0; free < FREE_RUN; index++) {
            Attribute<String> gid = host.read(path + "/gids/" + index);
            if (gid instanceof Attribute.Absent<String>) {
                break;
            }
            if (!(gid instanceof Attribute.Value<String>(String _, String text))) {
                return Readings.text(gid);
            }
            if (InfinibandText.isUsed(text)) {
                free = 0;
                used.add(index + " " + text + attribute(host, path, "types", index)
                        + attribute(host, path, "ndevs", index));
            } else {
                free++;
            }
        }
        return Reading.Words.of(used);
    }

    private static String attribute(HostRoot host, String path, String name, int index) {
        return host.read(path + "/gid_attrs/" + name + "/" + index)
                        instanceof Attribute.Value<String>(String _, String text)
                ? " " + text
                : "";
    }

    /// The used slots as `<index> <key>`; bit 15 of a key is full membership.
    private static Reading partitions(HostRoot host, String path) {
        List<String> used = new ArrayList<>();
        int free = 0;
        for (int index = 0; free < FREE_PARTITIONS; index++) {
            Attribute<String> key = host.read(path + "/pkeys/" + index);
            if (key instanceof Attribute.Absent<String>) {
                break;
            }
            if (!(key instanceof Attribute.Value<String>(String _, String text))) {
                return Readings.text(key);
            }
            if (InfinibandText.isPartition(text)) {
                free = 0;
                used.add(index + " " + text);
            } else {
                free++;
            }
        }
        return Reading.Words.of(used);
    }
}
