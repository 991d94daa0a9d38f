package io.holdfast.agent.probe;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Where a function sits in the PCI tree.
///
/// Source: the resolved path `/sys/devices/pci0000:36/0000:36:01.0/0000:37:00.0` and `numa_node`.
///
/// @param way host bridge, bridges, function; only the function in trees recorded without links
/// @param numaNode empty where firmware gives none
record PciPlace(String address, List<String> way, Optional<Long> numaNode) {
    /// How near two functions are, nearest first. The words are those of `nvidia-smi topo`.
    enum Nearness {
        /// At most one bridge on either side below what they share: one switch.
        PIX,
        /// Several bridges, below one root port.
        PXB,
        /// One host bridge.
        PHB,
        /// One NUMA node.
        NODE,
        SYS,
        /// The tree does not say.
        UNKNOWN
    }

    /// How two functions are connected.
    ///
    /// @param below the lowest bridge above both; empty where they share none
    /// @param depth how many steps they share
    record Connection(Nearness nearness, Optional<String> below, int depth) {
        /// Nearest first; of equally near ones those that share more.
        static final Comparator<Connection> ORDER =
                Comparator.comparing(Connection::nearness).thenComparing(Connection::depth, Comparator.reverseOrder());
    }

    PciPlace {
        way = List.copyOf(way);
    }

    static PciPlace of(HostRoot host, String address) {
        String path = PciFunctions.DEVICES + "/" + address;
        List<String> way = new ArrayList<>();
        for (String part : host.resolve(path).orElse(path).split("/", -1)) {
            if (part.startsWith("pci") || (!way.isEmpty() && PciPath.isAddress(part))) {
                way.add(part);
            }
        }
        Optional<Long> node = host.read(path + "/numa_node") instanceof Attribute.Value<String>(String _, String text)
                ? Words.whole(text).filter(number -> number >= 0)
                : Optional.empty();
        return new PciPlace(address, way.size() < 2 ? List.of(address) : way, node);
    }

    Connection to(PciPlace other) {
        int shared = 0;
        while (shared < Math.min(way.size(), other.way.size()) - 1
                && way.get(shared).equals(other.way.get(shared))) {
            shared++;
        }
        Optional<String> below = shared == 0 ? Optional.empty() : Optional.of(way.get(shared - 1));
        return new Connection(nearness(other, shared), below, shared);
    }

    private Nearness nearness(PciPlace other, int shared) {
        if (shared > 1) {
            int between = Math.max(way.size(), other.way.size()) - shared - 1;
            return between <= 1 ? Nearness.PIX : Nearness.PXB;
        }
        if (shared == 1) {
            return Nearness.PHB;
        }
        if (way.size() < 2 || other.way.size() < 2) {
            return Nearness.UNKNOWN;
        }
        if (numaNode.isEmpty() || other.numaNode.isEmpty()) {
            return Nearness.UNKNOWN;
        }
        return numaNode.equals(other.numaNode) ? Nearness.NODE : Nearness.SYS;
    }
}
