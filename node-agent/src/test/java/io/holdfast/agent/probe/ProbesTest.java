package io.holdfast.agent.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.host.HostRoot;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProbesTest {
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
