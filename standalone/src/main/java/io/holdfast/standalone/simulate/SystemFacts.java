package io.holdfast.standalone.simulate;

import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading.Why;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Operating system, kernel modules and board of a made-up host: what all hosts of a layout have in common.
final class SystemFacts {
    static final long MAX_MAP_COUNT = 262_144;
    static final String DRIVER = "580.82.07";
    private static final String DMI = "/sys/class/dmi/id/";
    private static final String MODULES = "/proc/modules";

    private static final String CONTAINERD_LIMITS = "/proc/<pid of containerd>/limits";

    /// Tuned for many pods and fast networks, as by a file in `/etc/sysctl.d`.
    private static final Map<String, Long> SYSCTLS = new TreeMap<>(Map.of(
            "vm.max_map_count", MAX_MAP_COUNT,
            "vm.swappiness", 10L,
            "vm.overcommit_memory", 1L,
            "kernel.pid_max", 4_194_304L,
            "kernel.panic", 10L,
            "fs.inotify.max_user_instances", 8192L,
            "fs.inotify.max_user_watches", 1_048_576L,
            "net.core.rmem_max", 268_435_456L,
            "net.core.wmem_max", 268_435_456L,
            "net.ipv4.ip_forward", 1L));

    private static final List<String> LIVE = List.of(
            "nvidia",
            "nvidia_uvm",
            "nvidia_modeset",
            "nvidia_drm",
            "mlx5_core",
            "mlx5_ib",
            "ib_core",
            "ib_uverbs",
            "ib_umad",
            "rdma_cm",
            "rdma_ucm");
    private static final List<String> ABSENT =
            List.of("nouveau", "nvidia_peermem", "gdrdrv", "nvidia_fs", "ib_ipoib", "rpcrdma");

    /// Of no interest to anyone, and loaded on every Ubuntu server.
    private static final List<String> OTHERS = List.of(
            "ast",
            "bonding",
            "br_netfilter",
            "dm_multipath",
            "ice",
            "intel_rapl_common",
            "ipmi_si",
            "ipmi_ssif",
            "iscsi_tcp",
            "ixgbe",
            "nf_conntrack",
            "nvme",
            "nvme_core",
            "overlay",
            "raid1",
            "sch_fq_codel",
            "veth",
            "vxlan",
            "xt_conntrack",
            "xt_mark");

    private SystemFacts() {}

    static List<Fact> os(Stack.Os os) {
        FactSheet sheet = new FactSheet()
                .text("os.release.id", "ubuntu", "/etc/os-release")
                .text("os.release.version_id", os.version(), "/etc/os-release")
                .text("os.release.pretty_name", os.name(), "/etc/os-release")
                .text("os.kernel.cmdline.next", words(os), "/boot/grub/grub.cfg");
        kernel(sheet, os, os.kernel());
        SYSCTLS.forEach((name, value) -> sheet.whole("sysctl." + name, value, "/proc/sys/" + name.replace('.', '/')));
        return sheet.text("os.limits.containerd.memlock", "unlimited", CONTAINERD_LIMITS)
                .text("os.limits.containerd.nproc", "unlimited", CONTAINERD_LIMITS)
                .text("os.limits.containerd.nofile", "1048576", CONTAINERD_LIMITS)
                .whole("os.kernel.tainted", 12_288, "/proc/sys/kernel/tainted")
                .text("os.kernel.tainted.trouble", "none", "/proc/sys/kernel/tainted")
                .text("os.kernel.lockdown", "none", "/sys/kernel/security/lockdown")
                .flag(
                        "os.secureboot",
                        true,
                        "/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c")
                .whole("os.tpm.version", 2, "/sys/class/tpm/tpm0/tpm_version_major")
                .text("os.clocksource", "tsc", "/sys/devices/system/clocksource/clocksource0/current_clocksource")
                .facts();
    }

    /// What a kernel shows of itself.
    static FactSheet kernel(FactSheet sheet, Stack.Os os, String release) {
        return sheet.version("os.kernel.release", release, "/proc/sys/kernel/osrelease")
                .text("os.kernel.cmdline", "BOOT_IMAGE=/vmlinuz-" + release + " " + words(os), "/proc/cmdline");
    }

    private static String words(Stack.Os os) {
        return Stream.of(Stream.of("root=/dev/md0", "ro"), os.iommu().stream(), Stream.of("console=ttyS0,115200"))
                .flatMap(part -> part)
                .collect(Collectors.joining(" "));
    }

    static List<Fact> modules() {
        FactSheet sheet = new FactSheet();
        for (List<String> loaded : List.of(LIVE, OTHERS)) {
            for (String module : loaded) {
                sheet.about(module).text("kernel.module." + module, "live", MODULES);
            }
        }
        for (String module : ABSENT) {
            sheet.about(module)
                    .missing("kernel.module." + module, Why.ABSENT, "no /sys/module/" + module, "/sys/module");
        }
        for (String module : List.of("nvidia", "nvidia_uvm", "nvidia_modeset", "nvidia_drm")) {
            sheet.about(module)
                    .version("kernel.module_version." + module, DRIVER, "/sys/module/" + module + "/version");
        }
        Map<String, String> uvm = new TreeMap<>(Map.of(
                "uvm_disable_hmm", "Y",
                "uvm_debug_prints", "0",
                "uvm_perf_prefetch_enable", "1",
                "uvm_channel_num_gpfifo_entries", "1024",
                "uvm_ats_mode", "1"));
        uvm.forEach((name, value) -> parameter(sheet, "nvidia_uvm", name, value));
        parameter(sheet, "nvidia_drm", "modeset", "N");
        parameter(sheet, "nvidia_drm", "fbdev", "N");
        parameter(sheet, "mlx5_core", "prof_sel", "2");
        parameter(sheet, "mlx5_core", "debug_mask", "0");
        parameter(sheet, "ib_core", "netns_mode", "Y");
        parameter(sheet, "nvme_core", "io_timeout", "30");
        parameter(sheet, "nvme_core", "max_retries", "5");
        return sheet.facts();
    }

    private static void parameter(FactSheet sheet, String module, String name, String value) {
        sheet.about(module).text("kernel.module_param." + name, value, "/sys/module/" + module + "/parameters/" + name);
    }

    static List<Fact> hardware(Layout layout) {
        Layout.Board board = layout.board();
        return new FactSheet()
                .text("cpu.model", board.cpu().model(), "/proc/cpuinfo")
                .text("cpu.microarchitecture", "Granite Rapids", "/proc/cpuinfo")
                .text("cpu.microcode", "0x10003f3", "/proc/cpuinfo")
                .whole(
                        "cpu.sockets",
                        board.cpu().sockets(),
                        "/sys/devices/system/cpu/cpu*/topology/physical_package_id")
                .whole("cpu.cores", board.cpu().cores(), "/sys/devices/system/cpu/cpu*/topology/thread_siblings_list")
                .whole("cpu.threads", board.cpu().cores() * 2L, "/sys/devices/system/cpu/online")
                .whole("cpu.offline", 0, "/sys/devices/system/cpu/present")
                .text("cpu.smt", "on", "/sys/devices/system/cpu/smt/control")
                .words("cpu.governor", List.of("performance"), "/sys/devices/system/cpu/cpu*/cpufreq/scaling_governor")
                .quantity("mem.total", board.memoryGib() - 17L, "GiB", "/proc/meminfo")
                .whole("numa.nodes", board.cpu().sockets(), "/sys/devices/system/node/node*/cpulist")
                .whole("numa.nodes.online", board.cpu().sockets(), "/sys/devices/system/node/online")
                .text("sys.vendor", board.vendor(), DMI + "sys_vendor")
                .text("sys.product", board.product(), DMI + "product_name")
                .text("board.name", board.board(), DMI + "board_name")
                .text("bios.vendor", "American Megatrends International, LLC.", DMI + "bios_vendor")
                .text("bios.version", "1.4", DMI + "bios_version")
                .text("bios.date", "06/27/2025", DMI + "bios_date")
                .text("virt.type", "none", "systemd-detect-virt --vm")
                .facts();
    }
}
