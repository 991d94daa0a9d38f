package io.holdfast.standalone.simulate;

import io.holdfast.standalone.simulate.Layout.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// The PCI functions of a layout: per root a port, a switch and what hangs on it, then what every board has.
///
/// @param functions in the order of their buses
record PciTree(List<Function> functions) {
    /// What a function is for.
    enum Role {
        ROOT_PORT,
        SWITCH_PORT,
        GPU,
        /// A port of a network card, with the card's kind in `card`.
        NIC,
        /// The function of a BlueField that the host talks to its Arm cores through.
        NIC_MANAGEMENT,
        VIRTUAL_FUNCTION,
        NVME,
        /// Graphics of the board controller, on-board network, USB.
        BOARD
    }

    /// One function.
    ///
    /// @param parent address of the port above; empty text at the top
    /// @param card what card it belongs to, for NIC and virtual function
    record Function(String address, Role role, Ids ids, Link link, String parent, int numa, Endpoint card) {}

    /// As sysfs prints them, in hexadecimal.
    record Ids(String vendor, String device, String pciClass) {}

    /// Trained speed and width; both ends can do no more.
    ///
    /// @param gts GT/s in tenths: 320 is 32.0 GT/s; 0 for a function without a link
    record Link(int gts, int width) {}

    private static final int FIRST_BUS = 0x10;
    private static final int BUSES_PER_ROOT = 0x18;
    private static final Link GEN5_X16 = new Link(320, 16);
    private static final Ids BRIDGE_INTEL = new Ids("0x8086", "0x0db0", "0x060400");
    private static final Ids BRIDGE_SWITCH = new Ids("0x1000", "0xc030", "0x060400");

    PciTree {
        functions = List.copyOf(functions);
    }

    static PciTree of(Layout layout) {
        List<Function> functions = new ArrayList<>();
        for (int root = 0; root < layout.shape().roots().size(); root++) {
            addRoot(layout, root, functions);
        }
        addBoard(functions);
        return new PciTree(functions);
    }

    Stream<Function> of(Role role) {
        return functions.stream().filter(function -> function.role() == role);
    }

    /// The PCIe root that an endpoint sits below.
    static int root(Function function) {
        return (Integer.parseInt(function.address().substring(5, 7), 16) - FIRST_BUS) / BUSES_PER_ROOT;
    }

    private static void addRoot(Layout layout, int root, List<Function> functions) {
        int bus = FIRST_BUS + root * BUSES_PER_ROOT;
        int numa = layout.board().cpu().sockets() == 1
                        || root < layout.shape().roots().size() / 2
                ? 0
                : 1;
        String rootPort = address(bus, 1, 0);
        String upstream = address(bus + 1, 0, 0);
        functions.add(new Function(rootPort, Role.ROOT_PORT, BRIDGE_INTEL, GEN5_X16, "", numa, Endpoint.GPU));
        functions.add(new Function(upstream, Role.SWITCH_PORT, BRIDGE_SWITCH, GEN5_X16, rootPort, numa, Endpoint.GPU));
        List<Endpoint> below = layout.shape().roots().get(root);
        for (int slot = 0; slot < below.size(); slot++) {
            String port = address(bus + 2, slot, 0);
            functions.add(new Function(port, Role.SWITCH_PORT, BRIDGE_SWITCH, GEN5_X16, upstream, numa, Endpoint.GPU));
            addEndpoint(layout, below.get(slot), new Place(bus + 3 + slot, port, numa), functions);
        }
    }

    /// Where an endpoint sits.
    private record Place(int bus, String port, int numa) {
        Function function(int number, Role role, Ids ids, Link link, Endpoint card) {
            return new Function(address(bus, number / 8, number % 8), role, ids, link, port, numa, card);
        }
    }

    private static void addEndpoint(Layout layout, Endpoint kind, Place place, List<Function> functions) {
        switch (kind) {
            case GPU ->
                functions.add(place.function(
                        0, Role.GPU, new Ids("0x10de", layout.gpu().device(), "0x030200"), GEN5_X16, kind));
            case NVME ->
                functions.add(
                        place.function(0, Role.NVME, new Ids("0x144d", "0xa80c", "0x010802"), new Link(320, 4), kind));
            case CONNECTX -> addCard(place, kind, "0x1021", 1, layout.shape().virtualFunctions(), functions);
            case SUPER_NIC -> addCard(place, kind, "0xa2dc", 1, layout.shape().virtualFunctions(), functions);
            case DPU -> addCard(place, kind, "0xa2dc", 2, 0, functions);
        }
    }

    private static void addCard(
            Place place, Endpoint kind, String device, int ports, int virtual, List<Function> functions) {
        for (int port = 0; port < ports; port++) {
            functions.add(place.function(port, Role.NIC, new Ids("0x15b3", device, "0x020000"), GEN5_X16, kind));
        }
        int next = ports;
        if (kind != Endpoint.CONNECTX) {
            functions.add(place.function(
                    next++, Role.NIC_MANAGEMENT, new Ids("0x15b3", "0xc2d5", "0x080100"), GEN5_X16, kind));
        }
        for (int number = 0; number < virtual; number++) {
            functions.add(place.function(
                    next + number, Role.VIRTUAL_FUNCTION, new Ids("0x15b3", "0x101e", "0x020000"), GEN5_X16, kind));
        }
    }

    private static void addBoard(List<Function> functions) {
        Link slow = new Link(50, 1);
        functions.add(board("0000:01:00.0", "0x1a03", "0x1150", "0x060400", slow));
        functions.add(board("0000:02:00.0", "0x1a03", "0x2000", "0x030000", slow));
        functions.add(board("0000:03:00.0", "0x8086", "0x1563", "0x020000", new Link(80, 4)));
        functions.add(board("0000:03:00.1", "0x8086", "0x1563", "0x020000", new Link(80, 4)));
        functions.add(board("0000:04:00.0", "0x144d", "0xa80a", "0x010802", new Link(160, 4)));
        functions.add(board("0000:05:00.0", "0x144d", "0xa80a", "0x010802", new Link(160, 4)));
        // Accelerators of the processor: no link of their own.
        for (int number = 0; number < 8; number++) {
            functions.add(board(address(0xf0 + number, 0, 0), "0x8086", "0x0b25", "0x088000", new Link(0, 0)));
        }
    }

    private static Function board(String address, String vendor, String device, String pciClass, Link link) {
        return new Function(address, Role.BOARD, new Ids(vendor, device, pciClass), link, "", 0, Endpoint.NVME);
    }

    private static String address(int bus, int device, int function) {
        return String.format(Locale.ROOT, "0000:%02x:%02x.%d", bus, device, function);
    }
}
