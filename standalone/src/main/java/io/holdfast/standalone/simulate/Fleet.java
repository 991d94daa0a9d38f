package io.holdfast.standalone.simulate;

import io.holdfast.protocol.fact.NodeId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The made-up hosts, in racks below leaf switches. A mixed fleet is half HGX servers, half 2U servers with cards.
///
/// @param hosts always the same for the same number
record Fleet(List<MadeUpHost> hosts) {
    private static final String CLUSTER = "sim";

    /// In every ten: enough of each kind that a cohort has peers even in a small fleet.
    private static final List<Layout> MIX = List.of(
            Layout.HGX_B200,
            Layout.RTX_PRO_6000,
            Layout.HGX_B200,
            Layout.H200_NVL,
            Layout.HGX_B200,
            Layout.RTX_PRO_6000,
            Layout.HGX_B200,
            Layout.H200_NVL,
            Layout.HGX_B200,
            Layout.RTX_PRO_6000);

    /// Power and cooling allow four HGX servers or eight 2U servers in a rack.
    private static final int HGX_PER_RACK = 4;

    private static final int CARDS_PER_RACK = 8;

    /// A leaf of 64 ports to servers serves two racks of HGX servers, or four racks of the others.
    private static final int HGX_PER_LEAF = 8;

    private static final int CARDS_PER_LEAF = 32;

    Fleet {
        hosts = List.copyOf(hosts);
    }

    static Fleet of(Simulated wanted) {
        Map<Layout, Integer> made = new EnumMap<>(Layout.class);
        Places hgx = new Places("a", HGX_PER_RACK, HGX_PER_LEAF);
        Places cards = new Places("b", CARDS_PER_RACK, CARDS_PER_LEAF);
        List<MadeUpHost> hosts = new ArrayList<>(wanted.nodes());
        for (int number = 0; number < wanted.nodes(); number++) {
            Layout layout = wanted.layout().orElse(MIX.get(number % MIX.size()));
            int ofItsKind = made.merge(layout, 1, Integer::sum);
            NodeId node = new NodeId(CLUSTER, String.format(Locale.ROOT, "%s-%04d", layout.word(), ofItsKind));
            hosts.add((layout.hasNvSwitch() ? hgx : cards).host(node, layout));
        }
        return new Fleet(hosts);
    }

    /// Labels by node, for the inventory.
    Map<NodeId, Map<String, String>> labels() {
        Map<NodeId, Map<String, String>> labels = new java.util.TreeMap<>();
        hosts.forEach(host -> labels.put(
                host.node(),
                Map.of(
                        "rack", host.rack(),
                        "leaf", host.leaf(),
                        "pool", host.layout().hasNvSwitch() ? "training" : "inference")));
        return labels;
    }

    /// Fills one row of racks.
    private static final class Places {
        private final String row;
        private final int perRack;
        private final int perLeaf;
        private int taken;

        Places(String row, int perRack, int perLeaf) {
            this.row = row;
            this.perRack = perRack;
            this.perLeaf = perLeaf;
        }

        MadeUpHost host(NodeId node, Layout layout) {
            String rack = String.format(Locale.ROOT, "%s%02d", row, taken / perRack + 1);
            String leaf = String.format(Locale.ROOT, "leaf-%s%02d", row, taken / perLeaf + 1);
            taken++;
            return new MadeUpHost(node, layout, rack, leaf);
        }
    }
}
