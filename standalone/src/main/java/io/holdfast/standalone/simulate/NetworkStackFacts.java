package io.holdfast.standalone.simulate;

import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.standalone.simulate.Layout.Endpoint;
import io.holdfast.standalone.simulate.PciTree.Function;
import io.holdfast.standalone.simulate.PciTree.Role;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The network stack of a made-up host: host packages, card configuration, and what the node preparation sets on the
/// rails of an Ethernet fabric.
final class NetworkStackFacts {
    private static final String DPKG = "dpkg-query -W";
    private static final String NO_PACKAGE = "no such package";

    /// Non-volatile configuration of every BlueField card after the node preparation.
    private static final Map<String, Long> CARD = new TreeMap<>(Map.of(
            "LINK_TYPE_P1", 2L,
            "SRIOV_EN", 1L,
            "NUM_OF_VFS", 16L,
            "ROCE_ADAPTIVE_ROUTING_EN", 1L,
            "USER_PROGRAMMABLE_CC", 1L,
            "ROCE_RTT_RESP_DSCP_P1", 48L,
            "ROCE_RTT_RESP_DSCP_MODE_P1", 1L,
            "TX_SCHEDULER_LOCALITY_MODE", 2L,
            "MULTIPATH_DSCP", 0L));

    private static final Map<String, Boolean> ACCELERATION = new TreeMap<>(Map.of(
            "roce_adp_retrans_en", true,
            "roce_tx_window_en", true,
            "roce_slow_restart_en", false,
            "roce_slow_restart_idle_en", false,
            "adaptive_routing_forced_en", true));

    private NetworkStackFacts() {}

    /// Facts of the section `nic`.
    static List<Fact> packages(Stack stack, PciTree tree) {
        FactSheet sheet = new FactSheet()
                .text(
                        "mlx5.driver.source",
                        stack.doca().isPresent() ? "doca" : "inbox",
                        "/sys/module/mlx5_core/version")
                .text("rdma.netns_mode", "shared", "rdma system show");
        if (stack.doca().isEmpty()) {
            return sheet.missing("doca.host.version", Why.ABSENT, NO_PACKAGE, DPKG)
                    .missing("ofed.version", Why.ABSENT, "no ofed_info", "ofed_info -s")
                    .facts();
        }
        Stack.Doca doca = stack.doca().get();
        sheet.version("doca.host.version", doca.host(), DPKG)
                .words("doca.profile", List.of("doca-all", "doca-ofed"), DPKG)
                .version("ofed.version", doca.ofed(), "ofed_info -s")
                .text("mlx5.driver.source.next", "doca", "modinfo -n mlx5_core")
                .version("mlx5.driver.version", doca.ofed(), "/sys/module/mlx5_core/version")
                .version("mlx5.driver.version.next", doca.ofed(), "modinfo -F version mlx5_core")
                .flag("mlx5.driver.pending", false, "modinfo -F version mlx5_core")
                .version("doca.spcx_cc.version", doca.congestionControl(), DPKG);
        int card = 0;
        for (Function port : tree.of(Role.NIC).toList()) {
            sheet.about(port.address()).whole("doca.spcx_cc.running", isRail(port) ? 1 : 0, "/proc/*/cmdline");
            configuration(sheet, port);
            if (port.address().endsWith(".0")) {
                sheet.text("rshim.devices", "rshim" + card, "/dev/rshim" + card + "/misc");
                card++;
            }
        }
        return sheet.facts();
    }

    private static boolean isRail(Function port) {
        return port.card() == Endpoint.SUPER_NIC;
    }

    private static void configuration(FactSheet sheet, Function port) {
        String source = "mlxconfig -d " + port.address() + " -e q";
        CARD.forEach((name, value) ->
                sheet.whole("nic.nvconfig." + name, value, source).whole("nic.nvconfig_next." + name, value, source));
        sheet.words("nic.nvconfig_pending", List.of("none"), source)
                .text("nic.mode", isRail(port) ? "NIC" : "DPU", source)
                .text("nic.privilege", "PRIVILEGED", "mlxprivhost -d " + port.address() + " q");
    }

    /// Facts of the section `nic` about network devices.
    static List<Fact> pause(PciTree tree) {
        FactSheet sheet = new FactSheet();
        tree.of(Role.NIC).forEach(port -> {
            String netdev = NicFacts.netdev(tree, port);
            sheet.about(netdev).text("netdev.pause", "autonegotiate off, rx off, tx off", "ethtool -a " + netdev);
        });
        return sheet.facts();
    }

    /// Facts of the section `port`.
    static List<Fact> lossless(Stack stack, PciTree tree) {
        FactSheet sheet = new FactSheet();
        if (stack.doca().isPresent()) {
            tree.of(Role.NIC).filter(NetworkStackFacts::isRail).forEach(rail -> {
                queues(sheet, NicFacts.netdev(tree, rail));
                connections(sheet, NicFacts.device(tree, rail));
                registers(sheet, rail.address());
            });
        }
        return sheet.facts();
    }

    private static void queues(FactSheet sheet, String netdev) {
        String qos = "mlnx_qos -i " + netdev;
        String ecn = "/sys/class/net/" + netdev + "/ecn/";
        sheet.about(netdev)
                .text("roce.trust", "dscp", qos)
                .text("roce.pfc", "0,0,0,1,0,0,0,0", qos)
                .text("roce.dcbx", "OS controlled", qos)
                .whole("roce.dscp2prio.24", 3, qos)
                .whole("roce.dscp2prio.48", 6, qos)
                .flag("roce.ecn.rp.3", true, ecn + "roce_rp/enable/3")
                .flag("roce.ecn.np.3", true, ecn + "roce_np/enable/3")
                .whole("roce.cnp_dscp", 48, ecn + "roce_np/cnp_dscp");
    }

    private static void connections(FactSheet sheet, String device) {
        sheet.about(device + "/1")
                .whole("roce.traffic_class", 96, "/sys/class/infiniband/" + device + "/tc/1/traffic_class")
                .whole("roce.cma_tos", 96, "cma_roce_tos -d " + device)
                .text("roce.cma_mode", "RoCE v2", "cma_roce_mode -d " + device);
    }

    private static void registers(FactSheet sheet, String address) {
        sheet.about(address).whole("roce.ipg", 25, "mlxreg -d " + address + " --reg_name PIPG --get");
        ACCELERATION.forEach((field, value) ->
                sheet.flag("roce.accl." + field, value, "mlxreg -d " + address + " --reg_name ROCE_ACCL --get"));
    }
}
