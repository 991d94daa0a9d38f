package io.holdfast.benchmarks;

import io.holdfast.agent.parse.PortCounters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/// A made-up node with eight GPUs and ten network cards, written as a recorded host: eight PCIe domains, each with a
/// root port, a switch, a GPU, a network card and NVMe disks, ten InfiniBand devices, and what `nvidia-smi -q -x` would
/// print. The values are invented; the files are those of a real node, in their places and sizes.
final class NodeTree {
    /// A script that stands for entering the host's namespaces: whatever tool it is given, it prints what `nvidia-smi`
    /// would.
    static final String ENTER = "enter-host";

    private static final int DOMAINS = 8;
    private static final int SWITCH_PORTS = 5;
    private static final int NICS = 10;
    private static final int UNIMPORTANT = 48;
    private static final int GIDS = 256;
    private static final int CPUS = 192;

    /// As many lines as the kernel prints.
    private static final String AER = "BadTLP 0\n".repeat(17);

    private final Path root;
    private int functions;
    private int nics;

    private NodeTree(Path root) {
        this.root = root;
    }

    /// Writes the tree.
    ///
    /// @return how many PCI functions it has
    static int write(Path root) throws IOException {
        NodeTree tree = new NodeTree(root);
        for (int domain = 0; domain < DOMAINS; domain++) {
            tree.domain(domain);
        }
        for (int number = 0; number < UNIMPORTANT; number++) {
            tree.function("sys/devices/pci0000:fe", "0000:fe:%02x.%d".formatted(number / 8, number % 8), Kind.OTHER, 0);
        }
        tree.machine();
        tree.driver();
        return tree.functions;
    }

    private enum Kind {
        ROOT_PORT("0x060400", "0x8086", "0x352a", "pcieport"),
        SWITCH_PORT("0x060400", "0x1000", "0xc030", "pcieport"),
        GPU("0x030200", "0x10de", "0x2330", "nvidia"),
        NIC("0x020700", "0x15b3", "0x1021", "mlx5_core"),
        NVME("0x010802", "0x144d", "0xa80a", "nvme"),
        OTHER("0x088000", "0x8086", "0x09a2", "");

        private final String code;
        private final String vendor;
        private final String device;
        private final String driver;

        Kind(String code, String vendor, String device, String driver) {
            this.code = code;
            this.vendor = vendor;
            this.device = device;
            this.driver = driver;
        }

        boolean isBridge() {
            return this == ROOT_PORT || this == SWITCH_PORT;
        }
    }

    private void domain(int domain) throws IOException {
        int bus = 0x10 + domain * 0x10;
        String node = "sys/devices/pci0000:%02x".formatted(bus);
        int numa = domain / 4;
        String port = function(node, address(bus, 1), Kind.ROOT_PORT, numa);
        String upstream = function(port, address(bus + 1, 0), Kind.SWITCH_PORT, numa);
        for (int slot = 0; slot < SWITCH_PORTS; slot++) {
            String downstream = function(upstream, address(bus + 2, slot), Kind.SWITCH_PORT, numa);
            Kind kind = switch (slot) {
                case 0 -> Kind.GPU;
                case 1 -> Kind.NIC;
                case 2 -> domain < NICS - DOMAINS ? Kind.NIC : Kind.NVME;
                default -> Kind.NVME;
            };
            String path = function(downstream, address(bus + 3 + slot, 0), kind, numa);
            if (kind == Kind.NIC) {
                nic(path);
            }
        }
    }

    private static String address(int bus, int slot) {
        return "0000:%02x:%02x.0".formatted(bus, slot);
    }

    /// @return its path in `sys/devices`
    private String function(String parent, String address, Kind kind, int numa) throws IOException {
        String path = parent + "/" + address;
        functions++;
        Map<String, String> files = Map.ofEntries(
                Map.entry("class", kind.code),
                Map.entry("vendor", kind.vendor),
                Map.entry("device", kind.device),
                Map.entry("subsystem_vendor", kind.vendor),
                Map.entry("subsystem_device", "0x0001"),
                Map.entry("revision", "0xa1"),
                Map.entry("enable", "1"),
                Map.entry("irq", "16"),
                Map.entry("numa_node", Integer.toString(numa)),
                Map.entry("power_state", "D0"),
                Map.entry("current_link_speed", "32.0 GT/s PCIe"),
                Map.entry("current_link_width", "16"),
                Map.entry("max_link_speed", "32.0 GT/s PCIe"),
                Map.entry("max_link_width", "16"));
        for (Map.Entry<String, String> file : files.entrySet()) {
            text(path + "/" + file.getKey(), file.getValue());
        }
        text(path + "/aer_dev_correctable", AER + "TOTAL_ERR_COR 0");
        text(path + "/aer_dev_nonfatal", AER + "TOTAL_ERR_NONFATAL 0");
        text(path + "/aer_dev_fatal", AER + "TOTAL_ERR_FATAL 0");
        if (kind == Kind.ROOT_PORT) {
            text(path + "/aer_rootport_total_err_cor", "0");
            text(path + "/aer_rootport_total_err_nonfatal", "0");
            text(path + "/aer_rootport_total_err_fatal", "0");
        }
        bytes(path + "/config", ConfigSpace.of(number(kind.vendor), number(kind.device), kind.isBridge()));
        link("sys/bus/pci/devices/" + address, path);
        if (!kind.driver.isEmpty()) {
            directory("sys/bus/pci/drivers/" + kind.driver);
            link(path + "/driver", "sys/bus/pci/drivers/" + kind.driver);
        }
        if (kind == Kind.NIC) {
            text(path + "/sriov_totalvfs", "127");
            text(path + "/sriov_numvfs", "0");
            text(path + "/sriov_drivers_autoprobe", "1");
        }
        text("sys/kernel/iommu_groups/" + functions + "/type", "DMA-FQ");
        link(path + "/iommu_group", "sys/kernel/iommu_groups/" + functions);
        return path;
    }

    private static int number(String hexadecimal) {
        return Integer.decode(hexadecimal);
    }

    private void nic(String path) throws IOException {
        int number = nics++;
        String device = path + "/infiniband/mlx5_" + number;
        text(device + "/fw_ver", "28.45.1020");
        text(device + "/board_id", "MT_0000000838");
        text(device + "/hca_type", "MT4129");
        text(device + "/node_guid", "5aa2:e100:0000:%04x".formatted(number));
        text(device + "/sys_image_guid", "5aa2:e100:0000:%04x".formatted(number));
        String port = device + "/ports/1";
        text(port + "/state", "4: ACTIVE");
        text(port + "/phys_state", "5: LinkUp");
        text(port + "/rate", "400 Gb/sec (4X NDR)");
        text(port + "/link_layer", "InfiniBand");
        text(port + "/lid", "0x%x".formatted(number + 1));
        text(port + "/sm_lid", "0x1");
        for (int gid = 0; gid < GIDS; gid++) {
            boolean used = gid < 4;
            text(
                    port + "/gids/" + gid,
                    used
                            ? "fe80:0000:0000:0000:5aa2:e100:%04x:%04x".formatted(number, gid)
                            : "0000:".repeat(7) + "0000");
            text(port + "/gid_attrs/types/" + gid, used ? "RoCE v2" : "");
            text(port + "/gid_attrs/ndevs/" + gid, used ? "ib" + number : "");
        }
        for (String counter : PortCounters.STANDARD) {
            text(port + "/counters/" + counter, "123456789");
        }
        for (String counter : PortCounters.HARDWARE) {
            text(port + "/hw_counters/" + counter, "12");
        }
        text(port + "/cap_mask", "0xa651e848");
        text(port + "/pkeys/0", "0xffff");
        for (int slot = 1; slot < 128; slot++) {
            text(port + "/pkeys/" + slot, "0x0000");
        }
        text("sys/class/infiniband_verbs/uverbs" + number + "/ibdev", "mlx5_" + number);
        text("dev/infiniband/uverbs" + number, "");
        link("sys/class/infiniband/mlx5_" + number, device);
        link(device + "/device", path);
        netdev(path, number);
    }

    private void netdev(String path, int number) throws IOException {
        String netdev = path + "/net/ib" + number;
        text(netdev + "/mtu", "4092");
        text(netdev + "/address", "00:00:10:29:fe:80:00:00:00:00:00:00:5a:a2:e1:00:00:00:00:%02x".formatted(number));
        text(netdev + "/operstate", "up");
        text(netdev + "/carrier", "1");
        text(netdev + "/carrier_changes", "2");
        text(netdev + "/speed", "400000");
        text(netdev + "/phys_port_name", "");
        link(netdev + "/device", path);
        link("sys/class/net/ib" + number, netdev);
    }

    private void machine() throws IOException {
        StringBuilder cpus = new StringBuilder();
        for (int cpu = 0; cpu < CPUS; cpu++) {
            cpus.append("processor\t: ").append(cpu).append('\n');
            cpus.append("vendor_id\t: GenuineIntel\ncpu family\t: 6\nmodel\t\t: 143\n");
            cpus.append("model name\t: Example CPU 8480\nstepping\t: 8\nmicrocode\t: 0x2b0005c0\n");
            cpus.append("flags\t\t: ")
                    .append("fpu vme de pse tsc msr ".repeat(40))
                    .append("\n\n");
            String topology = "sys/devices/system/cpu/cpu" + cpu + "/topology/";
            text(topology + "physical_package_id", Integer.toString(cpu / 96));
            text(topology + "thread_siblings_list", cpu % 96 + "," + (cpu % 96 + 96));
            text("sys/devices/system/cpu/cpu" + cpu + "/cpufreq/scaling_governor", "performance");
        }
        text("proc/cpuinfo", cpus.toString());
        text("sys/devices/system/cpu/online", "0-191");
        text("sys/devices/system/cpu/present", "0-191");
        text("sys/devices/system/cpu/smt/control", "on");
        text("sys/devices/system/node/node0/cpulist", "0-47,96-143");
        text("sys/devices/system/node/node1/cpulist", "48-95,144-191");
        text(
                "proc/meminfo",
                "MemTotal:       2113551104 kB\nMemFree:        1900000000 kB\nHugePages_Total:       0\n");
        text("proc/loadavg", "12.00 11.00 10.00 3/4000 123456");
        text("proc/uptime", "86400.00 8000000.00");
        text("proc/cmdline", "BOOT_IMAGE=/vmlinuz-6.8.0-60-generic root=/dev/md0 ro iommu=pt intel_iommu=on");
        text("proc/sys/kernel/osrelease", "6.8.0-60-generic");
        text("proc/sys/kernel/hostname", "made-up");
        text("proc/sys/kernel/tainted", "4097");
        text("proc/sys/kernel/random/boot_id", "2f1d3c4b-0000-4000-8000-000000000001");
        text("etc/os-release", "ID=ubuntu\nVERSION_ID=\"24.04\"\nPRETTY_NAME=\"Ubuntu 24.04.2 LTS\"\n");
        directory("sys/class/iommu/dmar0");
        for (String field :
                List.of("bios_date", "bios_vendor", "bios_version", "board_name", "product_name", "sys_vendor")) {
            text("sys/class/dmi/id/" + field, "made-up " + field);
        }
        StringBuilder modules = new StringBuilder();
        for (int module = 0; module < 180; module++) {
            modules.append("module_").append(module).append(" 131072 1 - Live 0x0000000000000000\n");
            text("sys/module/module_" + module + "/initstate", "live");
            text("sys/module/module_" + module + "/parameters/debug", "0");
        }
        for (String module : List.of("nvidia", "nvidia_uvm", "nvidia_peermem", "mlx5_core", "mlx5_ib", "ib_core")) {
            modules.append(module).append(" 2097152 4 - Live 0x0000000000000000\n");
            text("sys/module/" + module + "/initstate", "live");
        }
        text("proc/modules", modules.toString());
    }

    private void driver() throws IOException {
        text("sys/module/nvidia/version", "570.133.20");
        text(
                "proc/driver/nvidia/version",
                "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  570.133.20  Release Build  (made-up)");
        text(
                "proc/driver/nvidia/params",
                "ResmanDebugLevel: 4294967295\nEnableStreamMemOPs: 0\nDynamicPowerManagement: 3\n");
        for (int gpu = 0; gpu < DOMAINS; gpu++) {
            text(
                    "proc/driver/nvidia/gpus/" + address(0x10 + gpu * 0x10 + 3, 0) + "/information",
                    "Model: \t\t NVIDIA H100 80GB HBM3\nGPU UUID: \t " + SmiOutput.uuid(gpu)
                            + "\nVideo BIOS: \t 96.00.89.00.01\nBus Type: \t PCIe\nDevice Minor: \t " + gpu + "\n");
        }
        text("commands/nvidia-smi.xml", SmiOutput.xml(DOMAINS, gpu -> address(0x10 + gpu * 0x10 + 3, 0)));
        text(ENTER, "#!/bin/sh\nexec cat " + root.resolve("commands/nvidia-smi.xml"));
        text("usr/bin/nvidia-smi", "");
        for (String tool : List.of(ENTER, "usr/bin/nvidia-smi")) {
            Files.setPosixFilePermissions(root.resolve(tool), PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        text("commands.yaml", "- argv: [nvidia-smi, -q, -x]\n  stdout: commands/nvidia-smi.xml\n");
    }

    private void text(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, text + "\n");
    }

    private void bytes(String path, byte[] content) throws IOException {
        Files.write(root.resolve(path), content);
    }

    private void directory(String path) throws IOException {
        Files.createDirectories(root.resolve(path));
    }

    private void link(String path, String target) throws IOException {
        Path link = root.resolve(path);
        Path folder = link.resolveSibling("");
        Files.createDirectories(folder);
        Files.createSymbolicLink(link, folder.relativize(root.resolve(target)));
    }
}
