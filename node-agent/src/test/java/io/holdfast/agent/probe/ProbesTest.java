package io.holdfast.agent.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.host.HostRoot;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProbesTest {
    @Test
    void aRowNamesThePaceOfAProbeThatReadsIt() throws IOException {
        Map<Check, Set<Check.Cadence>> paces = new HashMap<>();
        try (DirectoryStream<Path> hosts = Files.newDirectoryStream(Path.of("src/test/resources/hosts"))) {
            for (Path host : hosts) {
                for (Probe probe : Probes.all()) {
                    probe.observe(HostRoot.at(host))
                            .forEach(fact -> Catalog.shipped()
                                    .find(fact.check())
                                    .ifPresent(
                                            row -> paces.computeIfAbsent(row, _ -> EnumSet.noneOf(Check.Cadence.class))
                                                    .add(probe.cadence())));
                }
            }
        }
        assertEquals(
                List.of(),
                paces.entrySet().stream()
                        .filter(entry ->
                                !entry.getValue().contains(entry.getKey().cadence()))
                        .map(entry -> entry.getKey().pattern() + " says "
                                + entry.getKey().cadence() + " and is read " + entry.getValue())
                        .sorted()
                        .toList());
        assertTrue(paces.size() > 400, paces.size() + " rows were read");
    }

    @Test
    void aBareMetalNodeIsReadInFull() {
        expect("bare-metal", """
                bios.date = 08/21/2025
                bios.vendor = American Megatrends International, LLC.
                bios.version = 1.3
                board.name = X14SBT-G
                cpu.cores = 64
                cpu.governor = performance powersave
                cpu.load = 3.5 tasks
                cpu.microcode = 0x1000405
                cpu.model = Intel(R) Xeon(R) 6774P
                cpu.offline = 64
                cpu.smt = off
                cpu.sockets = 1
                cpu.threads = 64
                mem.available = 400 GiB
                mem.total = 503.4 GiB
                numa.nodes = 1
                numa.nodes.online = 1
                os.boot_id = 7f3f0c52-9a3e-4f40-8a35-6d2f0f3f9b11
                os.clocksource = tsc
                os.kernel.lockdown = integrity
                os.kernel.release = 6.5.0-45-generic
                os.kernel.tainted = 12289
                os.kernel.tainted.trouble = none
                os.release.id = ubuntu
                os.release.pretty_name = Ubuntu 22.04.5 LTS
                os.release.version_id = 22.04
                os.secureboot = yes
                os.tpm.version = 2
                os.uptime = 86400.25 s
                sys.product = SYS-212GB-FNR
                sys.serial = (unsupported)
                sys.vendor = Supermicro
                virt.type = none
                """);
    }

    @Test
    void theNextCommandLineIsThatOfTheFirstMenuEntryAndSecretsAreMasked() {
        expect("bare-metal", """
                os.kernel.cmdline = BOOT_IMAGE=/vmlinuz-6.5.0-45-generic root=UUID=0c5e5a10-8f1c-4a0e-9d51-0f64d7a1b2c3 ro \
                console=tty0 console=ttyS1,115200n8 hugepagesz=1G hugepages=16 rd.iscsi.password=*** modprobe.blacklist=nouveau
                os.kernel.cmdline.next = BOOT_IMAGE=/vmlinuz-6.5.0-45-generic root=UUID=0c5e5a10-8f1c-4a0e-9d51-0f64d7a1b2c3 ro \
                console=tty0 console=ttyS1,115200n8 intel_iommu=on iommu=pt modprobe.blacklist=nouveau
                """);
        assertEquals(
                "/boot/grub/grub.cfg (first menu entry)",
                fact(TestingHosts.host("bare-metal"), "os.kernel.cmdline.next").source());
    }

    @Test
    void theSystemsSettingsAndItsHealthAreRead() {
        expect("bare-metal", """
                os.dkms.lost = nvidia
                os.dkms.next iser = added
                os.dkms.next mlnx-ofed-kernel = installed
                os.dkms.next nvidia = built
                os.dkms.status mlnx-ofed-kernel = installed
                os.dkms.status nvidia = installed, not as built
                os.fd.usage = 0 %
                os.hugepages.1048576kb = 16
                os.hugepages.2048kb = 512
                os.hugepages.2048kb node0 = 512
                os.hugepages.2048kb.free = 500
                os.hugepages.2048kb.reserved = 4
                os.hugepages.2048kb.surplus = 0
                os.kernel.headers = yes
                os.kernel.installed_default = 6.8.0-85-generic
                os.limits.containerd.memlock = 8388608
                os.limits.containerd.nofile = 1048576
                os.limits.containerd.nproc = unlimited
                os.mem.edac.ce mc0 = 7
                os.mem.edac.ce mc0/dimm0 = 7
                os.mem.edac.label mc0/dimm0 = CPU_SrcID#0_MC#0_Chan#0_DIMM#0
                os.mem.edac.ue mc0 = 0
                os.mem.edac.ue mc0/dimm0 = 0
                os.numa_balancing = (not-applicable)
                os.packages.broken = nvidia-dkms-580:half-configured
                os.packages.held = linux-headers-6.5.0-45-generic linux-image-6.5.0-45-generic
                os.pressure.cpu = 2.5 %
                os.pressure.io = 0 %
                os.pressure.memory = 0.12 %
                os.pstore = none
                os.pstore.saved = 1
                os.reboot_required = yes
                os.reboot_required.packages = linux-base linux-image-6.8.0-85-generic
                os.swap = /swap.img
                os.thp.enabled = madvise
                os.time.offset = 0.412 ms
                os.time.sync = yes
                os.unattended_upgrades = no
                sysctl.fs.file-max = 9223372036854775807
                sysctl.net.ipv4.conf.all.rp_filter = 2
                sysctl.net.ipv4.tcp_rmem = 4096 131072 6291456
                sysctl.vm.max_map_count = 1048576
                sysctl.vm.swappiness = (absent)
                """);
    }

    /// What is wrong with this node, and nothing that is merely its own way.
    @Test
    void onlyWhatIsWrongOnEveryNodeIsAFault() {
        assertEquals(
                Set.of(
                        "disk.fs.readonly/FAULT",
                        "disk.fs.usage/FAULT",
                        "disk.nvme.smart.critical_warning/UNKNOWN",
                        "disk.nvme.smart.percent_used/UNKNOWN",
                        "disk.nvme.state/FAULT",
                        "disk.raid.md.missing/FAULT",
                        "kubelet.cpu_manager_state/FAULT",
                        "kubelet.cpu_manager_state.offline/FAULT",
                        "os.dkms.lost/FAULT",
                        "os.packages.broken/FAULT",
                        "systemd.down/FAULT",
                        "systemd.failed/FAULT"),
                new TestingFacts(Sweep.run(TestingHosts.host("bare-metal"), Probes.all(), Duration.ofMinutes(2))
                                .facts())
                        .findings().stream()
                                .filter(finding -> finding.matches("(os|disk|systemd|kubelet|containerd|cpu|mem)\\..*"))
                                .collect(Collectors.toSet()));
    }

    @Test
    void disksAndFileSystemsAreRead() {
        expect("bare-metal", """
                disk.fs.inodes / = 1.6 %
                disk.fs.inodes /var/lib/containerd = (not-applicable)
                disk.fs.readonly / = no
                disk.fs.readonly /data = (not-applicable)
                disk.fs.readonly /run = no
                disk.fs.readonly /scratch one = no
                disk.fs.readonly /var/lib/containerd = yes
                disk.fs.readonly /var/lib/kubelet/pods/0a/volumes/x = no such fact
                disk.fs.readonly /mnt/hosts = no such fact
                disk.fs.usage / = 89.6 %
                disk.fs.usage /run = 0 %
                disk.fs.usage /var/lib/containerd = 10 %
                disk.nvme.firmware 0000:c1:00.0 = GDC7502Q
                disk.nvme.model 0000:c1:00.0 = SAMSUNG MZTL23T8HCLS-00A07
                disk.nvme.present = 2
                disk.nvme.smart.avail_spare 0000:c1:00.0 = 100 %
                disk.nvme.smart.critical_warning 0000:c1:00.0 = 0
                disk.nvme.smart.critical_warning 0000:c2:00.0 = (unreadable)
                disk.nvme.smart.percent_used 0000:c1:00.0 = 3 %
                disk.nvme.smart.temperature 0000:c1:00.0 = 35 C
                disk.nvme.state 0000:c1:00.0 = live
                disk.nvme.state 0000:c2:00.0 = dead
                disk.raid.md md0 = active raid1
                disk.raid.md md1 = active raid0
                disk.raid.md.count = 2
                disk.raid.md.missing md0 = 1
                disk.raid.md.missing md1 = (not-applicable)
                disk.raid.md.work md0 = recovery
                """);
    }

    @Test
    void memoryModulesHaveAPlaceAndHeatIsCountedOnce() {
        expect("bare-metal", """
                cpu.cstates = C1 C1E POLL
                cpu.throttle.core = 12
                cpu.throttle.package = 27
                mem.dimm.part DIMMA1 = Samsung M321RYGA0PB0-CWMCH
                mem.dimm.size DIMMA1 = 128 GiB
                mem.dimm.size DIMMB1 = 16 GiB
                mem.dimm.size DIMMC1 = no such fact
                mem.dimm.speed DIMMA1 = 5200 MT/s
                mem.dimm.speed DIMMB1 = 6400 MT/s
                mem.dimms = 2
                mem.dimms.empty = 1
                """);
    }

    @Test
    void servicesAndKubeletAreRead() {
        expect("bare-metal", """
                containerd.config.nvidia_runtime = yes
                containerd.version = 2.0.5
                kubelet.config.cgroupDriver = systemd
                kubelet.config.cpuManagerPolicy = static
                kubelet.config.evictionHard = memory.available=100Mi,nodefs.available=15%
                kubelet.config.failSwapOn = false
                kubelet.config.kubeReserved = (absent)
                kubelet.config.maxPods = 250
                kubelet.config.memoryManagerPolicy = None
                kubelet.config.registerWithTaints = spectrocloud.com/nodeprep:NoSchedule
                kubelet.config.reservedSystemCPUs = 0-3
                kubelet.config.topologyManagerPolicy = best-effort
                kubelet.cpu_manager_state = none
                kubelet.cpu_manager_state.offline = 64 65
                kubelet.node_ip = 10.10.0.17
                kubelet.version = v1.33.5
                systemd.down = lldpd.service rshim.service
                systemd.failed = rshim.service
                systemd.time_services = 1
                systemd.unit.chrony.active = active
                systemd.unit.kubelet.active = activating
                systemd.unit.kubelet.enabled = enabled
                systemd.unit.kubelet.load = loaded
                systemd.unit.kubelet.nrestarts = 41
                systemd.unit.kubelet.sub = auto-restart
                systemd.unit.nvidia-imex.active = (absent)
                systemd.unit.nvidia-imex.load = not-found
                systemd.unit.openibd.sub = exited
                """);
        assertEquals(
                "/var/lib/kubelet/config.yaml and /etc/kubernetes/kubelet.conf.d (not set: kubelet's default)",
                fact(TestingHosts.host("bare-metal"), "kubelet.config.memoryManagerPolicy")
                        .source());
    }

    @Test
    void disksAndServicesThatDoNotTellHaveTheirReason() {
        expect("half-read", """
                containerd.config.nvidia_runtime = (not-permitted)
                containerd.version = (absent)
                disk.fs.readonly / = (not-permitted)
                disk.fs.usage / = (absent)
                disk.nvme.model nvme0 = (absent)
                disk.nvme.present = 1
                disk.nvme.smart.critical_warning nvme0 = (absent)
                disk.nvme.state nvme0 = (malformed)
                disk.raid.md.count = (malformed)
                kubelet.config.maxPods = (malformed)
                kubelet.cpu_manager_state = (malformed)
                kubelet.node_ip = (absent)
                kubelet.version = (timeout)
                mem.dimms = (unsupported)
                systemd.down = (absent)
                systemd.failed = (not-applicable)
                systemd.unit.kubelet.active = (absent)
                """);
    }

    @Test
    void whatTheSystemDoesNotTellHasItsReason() {
        expect("half-read", """
                os.dkms.lost = (not-permitted)
                os.dkms.status = (not-permitted)
                os.fd.usage = (malformed)
                os.hugepages.2048kb = (absent)
                os.kernel.headers = (absent)
                os.limits.containerd.memlock = (absent)
                os.mem.edac.ce mc0/csrow0 = 12
                os.mem.edac.ce mc0/csrow0/ch0 = 12
                os.mem.edac.ue mc0 = (unreadable)
                os.mem.edac.ue mc0/csrow0 = 2
                os.packages.held = (absent)
                os.pressure.memory = (unsupported)
                os.pstore = (not-permitted)
                os.reboot_required = (not-applicable)
                os.swap = (malformed)
                os.thp.enabled = (malformed)
                os.time.offset = (absent)
                os.time.sync = (not-applicable)
                os.unattended_upgrades = (absent)
                sysctl.vm.max_map_count = (malformed)
                sysctl.vm.overcommit_memory = (not-permitted)
                """);
    }

    @Test
    void modulesAreLiveBuiltInOnTheirWayOrAbsent() {
        expect("bare-metal", """
                kernel.module.ib_core ib_core = live
                kernel.module.mlx5_core mlx5_core = live
                kernel.module.nouveau nouveau = (absent)
                kernel.module.nvidia nvidia = live
                kernel.module.nvidia_fs nvidia_fs = coming
                kernel.module.nvidia_peermem nvidia_peermem = (absent)
                kernel.module.nvme_core nvme_core = builtin
                kernel.module_param.io_timeout nvme_core = 30
                kernel.module_param.label tcp_cubic =\s
                kernel.module_param.netns_mode ib_core = N
                kernel.module_param.uvm_disable_hmm nvidia_uvm = Y
                kernel.module_version.mlx5_core mlx5_core = 25.10-1.7.1
                kernel.module_version.nvidia nvidia = 580.105.08
                """);
        assertFalse(TestingHosts.facts(TestingHosts.host("bare-metal"))
                .containsKey("kernel.module_version.nvidia_uvm nvidia_uvm"));
    }

    @Test
    void aContainerThatShowsLittleGivesReasonsAndNoInventions() {
        expect("container-odd", """
                cpu.cores = 2
                cpu.governor = (not-applicable)
                cpu.model = (malformed)
                cpu.offline = 5
                cpu.sockets = (absent)
                cpu.threads = 3
                kernel.module.nouveau nouveau = (unreadable)
                kernel.module.nvidia nvidia = (unreadable)
                mem.available = (malformed)
                mem.total = 479 GiB
                numa.nodes = (absent)
                os.boot_id = (malformed)
                os.kernel.cmdline = root=/dev/vda quiet dyndbg="file drivers/usb/* +p" panic=1 -- init-argument
                os.kernel.cmdline.next = (absent)
                os.kernel.lockdown = (absent)
                os.kernel.release = 5.14.0-427.el9.aarch64
                os.kernel.tainted.trouble = machine-check died soft-lockup
                os.release.id = (absent)
                os.secureboot = (not-applicable)
                sys.product = (absent)
                virt.type = (unsupported)
                """);
    }

    @Test
    void whatRefusesToBeReadSaysWhyAndTheRestIsRead() {
        expect("half-read", """
                cpu.governor = (absent)
                cpu.model = (malformed)
                cpu.offline = (unreadable)
                cpu.threads = (malformed)
                kernel.module.mlx5_core mlx5_core = live
                kernel.module.nouveau nouveau = (absent)
                kernel.module.nvidia nvidia = (unreadable)
                kernel.module_param.secret nvidia = (not-permitted)
                mem.total = (malformed)
                os.kernel.cmdline = (absent)
                os.kernel.cmdline.next = iommu=pt intel_iommu=on quiet console=ttyS0
                os.kernel.lockdown = (malformed)
                os.kernel.tainted = (malformed)
                os.kernel.tainted.trouble = (malformed)
                os.release.id = rocky
                os.release.pretty_name = Rocky "Linux" 9
                os.release.version_id = 9.4
                os.secureboot = (malformed)
                os.uptime = (malformed)
                sys.product = Café 9
                sys.serial = (not-permitted)
                """);
        assertTrue(fact(TestingHosts.host("half-read"), "os.kernel.cmdline.next")
                .source()
                .startsWith("/etc/default/grub"));
    }

    @Test
    void aHostThatIsEmptyHasOnlyReasons(@TempDir Path empty) {
        SweepResult sweep = Sweep.run(HostRoot.at(empty), Probes.all(), Duration.ofMinutes(2));

        assertEquals(
                List.of(),
                sweep.facts().stream().filter(fact -> !fact.isMissing()).toList());
        assertFalse(sweep.facts().isEmpty());
    }

    @Test
    void everyFactHasItsRowInTheCatalogAndIsOfTheRowsTypeAndSection() {
        Catalog catalog = Catalog.shipped();
        for (String name : List.of("bare-metal", "container-odd", "half-read")) {
            SweepResult sweep = Sweep.run(TestingHosts.host(name), Probes.all(), Duration.ofMinutes(2));
            sweep.sections()
                    .forEach((section, facts) -> facts.forEach(fact -> {
                        Optional<Check> row = catalog.find(fact.check());
                        assertTrue(row.isPresent(), fact.check().text());
                        assertEquals(section, row.get().section(), fact.check().text());
                        assertTrue(
                                fact.isMissing() || isOf(row.get(), fact.reading()),
                                fact + " is no " + row.get().type());
                    }));
        }
    }

    @Test
    void noTwoProbesShareAName() {
        assertEquals(
                Probes.all().size(),
                Probes.all().stream().map(Probe::name).distinct().count());
    }

    private static boolean isOf(Check row, Reading reading) {
        return switch (reading) {
            case Reading.Text _ -> row.type() == Check.Type.TEXT;
            case Reading.Whole _ -> row.type() == Check.Type.WHOLE;
            case Reading.Quantity(var _, String unit) -> row.unit().equals(Optional.of(unit));
            case Reading.Flag _ -> row.type() == Check.Type.FLAG;
            case Reading.Version _ -> row.type() == Check.Type.VERSION;
            case Reading.Words _ -> row.type() == Check.Type.WORDS;
            case Reading.Missing _ -> true;
        };
    }

    private static Fact fact(HostRoot host, String check) {
        return Sweep.run(host, Probes.all(), Duration.ofMinutes(2)).facts().stream()
                .filter(fact -> fact.check().text().equals(check))
                .findFirst()
                .orElseThrow();
    }

    private static void expect(String name, String lines) {
        Map<String, String> all = TestingHosts.facts(TestingHosts.host(name));
        Map<String, String> expected = new TreeMap<>();
        Map<String, String> observed = new TreeMap<>();
        lines.lines().forEach(line -> {
            int equals = line.indexOf(" = ");
            String key = line.substring(0, equals);
            expected.put(key, line.substring(equals + 3));
            observed.put(key, all.getOrDefault(key, "no such fact"));
        });
        assertEquals(expected, observed);
    }
}
