package io.holdfast.agent.probe;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.Attributes;
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
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// What hangs on an RDMA port: its card and interface, its addresses, its partitions, and the device nodes
/// through which programs reach it.
final class PortTableProbe implements Probe {
    /// The kernel fills the lowest free slot, so after a run of free ones no more is looked for. A GID table
    /// has 256.
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
        Slots gids = Slots.of(host, path + "/gids", FREE_RUN, InfinibandText::isUsed);
        if (gids.refusal().isPresent()) {
            return Readings.text(gids.refusal().get());
        }
        List<String> indices =
                gids.used().keySet().stream().map(String::valueOf).toList();
        Attributes types = Attributes.of(host, path + "/gid_attrs/types", indices);
        Attributes netdevs = Attributes.of(host, path + "/gid_attrs/ndevs", indices);
        List<String> used = new ArrayList<>();
        gids.used()
                .forEach((index, gid) -> used.add(index + " " + gid + word(types.get(String.valueOf(index)))
                        + word(netdevs.get(String.valueOf(index)))));
        return Reading.Words.of(used);
    }

    private static String word(Attribute<String> read) {
        return read instanceof Attribute.Value<String>(String _, String text) ? " " + text : "";
    }

    /// The used slots as `<index> <key>`; bit 15 of a key is full membership.
    private static Reading partitions(HostRoot host, String path) {
        Slots keys = Slots.of(host, path + "/pkeys", FREE_PARTITIONS, InfinibandText::isPartition);
        if (keys.refusal().isPresent()) {
            return Readings.text(keys.refusal().get());
        }
        List<String> used = new ArrayList<>();
        keys.used().forEach((index, key) -> used.add(index + " " + key));
        return Reading.Words.of(used);
    }

    /// A table of a port: a folder of files `0`, `1`, ... in order.
    ///
    /// @param used what the used slots hold
    /// @param refusal the first slot that is there and refused to be read; then the table is not known
    private record Slots(SortedMap<Integer, String> used, Optional<Attribute<String>> refusal) {
        /// Reads until the table ends, or so many slots in a row are free: as many are read at once.
        static Slots of(HostRoot host, String folder, int freeRun, Predicate<String> isUsed) {
            SortedMap<Integer, String> used = new TreeMap<>();
            int free = 0;
            for (int start = 0; free < freeRun; start += freeRun) {
                List<String> names = IntStream.range(start, start + freeRun)
                        .mapToObj(String::valueOf)
                        .toList();
                for (Attribute<String> slot : host.readAll(folder, names)) {
                    if (slot instanceof Attribute.Absent<String> || free == freeRun) {
                        return new Slots(used, Optional.empty());
                    }
                    if (!(slot instanceof Attribute.Value<String>(String path, String text))) {
                        return new Slots(used, Optional.of(slot));
                    }
                    if (isUsed.test(text)) {
                        free = 0;
                        used.put(Integer.valueOf(path.substring(folder.length() + 1)), text);
                    } else {
                        free++;
                    }
                }
            }
            return new Slots(used, Optional.empty());
        }
    }
}
