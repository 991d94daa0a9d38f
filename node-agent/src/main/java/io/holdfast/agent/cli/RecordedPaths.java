package io.holdfast.agent.cli;

import java.util.List;
import java.util.regex.Pattern;

/// What a recorded host holds beyond what today's probes read, so that tomorrow's probes find their files too.
///
/// Only files whose reading changes nothing: never `resource*` of a PCI function, whose reading reads the device's
/// registers, nor `rom`, `remove`, `reset`.
final class RecordedPaths {
    /// `*` stands for a part of one name.
    static final List<String> PATTERNS = List.of(
            "/etc/hostname",
            "/etc/os-release",
            "/usr/lib/os-release",
            "/etc/default/grub",
            "/etc/default/grub.d/*.cfg",
            "/boot/grub/grub.cfg",
            "/boot/grub2/grub.cfg",
            "/etc/cdi/*",
            "/var/run/cdi/*",
            "/etc/holdfast/checks.d/*.yaml",
            "/etc/modprobe.d/*.conf",
            "/etc/fstab",
            "/etc/sysctl.d/*.conf",
            "/boot/grub/grubenv",
            "/boot/grub2/grubenv",
            "/proc/mdstat",
            "/proc/1/mountinfo",
            "/proc/pressure/*",
            "/proc/cmdline",
            "/proc/cpuinfo",
            "/proc/devices",
            "/proc/loadavg",
            "/proc/meminfo",
            "/proc/modules",
            "/proc/swaps",
            "/proc/uptime",
            "/proc/version",
            "/proc/sys/kernel/hostname",
            "/proc/sys/kernel/osrelease",
            "/proc/sys/kernel/random/boot_id",
            "/proc/sys/kernel/tainted",
            "/proc/sys/kernel/numa_balancing",
            "/proc/1/net/route",
            "/proc/driver/nvidia/version",
            "/proc/driver/nvidia/params",
            "/proc/driver/nvidia/gpus/*/information",
            "/proc/driver/nvidia/gpus/*/registry",
            "/proc/driver/nvidia/gpus/*/power",
            "/proc/driver/nvidia-fs/version",
            "/sys/kernel/security/lockdown",
            "/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c",
            "/sys/class/dmi/id/*",
            "/sys/class/tpm/tpm*/tpm_version_major",
            "/sys/devices/system/clocksource/clocksource0/*_clocksource",
            "/sys/devices/system/cpu/*",
            "/sys/devices/system/cpu/smt/*",
            "/sys/devices/system/cpu/cpu*/online",
            "/sys/devices/system/cpu/cpu*/topology/*",
            "/sys/devices/system/cpu/cpu*/cpufreq/scaling_governor",
            "/sys/devices/system/node/*",
            "/sys/devices/system/node/node*/cpulist",
            "/sys/devices/system/node/node*/meminfo",
            "/sys/devices/system/node/node*/distance",
            "/sys/module/*/initstate",
            "/sys/module/*/version",
            "/sys/module/*/srcversion",
            "/sys/module/*/parameters/*",
            "/sys/bus/pci/devices/*/*",
            "/sys/bus/pci/devices/*/infiniband/*",
            "/sys/bus/pci/devices/*/net/*",
            "/sys/bus/pci/devices/*/hwmon/hwmon*/temp1_*",
            "/sys/kernel/iommu_groups/*/type",
            "/sys/kernel/iommu_groups/*/devices/*",
            "/sys/class/iommu/*",
            "/sys/class/infiniband/*/*",
            "/sys/class/infiniband/*/ports/*/*",
            "/sys/class/infiniband/*/ports/*/gids/*",
            "/sys/class/infiniband/*/ports/*/gid_attrs/*/*",
            "/sys/class/infiniband/*/ports/*/pkeys/*",
            "/sys/class/infiniband/*/ports/*/counters/*",
            "/sys/class/infiniband/*/ports/*/hw_counters/*",
            "/sys/class/infiniband/*/hw_counters/*",
            "/sys/class/infiniband_verbs/*/ibdev",
            "/sys/class/infiniband_mad/*/ibdev",
            "/sys/class/infiniband_mad/*/port",
            "/sys/class/misc/rdma_cm",
            "/sys/class/infiniband/*/tc/*/traffic_class",
            "/sys/class/infiniband/*/device/sriov/*/*",
            "/sys/class/net/*/ecn/*/*",
            "/sys/class/net/*/ecn/*/enable/*",
            "/sys/kernel/config/rdma_cm/*/ports/*/*",
            "/sys/class/net/*/*",
            "/sys/class/net/*/statistics/*",
            "/sys/class/nvme/nvme*/*",
            "/sys/kernel/mm/hugepages/*/*",
            "/sys/kernel/mm/transparent_hugepage/*",
            "/sys/devices/system/cpu/cpu0/cpuidle/state*/*",
            "/sys/devices/system/cpu/cpu*/thermal_throttle/*",
            "/sys/devices/system/edac/mc/mc*/*",
            "/sys/devices/system/edac/mc/mc*/*/*");

    /// Names, at any depth, that hold no setting, are written to, or have effects when read.
    private static final Pattern NEVER =
            Pattern.compile("resource\\d+(_wc)?|rom|remove|rescan|reset|reset_subordinate|new_id|remove_id|bind|unbind"
                    + "|clear_counters|crash_notes.*");

    /// Below `/proc` and `/etc`: what is never taken, whoever asks. kubelet's drop-ins are settings and no secrets.
    private static final Pattern SECRET = Pattern.compile(
            "/etc/(shadow|gshadow|ssh|ssl|kubernetes(?!/kubelet\\.conf\\.d(/|$))|pki)(/.*)?|.*\\.(key|pem)|/proc/\\d+/environ");

    /// Of what is only looked for: programs, device nodes, kernels and marks. An empty file stands in its place.
    private static final Pattern SEEN =
            Pattern.compile("(/run/nvidia/driver|/run/mellanox/drivers)?/(usr/|usr/local/)?s?bin/[^/]+"
                    + "|/dev/(nvidia|dri/|infiniband/|gdrdrv).*|/boot/vmlinuz-[^/]+|/run/nvidia/validations/[^/]+");

    private RecordedPaths() {}

    static boolean isSeenOnly(String path) {
        return SEEN.matcher(path).matches();
    }

    static boolean isTaken(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return !NEVER.matcher(name).matches() && !SECRET.matcher(path).matches();
    }
}
