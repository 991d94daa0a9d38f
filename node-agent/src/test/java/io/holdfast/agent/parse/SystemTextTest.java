package io.holdfast.agent.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SystemTextTest {
    private static final List<String> INSTALLED =
            List.of("5.15.0-100-generic", "6.5.0-45-generic", "6.5.0-9-generic", "6.5.0-9-generic-64k");

    private static GrubDefault grub(String config, String defaults, String environment) {
        return new GrubDefault(
                config.isEmpty() ? Optional.empty() : Optional.of(config), defaults, environment, INSTALLED);
    }

    @Test
    void theNewestKernelIsTheOneWithTheHighestNumbersNotTheLastInTheAlphabet() {
        assertEquals(Optional.of("6.5.0-45-generic"), grub("", "", "").release());
        assertTrue(GrubDefault.BY_RELEASE.compare("6.10.1", "6.9.12") > 0);
        assertTrue(GrubDefault.BY_RELEASE.compare("6.8.0-85-generic", "6.8.0-85") > 0);
    }

    @Test
    void grubBootsItsFirstEntryOrTheSavedOneOrOneForASingleTime() {
        String first = "set default=\"0\"\nmenuentry {\n linux /boot/vmlinuz-6.5.0-9-generic ro\n}\n";
        String saved = "set default=\"${next_entry}\"\nset default=\"${saved_entry}\"\n";

        assertEquals(
                Optional.of("6.5.0-9-generic"),
                grub(first, "GRUB_DEFAULT=saved", "").release());
        assertEquals(
                Optional.of("5.15.0-100-generic"),
                grub(saved, "", "# GRUB Environment Block\nsaved_entry=Ubuntu, with Linux 5.15.0-100-generic\n")
                        .release());
        assertEquals(
                Optional.of("6.5.0-9-generic-64k"),
                grub("", "GRUB_DEFAULT=saved\n", "saved_entry=0123abcd-6.5.0-9-generic-64k\n")
                        .release(),
                "the longest release that fits");
        assertEquals(
                Optional.of("5.15.0-100-generic"),
                grub(first, "", "next_entry=gnulinux-5.15.0-100-generic-advanced\n")
                        .release());
        assertEquals(Optional.empty(), grub("set default=\"1>2\"\n", "", "").release());
        assertEquals("1>2", grub("set default=\"1>2\"\n", "", "").entry());
    }

    @Test
    void dkmsHasAnOldAndANewForm() {
        DkmsStatus status = DkmsStatus.parse("""
                nvidia, 535.183.01, 6.5.0-45-generic, x86_64: installed (original_module exists)
                nvidia/580.105.08, 6.5.0-45-generic, x86_64: built
                mlnx-ofed-kernel/25.10.OFED.25.10.1.7.1.1, 6.5.0-45-generic, x86_64: installed (WARNING! Diff between built and installed module!) (WARNING! Diff between built and installed module!)
                iser, 25.10: added
                Error! Could not locate dkms.conf file.
                srp/25.10, 6.5.0-45-generic
                """);

        assertEquals(Set.of("nvidia", "mlnx-ofed-kernel", "iser"), status.modules());
        assertEquals("installed", status.state("nvidia", "6.5.0-45-generic"));
        assertEquals("added", status.state("nvidia", "6.8.0-85-generic"));
        assertEquals("installed, not as built", status.state("mlnx-ofed-kernel", "6.5.0-45-generic"));
        assertEquals("added", status.state("iser", "6.5.0-45-generic"));
        assertEquals(Set.of("nvidia", "mlnx-ofed-kernel"), status.lost("6.5.0-45-generic", "6.8.0-85-generic"));
        assertEquals(Set.of(), status.lost("6.5.0-45-generic", "6.5.0-45-generic"));
        assertEquals(Set.of(), DkmsStatus.parse("").modules());
    }

    @Test
    void aPackageIsBrokenWhenItsInstallationStopped() {
        Packages packages = Packages.parse("""
                hold installed linux-image-6.5.0-45-generic 6.5.0-45.45
                install half-configured nvidia-dkms-580 580
                install triggers-pending initramfs-tools 0.140
                deinstall config-files old 1
                purge not-installed gone\s
                garbage
                """);

        assertEquals(Set.of("linux-image-6.5.0-45-generic"), packages.held());
        assertEquals(Set.of("nvidia-dkms-580:half-configured", "initramfs-tools:triggers-pending"), packages.broken());
    }

    @Test
    void aptIsReadInBothOfItsForms() {
        String flat = "APT::Periodic::Unattended-Upgrade \"1\"; // daily\n";
        String nested = "APT { Periodic { Update-Package-Lists \"1\"; unattended-upgrade \"7\"; }; };\n";

        assertTrue(AptConfig.upgradesByItself(AptConfig.parse(List.of(flat))));
        assertEquals(
                Map.of("apt::periodic::update-package-lists", "1", "apt::periodic::unattended-upgrade", "7"),
                AptConfig.parse(List.of(nested)));
        assertFalse(AptConfig.upgradesByItself(AptConfig.parse(List.of(flat, flat.replace("1", "0")))));
        assertFalse(AptConfig.upgradesByItself(AptConfig.parse(List.of("/* " + flat + "*/ # " + flat))));
        assertFalse(AptConfig.upgradesByItself(AptConfig.parse(List.of(flat, "APT::Periodic::Enable \"0\";"))));
        for (String damaged : List.of("", "}}}", "{{{", "\"", "APT::Periodic::Unattended-Upgrade", "/*", "a b c d")) {
            assertFalse(AptConfig.upgradesByItself(AptConfig.parse(List.of(damaged))), damaged);
        }
    }

    @Test
    void limitsStandInColumnsAndUnitsMayBeMissing() {
        String limits = """
                Limit                     Soft Limit           Hard Limit           Units    \s
                Max processes             unlimited            unlimited            processes\s
                Max open files            1024                 1048576              files    \s
                Max locked memory         8388608              unlimited            bytes    \s
                Max nice priority         0                    0                   \s
                Max realtime priority
                """;

        assertEquals(Optional.of("unlimited"), KernelTables.softLimit(limits, "Max processes"));
        assertEquals(Optional.of("1024"), KernelTables.softLimit(limits, "Max open files"));
        assertEquals(Optional.of("8388608"), KernelTables.softLimit(limits, "Max locked memory"));
        assertEquals(Optional.of("0"), KernelTables.softLimit(limits, "Max nice priority"));
        assertEquals(Optional.empty(), KernelTables.softLimit(limits, "Max realtime priority"));
        assertEquals(Optional.empty(), KernelTables.softLimit(limits, "Max"));
    }

    @Test
    void smallTablesAreReadOrNothingIs() {
        assertEquals(
                Optional.of(new BigDecimal("13.79")),
                KernelTables.pressure("some avg10=11.27 avg60=13.79 avg300=22.05 total=232529842", "some"));
        assertEquals(Optional.empty(), KernelTables.pressure("some avg10=11.27 avg60=13.79", "full"));
        assertEquals(Optional.of(new BigDecimal("81.3")), KernelTables.fileUsage("813\t0\t1000"));
        for (String damaged : List.of("", "1", "1 2", "1 0 0", "a 0 9", "1 0 9 9")) {
            assertEquals(Optional.empty(), KernelTables.fileUsage(damaged), damaged);
        }
        assertEquals(Optional.of(List.of()), KernelTables.swaps("Filename\tType\tSize\tUsed\tPriority"));
        assertEquals(
                Optional.of(List.of("/dev/zram0")), KernelTables.swaps("Filename Type\n/dev/zram0  partition 1 0 5"));
        assertEquals(Optional.empty(), KernelTables.swaps(""), "no header, no answer");
    }

    @Test
    void chronyFollowsASourceOrNot() {
        String follows =
                "A29FC87B,162.159.200.123,4,1732539600.1,0.150000000,-0.1,0.1,-12.3,0.0,0.02,0.001,0.0004,64.2,";

        assertEquals(
                Optional.of(new TimeText.Tracking(true, new BigDecimal("0.150000000"))),
                TimeText.tracking(follows + "Normal"));
        assertEquals(
                Optional.of(new TimeText.Tracking(false, new BigDecimal("0.150000000"))),
                TimeText.tracking(follows + "Not synchronised"));
        assertEquals(Optional.empty(), TimeText.tracking("506 Cannot talk to daemon"));
        assertEquals(Optional.of(false), TimeText.synchronised("no\n"));
        assertEquals(Optional.empty(), TimeText.synchronised(""));
    }
}
