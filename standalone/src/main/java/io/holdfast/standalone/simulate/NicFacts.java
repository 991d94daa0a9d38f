package io.holdfast.standalone.simulate;

import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.standalone.simulate.Layout.Endpoint;
import io.holdfast.standalone.simulate.PciTree.Function;
import io.holdfast.standalone.simulate.PciTree.Role;
import java.util.List;
import java.util.stream.Stream;

/// The network cards of a made-up host: physical and virtual functions, network devices, RDMA ports.
final class NicFacts {
    private static final String IB = "/sys/class/infiniband/";
    private static final String NET = "/sys/class/net/";

    private NicFacts() {}

    /// What a kind of card says of itself.
    private record Model(String firmware, String psid, String type, int gbits) {
        static Model of(Endpoint card) {
            return switch (card) {
                case SUPER_NIC -> new Model("32.46.1006", "MT_0000001069", "MT41692", 400);
                case DPU -> new Model("32.46.1006", "MT_0000000884", "MT41692", 200);
                case CONNECTX -> new Model("28.46.1006", "MT_0000000838", "MT4129", 400);
                case GPU, NVME -> throw new IllegalArgumentException(card + " is no network card");
            };
        }
    }

    /// Physical functions first, then the virtual ones: the order in which the driver numbers its RDMA devices.
    private static List<Function> functions(PciTree tree) {
        return Stream.concat(tree.of(Role.NIC), tree.of(Role.VIRTUAL_FUNCTION)).toList();
    }

    /// RDMA device of a function: `mlx5_0`.
    static String device(PciTree tree, Function function) {
        return "mlx5_" + functions(tree).indexOf(function);
    }

    /// Network device of a function, named after its slot as udev does: `ens21f0np0`, `ens21v3`.
    static String netdev(Function function) {
        int bus = Integer.parseInt(function.address().substring(5, 7), 16);
        int number = Integer.parseInt(function.address().substring(8, 10), 16) * 8
                + Character.digit(function.address().charAt(11), 10);
        return function.role() == Role.VIRTUAL_FUNCTION
                ? "ens" + bus + "v" + number
                : "ens" + bus + "f" + number + "np" + number;
    }

    static List<Fact> nics(PciTree tree) {
        FactSheet sheet = new FactSheet();
        for (Function function : functions(tree)) {
            boolean isVirtual = function.role() == Role.VIRTUAL_FUNCTION;
            Model model = Model.of(function.card());
            String device = device(tree, function);
            String path = IB + device;
            sheet.about(function.address())
                    .text("nic.rdma_device", device, path)
                    .version("nic.firmware.version", model.firmware(), path + "/fw_ver")
                    .text("nic.psid", model.psid(), path + "/board_id")
                    .text("nic.hca_type", isVirtual ? "MT4126" : model.type(), path + "/hca_type");
            if (!isVirtual) {
                sheet.version("nic.firmware.stored", model.firmware(), "devlink -j dev info");
            }
            netdev(sheet, function, model);
        }
        return sheet.facts();
    }

    private static void netdev(FactSheet sheet, Function function, Model model) {
        String name = netdev(function);
        String path = NET + name;
        boolean isUp = function.role() == Role.NIC;
        sheet.about(name)
                .text("netdev.kind", isUp ? "physical" : "virtual_function", path)
                .text("netdev.device", function.address(), path)
                .text("netdev.driver", "mlx5_core", path + "/device/driver")
                .quantity("netdev.mtu", mtu(function), "B", path + "/mtu")
                .text("netdev.operstate", isUp ? "up" : "down", path + "/operstate");
        if (isUp) {
            sheet.flag("netdev.carrier", true, path + "/carrier")
                    .quantity("netdev.speed", model.gbits(), "Gb/s", path + "/speed");
        } else {
            sheet.missing(
                            "netdev.carrier",
                            Why.NOT_APPLICABLE,
                            "the interface is administratively down",
                            path + "/carrier")
                    .missing("netdev.speed", Why.NOT_APPLICABLE, "no link", path + "/speed");
        }
    }

    private static long mtu(Function function) {
        boolean isEastWest = function.card() != Endpoint.DPU;
        // A virtual function keeps room for a VXLAN header.
        return isEastWest ? function.role() == Role.VIRTUAL_FUNCTION ? 9166 : 9216 : 1500;
    }

    static List<Fact> ports(PciTree tree) {
        FactSheet sheet = new FactSheet();
        for (Function function : functions(tree)) {
            String device = device(tree, function);
            String path = IB + device + "/ports/1";
            boolean isUp = function.role() == Role.NIC;
            sheet.about(device + "/1")
                    .text("port.device", function.address(), IB + device)
                    .text("port.state", isUp ? "ACTIVE" : "DOWN", path + "/state")
                    .text("port.phys_state", isUp ? "LinkUp" : "Disabled", path + "/phys_state")
                    .quantity("port.rate", Model.of(function.card()).gbits(), "Gb/s", path + "/rate")
                    .text("port.link_layer", "Ethernet", path + "/link_layer")
                    .whole("port.lid", 0, path + "/lid")
                    .whole("port.sm_lid", 0, path + "/sm_lid");
        }
        return sheet.facts();
    }

    /// Identity: no two hosts share it.
    static List<Fact> own(PciTree tree, Identity identity) {
        FactSheet sheet = new FactSheet();
        for (Function function : functions(tree)) {
            String hex = identity.hex(function.address());
            String card = identity.hex(function.parent());
            String path = IB + device(tree, function);
            sheet.about(function.address())
                    .text("nic.guid", guid(hex), path + "/node_guid")
                    .text("nic.sys_image_guid", guid(card), path + "/sys_image_guid")
                    .about(netdev(function))
                    .text("netdev.address", mac(hex), NET + netdev(function) + "/address");
        }
        return sheet.facts();
    }

    private static String guid(String hex) {
        return String.join(":", "9c05", hex.substring(0, 4), hex.substring(4, 8), hex.substring(8));
    }

    private static String mac(String hex) {
        return String.join(
                ":", "9c", "05", hex.substring(0, 2), hex.substring(2, 4), hex.substring(4, 6), hex.substring(6, 8));
    }
}
