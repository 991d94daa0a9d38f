package io.holdfast.standalone.simulate;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// The kinds of server that the simulator makes up. Names are CPUs - GPUs - network cards - Gb/s towards other GPUs.
enum Layout {
    /// Four cards without NVLink, two SuperNICs, one DPU.
    RTX_PRO_6000("rtx", "ai-factory/1-4-3-200-rtxpro6000", Platform.FNR_LARGE, Gpu.RTX_PRO_6000, Shape.OF_1_4_3_200),
    H200_NVL("h200", "ai-factory/1-4-3-200-h200", Platform.FNR_LARGE, Gpu.H200_NVL, Shape.OF_1_4_3_200),
    RTX_PRO_6000_2_3("rtx-2-3", "ai-factory/1-2-3-400-rtxpro6000", Platform.FNR, Gpu.RTX_PRO_6000, Shape.OF_1_2_3_400),
    H200_NVL_2_3("h200-2-3", "ai-factory/1-2-3-400-h200", Platform.FNR, Gpu.H200_NVL, Shape.OF_1_2_3_400),
    RTX_PRO_6000_2_2("rtx-2-2", "ai-factory/1-2-2-200-rtxpro6000", Platform.FNR, Gpu.RTX_PRO_6000, Shape.OF_1_2_2_200),
    H200_NVL_2_2("h200-2-2", "ai-factory/1-2-2-200-h200", Platform.FNR, Gpu.H200_NVL, Shape.OF_1_2_2_200),
    /// Eight GPUs behind NVSwitch, each with a network card and an NVMe disk of its own, and one DPU.
    HGX_B200("b200", "osmo/hgx-b200-2-8-9-400", Platform.HGX, Gpu.B200, Shape.OF_2_8_9_400);

    /// The machine around the GPUs.
    ///
    /// @param memoryGib as sold; the kernel shows less
    record Board(String vendor, String product, String board, Cpu cpu, int memoryGib) {
        private static Board fnr(int memoryGib) {
            return new Board(
                    "Supermicro", "SYS-212GB-FNR", "X14SBG-G", new Cpu("Intel(R) Xeon(R) 6774P", 1, 64), memoryGib);
        }
    }

    /// @param cores of all sockets
    record Cpu(String model, int sockets, int cores) {}

    /// A board and what runs on it.
    record Platform(Board board, Stack stack) {
        private static final Platform FNR_LARGE = new Platform(Board.fnr(1024), Stack.AI_FACTORY);
        private static final Platform FNR = new Platform(Board.fnr(512), Stack.AI_FACTORY);
        private static final Platform HGX = new Platform(
                new Board("Supermicro", "SYS-A22GA-NBRT", "X14DBG-GC", new Cpu("Intel(R) Xeon(R) 6960P", 2, 144), 2304),
                Stack.OSMO);
    }

    /// What a GPU says of itself.
    ///
    /// @param name as nvidia-smi prints it
    /// @param device PCI device id
    record Gpu(String name, String device, String vbios, Memory memory, long powerWatts) {
        private static final Gpu RTX_PRO_6000 = new Gpu(
                "NVIDIA RTX PRO 6000 Blackwell Server Edition",
                "0x2bb5",
                "98.02.6A.00.03",
                new Memory(97_887, 131_072),
                600);
        private static final Gpu H200_NVL =
                new Gpu("NVIDIA H200 NVL", "0x233b", "96.00.C9.00.01", new Memory(143_771, 262_144), 600);
        private static final Gpu B200 =
                new Gpu("NVIDIA B200", "0x2901", "97.00.6E.00.07", new Memory(183_359, 262_144), 1000);
    }

    record Memory(long totalMib, long bar1Mib) {}

    /// What hangs on a PCIe switch.
    enum Endpoint {
        GPU,
        /// BlueField-3 B3140H: one port of 400 Gb/s, towards other GPUs.
        SUPER_NIC,
        /// ConnectX-7: one port of 400 Gb/s, towards other GPUs.
        CONNECTX,
        /// BlueField-3 B3220: two ports of 200 Gb/s, towards storage and the outside.
        DPU,
        NVME
    }

    /// How the endpoints are spread.
    ///
    /// @param name the name of the layout
    /// @param roots one PCIe root each: what hangs on the switch below it
    /// @param virtualFunctions of each card towards other GPUs
    record Shape(String name, List<List<Endpoint>> roots, int virtualFunctions) {
        private static final List<Endpoint> OUTSIDE = List.of(Endpoint.DPU);
        private static final Shape OF_1_4_3_200 = new Shape(
                "1-4-3-200",
                List.of(
                        List.of(Endpoint.GPU, Endpoint.GPU, Endpoint.SUPER_NIC, Endpoint.NVME),
                        List.of(Endpoint.GPU, Endpoint.GPU, Endpoint.SUPER_NIC),
                        OUTSIDE),
                0);
        private static final Shape OF_1_2_3_400 = new Shape(
                "1-2-3-400",
                List.of(
                        List.of(Endpoint.GPU, Endpoint.SUPER_NIC, Endpoint.NVME),
                        List.of(Endpoint.GPU, Endpoint.SUPER_NIC),
                        OUTSIDE),
                0);
        private static final Shape OF_1_2_2_200 = new Shape(
                "1-2-2-200",
                List.of(List.of(Endpoint.GPU, Endpoint.GPU, Endpoint.SUPER_NIC, Endpoint.NVME), OUTSIDE),
                0);
        private static final Shape OF_2_8_9_400 = new Shape(
                "2-8-9-400",
                Stream.concat(
                                Stream.generate(() -> List.of(Endpoint.GPU, Endpoint.CONNECTX, Endpoint.NVME))
                                        .limit(8),
                                Stream.of(OUTSIDE))
                        .toList(),
                8);

        Stream<Endpoint> endpoints() {
            return roots.stream().flatMap(List::stream);
        }
    }

    /// How node names of this kind begin.
    private final String word;

    private final String follows;
    private final Platform platform;
    private final Gpu gpu;
    private final Shape shape;

    Layout(String word, String follows, Platform platform, Gpu gpu, Shape shape) {
        this.word = word;
        this.follows = follows;
        this.platform = platform;
        this.gpu = gpu;
        this.shape = shape;
    }

    String word() {
        return word;
    }

    /// The reference that such a server is built by: the shipped baseline of this name describes it.
    String follows() {
        return follows;
    }

    Board board() {
        return platform.board();
    }

    Stack stack() {
        return platform.stack();
    }

    Gpu gpu() {
        return gpu;
    }

    Shape shape() {
        return shape;
    }

    int gpus() {
        return count(endpoint -> endpoint == Endpoint.GPU);
    }

    /// Network cards, the one towards the outside included.
    int cards() {
        return count(endpoint -> endpoint != Endpoint.GPU && endpoint != Endpoint.NVME);
    }

    int count(Predicate<Endpoint> wanted) {
        return (int) shape.endpoints().filter(wanted).count();
    }

    boolean hasNvSwitch() {
        return this == HGX_B200;
    }
}
