package io.holdfast.standalone.simulate;

import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.standalone.simulate.Layout.Endpoint;
import io.holdfast.standalone.simulate.PciTree.Function;
import io.holdfast.standalone.simulate.PciTree.Role;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The network cards of a made-up host: physical and virtual functions, network devices, RDMA ports.
final class NicFacts {
    private static final String IB = "/sys/class/infiniband/";
    private static final String NET = "/sys/class/net/";
    private static final String VPD = "/sys/bus/pci/devices/*/vpd";
    private static final String TREE = "/sys/bus/pci/devices";

    private NicFacts() {}

    /// What a kind of card is sold as.
    private record Product(String name, String role, String partNumber) {
        private static final Product SUPER_NIC =
                new Product("BlueField-3 B3140H SuperNIC", "supernic", "900-9D3D4-00EN-HA0");
        private static final Product DPU = new Product("BlueField-3 B3220 DPU", "dpu", "900-9D3B6-00CV-A_Ax");
        private static final Product CONNECTX = new Product("ConnectX-7", "nic", "MCX75310AAS-NEA_Ax");
    }

    /// What a kind of card says of itself.
    private record Model(Product product, String firmware, String psid, String type, int gbits) {
        static Model of(Endpoint card) {
            return switch (card) {
                case SUPER_NIC -> new Model(Product.SUPER_NIC, "32.47.1026", "MT_0000001069", "MT41692", 400);
                case DPU -> new Model(Product.DPU, "32.47.1026", "MT_0000000884", "MT41692", 200);
                case CONNECTX -> new Model(Product.CONNECTX, "28.46.1006", "MT_0000000838", "MT4129", 400);
                case GPU, NVME -> throw new IllegalArgumentException(card + " is no network card");
            };
        }
    }

    /// Physical functions first, then the virtual ones: the order in which the driver numbers its RDMA devices.
    private static List<Function> functions(PciTree tree) {
        return Stream.concat(tree.of(Role.NIC), tree.of(Role.VIRTUAL_FUNCTION)).toList();
    }

    /// RDMA device of a function: `mlx5_0`; `roce_r0` for a SuperNIC, whose rail the node preparation names.
    static String device(PciTree tree, Function function) {
        return rail(tree, function)
                .map(rail -> "roce_" + rail)
                .orElseGet(() -> "mlx5_" + functions(tree).indexOf(function));
    }

    /// `r0`, `r1`, .. of a SuperNIC.
    private static Optional<String> rail(PciTree tree, Function function) {
        return function.role() == Role.NIC && function.card() == Endpoint.SUPER_NIC
                ? Optional.of("r" + towardsGpus(tree).indexOf(function))
                : Optional.empty();
    }

    private static List<Function> towardsGpus(PciTree tree) {
        return tree.of(Role.NIC).filter(NicFacts::isEastWest).toList();
    }

    static boolean isEastWest(Function function) {
        return function.card() != Endpoint.DPU;
    }

    /// Network device of a function: `eth_r0` for a SuperNIC, else named after its slot as udev does: `ens21f0np0`,
    /// `ens21v3`.
    static String netdev(PciTree tree, Function function) {
        return rail(tree, function).map(rail -> "eth_" + rail).orElseGet(() -> bySlot(function));
    }

    private static String bySlot(Function function) {
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
                sheet.version("nic.firmware.stored", model.firmware(), "devlink -j dev info")
                        .flag("nic.firmware.pending", false, "devlink -j dev info");
                product(sheet, function, model.product());
            }
            netdev(sheet, function, netdev(tree, function));
        }
        sheet.aboutNode()
                .whole("nic.cards.supernic", cards(tree, Endpoint.SUPER_NIC), VPD)
                .whole("nic.cards.dpu", cards(tree, Endpoint.DPU), VPD);
        return sheet.facts();
    }

    private static long cards(PciTree tree, Endpoint kind) {
        return tree.of(Role.NIC)
                .filter(function -> function.card() == kind)
                .map(Function::parent)
                .distinct()
                .count();
    }

    private static void product(FactSheet sheet, Function function, Product product) {
        String path = "/sys/bus/pci/devices/" + function.address() + "/vpd";
        sheet.text("nic.part_number", product.partNumber(), path)
                .text("nic.product", product.name(), path)
                .text("nic.product.role", product.role(), path);
    }

    /// What the agent concludes from the tree: what a card is for, and which GPUs are near it.
    static List<Fact> places(Layout layout, PciTree tree) {
        FactSheet sheet = new FactSheet();
        List<Function> rails = towardsGpus(tree);
        tree.of(Role.NIC).forEach(nic -> {
            sheet.about(nic.address()).text("nic.role", isEastWest(nic) ? "east-west" : "north-south", TREE);
            if (isEastWest(nic)) {
                List<String> near = tree.of(Role.GPU)
                        .filter(gpu -> PciTree.root(gpu) == PciTree.root(nic))
                        .map(Function::address)
                        .toList();
                sheet.text("nic.rail", "r" + rails.indexOf(nic), TREE).words("nic.gpu", near, TREE);
            }
        });
        tree.of(Role.GPU)
                .forEach(gpu -> sheet.about(gpu.address())
                        .text("numa.gpu_nic_affinity", "same", "/sys/bus/pci/devices/" + gpu.address() + "/numa_node"));
        return sheet.aboutNode().text("sys.layout", layout.shape().name(), TREE).facts();
    }

    private static void netdev(FactSheet sheet, Function function, String name) {
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
                    .quantity("netdev.speed", Model.of(function.card()).gbits(), "Gb/s", path + "/speed");
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
        // A virtual function keeps room for a VXLAN header.
        return isEastWest(function) ? function.role() == Role.VIRTUAL_FUNCTION ? 9166 : 9216 : 1500;
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
                    .about(netdev(tree, function))
                    .text("netdev.address", mac(hex), NET + netdev(tree, function) + "/address");
            if (function.role() == Role.NIC) {
                sheet.about(function.address())
                        .text("nic.serial", "MT2523" + identity.digits("card" + function.parent(), 6), VPD);
            }
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
