package io.holdfast.agent.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GrubTest {
    @Test
    void theFirstKernelOfTheMenuIsSpeltAsTheKernelWillShowIt() {
        assertEquals(Optional.of("BOOT_IMAGE=/boot/vmlinuz-6.8 root=UUID=1 ro quiet"), Grub.firstKernelLine("""
                        set default="0"
                        menuentry 'A' {
                          linux  /boot/vmlinuz-6.8 root=UUID=1 ro  quiet $vt_handoff
                        }
                        menuentry 'B' {
                          linux  /boot/vmlinuz-5.15 root=UUID=1 ro
                        }
                        """));
    }

    @Test
    void variablesThatWereSetAreReplaced() {
        assertEquals(Optional.of("BOOT_IMAGE=($root)/vmlinuz root=UUID=9 ro console=ttyS0"), Grub.firstKernelLine("""
                        set kernelopts="root=UUID=9 ro"
                        set tty=ttyS0
                        linuxefi ($root)/vmlinuz $kernelopts console=${tty}
                        """));
    }

    @Test
    void aConfigurationWithoutAKernelGivesNothing() {
        assertEquals(Optional.empty(), Grub.firstKernelLine("blscfg\nchainloader +1\n"));
    }

    @Test
    void laterFilesExtendEarlierOnes() {
        assertEquals(
                Optional.of("iommu=pt intel_iommu=on quiet console=ttyS0"),
                Grub.defaults(List.of(
                        "GRUB_CMDLINE_LINUX='iommu=pt'\nexport GRUB_CMDLINE_LINUX_DEFAULT=quiet\n# GRUB_CMDLINE_LINUX=no\n",
                        "GRUB_CMDLINE_LINUX_DEFAULT=\"$GRUB_CMDLINE_LINUX_DEFAULT console=ttyS0\"\n",
                        "GRUB_CMDLINE_LINUX+=\" intel_iommu=on\"\n")));
    }

    @Test
    void filesThatSetNoParametersSayNothing() {
        assertEquals(Optional.empty(), Grub.defaults(List.of("GRUB_DEFAULT=0\n")));
        assertEquals(Optional.of(""), Grub.defaults(List.of("GRUB_CMDLINE_LINUX=\"\"\n")));
    }
}
