package io.holdfast.standalone.simulate;

import java.util.List;

/// The kinds of server that the simulator makes up. Names are CPUs - GPUs - network cards - Gb/s towards other GPUs.
enum Layout {
    /// SYS-212GB-FNR 1-4-3-200: four cards without NVLink, two SuperNICs, one DPU.
    RTX_PRO_6000(
            "rtx",
            new Board("Supermicro", "SYS-212GB-FNR", "X14SBG-G", "INTEL(R) XEON(R) 6774P", 1, 64, 1024),
            new Gpu("NVIDIA RTX PRO 6000 Blackwell Server Edition", "0x2bb5", "98.02.6A.00.03", 97_887, 131_072, 600),
            List.of(
                    List.of(Endpoint.GPU, Endpoint.GPU, Endpoint.SUPER_NIC, Endpoint.NVME),
                    List.of(Endpoint.GPU, Endpoint.GPU, Endpoint.SUPER_NIC),
                    List.of(Endpoint.DPU)),
            8),
    /// The same server with H200 NVL cards.
    H200_NVL(
            "h200",
            new Board("Supermicro", "SYS-212GB-FNR", "X14SBG-G", "INTEL(R) XEON(R) 6774P", 1, 64, 1024),
            new Gpu("NVIDIA H200 NVL", "0x233b", "96.00.C9.00.01", 143_771, 262_144, 600),
            List.of(
                    List.of(Endpoint.GPU, Endpoint.GPU, Endpoint.SUPER_NIC, Endpoint.NVME),
                    List.of(Endpoint.GPU, Endpoint.GPU, Endpoint.SUPER_NIC),
                    List.of(Endpoint.DPU)),
            8),
    /// HGX B200 2-8-9-400: eight GPUs behind NVSwitch, each with a SuperNIC and an NVMe disk of its own, and one DPU.
    HGX_B200(
            "b200",
            new Board("Supermicro", "SYS-A22GA-NBRT", "X14DBG-GC", "INTEL(R) XEON(R) 6960P", 2, 144, 2304),
            new Gpu("NVIDIA B200", "0x2901", "97.00.6E.00.07", 183_359, 262_144, 1000),
            List.of(
                    List.of(Endpoint.GPU, Endpoint.CONNECTX, Endpoint.NVME),
                    List.of(Endpoint.GPU, Endpoint.CONNECTX, Endpoint.NVME),
                    List.of(Endpoint.GPU, Endpoint.CONNECTX, Endpoint.NVME),
                    List.of(Endpoint.GPU, Endpoint.CONNECTX, Endpoint.NVME),
                    List.of(Endpoint.GPU, Endpoint.CONNECTX, Endpoint.NVME),
                    List.of(Endpoint.GPU, Endpoint.CONNECTX, Endpoint.NVME),
                    List.of(Endpoint.GPU, Endpoint.CONNECTX, Endpoint.NVME),
                    List.of(Endpoint.GPU, Endpoint.CONNECTX, Endpoint.NVME),
                    List.of(Endpoint.DPU)),
            8);

    /// The machine around the GPUs.
    ///
    /// @param memoryGib as sold; the kernel shows less
    record Board(String vendor, String product, String board, String cpu, int sockets, int cores, int memoryGib) {}

    /// What a GPU says of itself: name as nvidia-smi prints it, PCI device id, memory in MiB, power in watts.
    record Gpu(String name, String device, String vbios, long memoryMib, long bar1Mib, long powerWatts) {}

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

    /// How node names of this kind begin.
    private final String word;

    private final Board board;
    private final Gpu gpu;

    /// One PCIe root each: what hangs on the switch below it.
    private final List<List<Endpoint>> roots;

    private final int virtualFunctions;

    Layout(String word, Board board, Gpu gpu, List<List<Endpoint>> roots, int virtualFunctions) {
        this.word = word;
        this.board = board;
        this.gpu = gpu;
        this.roots = roots;
        this.virtualFunctions = virtualFunctions;
    }

    String word() {
        return word;
    }

    Board board() {
        return board;
    }

    Gpu gpu() {
        return gpu;
    }

    List<List<Endpoint>> roots() {
        return roots;
    }

    /// Of each card towards other GPUs.
    int virtualFunctions() {
        return virtualFunctions;
    }

    int gpus() {
        return (int) roots.stream()
                .flatMap(List::stream)
                .filter(endpoint -> endpoint == Endpoint.GPU)
                .count();
    }

    /// Network cards, the one towards the outside included.
    int cards() {
        return (int) roots.stream()
                .flatMap(List::stream)
                .filter(endpoint -> endpoint != Endpoint.GPU && endpoint != Endpoint.NVME)
                .count();
    }

    boolean hasNvSwitch() {
        return this == HGX_B200;
    }
}
