package io.holdfast.agent.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.TestingHost;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.TestingConfig;
import io.holdfast.protocol.fact.Reading;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PciProbeTest {
    private static final String ROOT = "0000:15:01.0";
    private static final String UP = "0000:16:00.0";
    private static final String DOWN_GPU = "0000:17:00.0";
    private static final String DOWN_NIC = "0000:17:01.0";
    private static final String GPU = "0000:18:00.0";
    private static final String NIC = "0000:19:00.0";

    @TempDir
    Path folder;

    private TestingHost host = new TestingHost(Path.of("unset"));

    /// A switch with a GPU and a network card behind it, everything as it should be.
    @BeforeEach
    void oneSwitch() {
        host = new TestingHost(folder);
        bridge(0x4, 0x0000, ROOT);
        bridge(0x5, 0x0000, ROOT, UP);
        bridge(0x6, 0x0000, ROOT, UP, DOWN_GPU);
        bridge(0x6, 0x0000, ROOT, UP, DOWN_NIC);
        endpoint("0x030200", "10de:2330", "16", ROOT, UP, DOWN_GPU, GPU);
        endpoint("0x020700", "15b3:1021", "16", ROOT, UP, DOWN_NIC, NIC);
        host.pciFile(NIC, "sriov_totalvfs", "127")
                .pciFile(NIC, "sriov_numvfs", "0")
                .pciFile(NIC, "sriov_drivers_autoprobe", "1");
    }

    private void bridge(int port, int acs, String... chain) {
        String address = chain[chain.length - 1];
        host.pci("0x060400", "1000:c030", chain);
        config(
                address,
                new TestingConfig().express(0x60, port, 2 << 5).acs(0x005f, acs).bytes());
        link(address, "16");
    }

    private void endpoint(String classCode, String id, String width, String... chain) {
        String address = chain[chain.length - 1];
        host.pci(classCode, id, chain);
        config(
                address,
                new TestingConfig()
                        .express(0x60, 0x0, 5 << 12 | 2 << 5 | 1 << 4)
                        .bytes());
        link(address, width);
        host.pciFile(address, "numa_node", "1");
    }

    private void config(String address, byte[] bytes) {
        host.file("/sys/bus/pci/devices/" + address + "/config", bytes);
    }

    private void link(String address, String width) {
        host.pciFile(address, "current_link_speed", "32.0 GT/s PCIe")
                .pciFile(address, "max_link_speed", "32.0 GT/s PCIe")
                .pciFile(address, "current_link_width", width)
                .pciFile(address, "max_link_width", "16");
    }

    private TestingFacts observe() {
        HostRoot recorded = host.build();
        TestingFacts facts = new TestingFacts(new PciProbe().observe(recorded));
        facts.assertWellFormed();
        return facts;
    }

    @Test
    void aWellBuiltTreeIsToldCompletelyAndFindsNothing() {
        TestingFacts facts = observe();

        assertEquals(new Reading.Whole(1), facts.node("gpu.pci.count"));
        assertEquals(new Reading.Whole(1), facts.node("nic.count"));
        assertEquals(DOWN_GPU, facts.shown("pcie.upstream", GPU));
        assertEquals("10de:2330", facts.shown("pcie.device", GPU));
        assertEquals("4096", facts.shown("pcie.maxreadreq", NIC));
        assertEquals("512", facts.shown("pcie.maxpayload", NIC));
        assertEquals("yes", facts.shown("pcie.relaxed_ordering", NIC));
        assertEquals("127", facts.shown("sriov.totalvfs", NIC));
        assertEquals("0x0000", facts.shown("pcie.acs.control", DOWN_GPU));
        assertEquals("no", facts.shown("pcie.acs.enabled", DOWN_GPU));
        assertEquals("not-applicable", facts.shown("pcie.acs.control", GPU));
        assertEquals(Set.of(), facts.findings());
    }

    @Test
    void halfTheLanesAreAFaultOfThatDeviceAlone() {
        host.pciFile(NIC, "current_link_width", "8");

        TestingFacts facts = observe();

        assertEquals("8", facts.shown("pcie.link.width", NIC));
        assertEquals("16", facts.shown("pcie.link.width.possible", NIC));
        assertEquals(Set.of("pcie.link.width/FAULT"), facts.findings());
    }

    @Test
    void aSwitchThatTrainedToHalfTheLanesIsSeenTowardsTheRoot() {
        host.pciFile(UP, "current_link_width", "8");

        TestingFacts facts = observe();

        assertEquals(Set.of("pcie.link.width/FAULT"), facts.findings());
        assertEquals(Set.of(UP, GPU, NIC), facts.instances("pcie.link.width"));
    }

    @Test
    void aFastCardInASlowSlotIsNoFault() {
        host.pciFile(DOWN_NIC, "max_link_speed", "16.0 GT/s PCIe").pciFile(NIC, "current_link_speed", "16.0 GT/s PCIe");

        TestingFacts facts = observe();

        assertEquals("16", facts.shown("pcie.link.speed.possible", NIC));
        assertEquals(Set.of(), facts.findings());
    }

    @Test
    void anIdleGpuThatSlowedItsLinkDownIsNoFault() {
        host.pciFile(GPU, "current_link_speed", "2.5 GT/s PCIe");

        TestingFacts facts = observe();

        assertEquals("2.5", facts.shown("gpu.pcie.speed", GPU));
        assertEquals(Set.of(NIC, UP), facts.instances("pcie.link.speed"));
        assertEquals(Set.of(), facts.findings());
    }

    @Test
    void accessControlThatRedirectsIsToldApartFromSourceValidation() {
        config(
                DOWN_GPU,
                new TestingConfig().express(0x60, 6, 0).acs(0x005f, 0x001d).bytes());
        config(
                DOWN_NIC,
                new TestingConfig().express(0x60, 6, 0).acs(0x005f, 0x0001).bytes());

        TestingFacts facts = observe();

        assertEquals("0x001d", facts.shown("pcie.acs.control", DOWN_GPU));
        assertEquals("yes", facts.shown("pcie.acs.redirect", DOWN_GPU));
        assertEquals("yes", facts.shown("pcie.acs.enabled", DOWN_NIC));
        assertEquals("no", facts.shown("pcie.acs.redirect", DOWN_NIC));
        assertEquals("0x005f", facts.shown("pcie.acs.capability", DOWN_NIC));
    }

    private static byte[] control(int port, int acs) {
        return new TestingConfig().express(0x60, port, 0).acs(0x005f, acs).bytes();
    }

    @Test
    void redirectionBetweenAGpuAndItsCardIsToldApartFromThatElsewhere() {
        String other = "0000:16:01.0";
        bridge(0x6, 0x001d, ROOT, other);
        TestingFacts elsewhere = observe();
        assertEquals("yes", elsewhere.shown("pcie.acs.redirect", other));
        assertEquals("no", elsewhere.shown("pcie.acs.on_gpu_path", other));
        assertEquals("no", elsewhere.shown("pcie.acs.gpu_path.redirect", GPU));
        assertEquals(DOWN_GPU + " " + DOWN_NIC, elsewhere.shown("pcie.acs.gpu_path", GPU));
        assertEquals("no", elsewhere.shown("pcie.acs.on_gpu_path", UP));

        config(DOWN_NIC, control(6, 0x0001));
        assertEquals("no", observe().shown("pcie.acs.gpu_path.redirect", GPU), "source validation turns nothing");

        config(DOWN_NIC, control(6, 0x001d));
        TestingFacts between = observe();
        assertEquals("yes", between.shown("pcie.acs.on_gpu_path", DOWN_NIC));
        assertEquals("yes", between.shown("pcie.acs.gpu_path.redirect", GPU));
        assertEquals("config of " + DOWN_NIC, between.source("pcie.acs.gpu_path.redirect", GPU));
    }

    @Test
    void aBridgeOnTheWayThatMayNotBeReadLeavesTheAnswerOpenUnlessAnotherRedirects() {
        config(DOWN_GPU, Arrays.copyOf(control(6, 0), 64));
        assertEquals("not-permitted", observe().shown("pcie.acs.gpu_path.redirect", GPU));

        config(DOWN_NIC, control(6, 0x001d));
        assertEquals("yes", observe().shown("pcie.acs.gpu_path.redirect", GPU));
    }

    @Test
    void theNearestCardDecidesAndDisksUnderTheSameSwitchCount() {
        String farPort = "0000:15:02.0";
        String diskPort = "0000:17:02.0";
        bridge(0x4, 0x001d, farPort);
        endpoint("0x020700", "15b3:1021", "16", farPort, "0000:21:00.0");
        bridge(0x6, 0x0000, ROOT, UP, diskPort);
        endpoint("0x010802", "144d:a80a", "16", ROOT, UP, diskPort, "0000:1a:00.0");

        TestingFacts facts = observe();

        assertEquals(DOWN_GPU + " " + DOWN_NIC + " " + diskPort, facts.shown("pcie.acs.gpu_path", GPU));
        assertEquals("no", facts.shown("pcie.acs.gpu_path.redirect", GPU));
        assertEquals(
                GPU + " " + NIC + " 0000:1a:00.0 0000:21:00.0",
                facts.node("pcie.device.present").shown());
    }

    @Test
    void aGpuWithoutACardOnItsRootBusHasNoWayToJudge() {
        host = new TestingHost(folder.resolve("apart"));
        bridge(0x4, 0x001d, ROOT);
        endpoint("0x030200", "10de:2330", "16", ROOT, GPU);
        bridge(0x4, 0x001d, "0000:25:01.0");
        endpoint("0x020700", "15b3:1021", "16", "0000:25:01.0", "0000:26:00.0");

        TestingFacts facts = observe();

        assertEquals("not-applicable", facts.shown("pcie.acs.gpu_path.redirect", GPU));
        assertEquals("no", facts.shown("pcie.acs.on_gpu_path", ROOT));
        assertEquals("not-applicable", facts.shown("pcie.link.upstream.width", GPU));
    }

    @Test
    void theNarrowestLinkOnTheWayToTheRootIsToldOfADeviceThatIsWellItself() {
        host.pciFile(UP, "current_link_width", "8").pciFile(ROOT, "current_link_width", "8");

        TestingFacts facts = observe();

        assertEquals("16", facts.shown("pcie.link.width", GPU));
        assertEquals("8", facts.shown("pcie.link.upstream.width", GPU));
        assertEquals("32", facts.shown("pcie.link.upstream.speed", GPU));
    }

    @Test
    void linkErrorsAreCountedWithTheirNamesAtBothEndsAndByTheRootPort() {
        host.pciFile(NIC, "aer_dev_correctable", "RxErr 2\nBadTLP 0\nBadDLLP 3\nTOTAL_ERR_COR 5")
                .pciFile(NIC, "aer_dev_nonfatal", "Undefined 0\nCmpltTO 1\nTOTAL_ERR_NONFATAL 1")
                .pciFile(NIC, "aer_dev_fatal", "broken")
                .pciFile(ROOT, "aer_dev_correctable", "Receiver Error 4\nBad TLP 0")
                .pciFile(ROOT, "aer_dev_nonfatal", "TOTAL_ERR_NONFATAL 0")
                .pciFile(ROOT, "aer_dev_fatal", "TOTAL_ERR_FATAL 0")
                .pciFile(ROOT, "aer_rootport_total_err_cor", "9")
                .pciFile(ROOT, "aer_rootport_total_err_nonfatal", "1")
                .pciFile(ROOT, "aer_rootport_total_err_fatal", "0");

        TestingFacts facts = observe();

        assertEquals(new Reading.Whole(5), facts.of("pcie.aer.correctable", NIC));
        assertEquals(new Reading.Whole(1), facts.of("pcie.aer.nonfatal", NIC));
        assertEquals("malformed", facts.shown("pcie.aer.fatal", NIC));
        assertEquals(
                "correctable BadDLLP 3 correctable RxErr 2 nonfatal CmpltTO 1", facts.shown("pcie.aer.errors", NIC));
        assertEquals(new Reading.Whole(4), facts.of("pcie.aer.correctable", ROOT));
        assertEquals("correctable Receiver Error 4", facts.shown("pcie.aer.errors", ROOT));
        assertEquals(new Reading.Whole(9), facts.of("pcie.aer.rootport.correctable", ROOT));
        assertEquals("not-applicable", facts.shown("pcie.aer.correctable", GPU));
    }

    @Test
    void aPortThatTookItsLinkDownSaysSo() {
        config(
                DOWN_NIC,
                new TestingConfig().express(0x60, 6, 0).containment(1, 1).bytes());

        TestingFacts facts = observe();

        assertEquals("fatal", facts.shown("pcie.dpc", DOWN_NIC));
        assertEquals("yes", facts.shown("pcie.dpc.triggered", DOWN_NIC));
    }

    @Test
    void aFunctionThatSharesItsGroupIsNotAlone() {
        String vf = "0000:19:00.1";
        host.pci("0x020000", "15b3:101e", ROOT, UP, DOWN_NIC, vf)
                .link("/sys/bus/pci/devices/" + vf + "/physfn", "/sys/bus/pci/devices/" + NIC)
                .link("/sys/bus/pci/devices/" + vf + "/iommu_group", "/sys/kernel/iommu_groups/7")
                .link("/sys/bus/pci/devices/" + NIC + "/iommu_group", "/sys/kernel/iommu_groups/7")
                .link("/sys/bus/pci/devices/" + GPU + "/iommu_group", "/sys/kernel/iommu_groups/8")
                .file("/sys/kernel/iommu_groups/7/type", "DMA-FQ")
                .file("/sys/kernel/iommu_groups/8/type", "DMA-FQ");

        TestingFacts facts = observe();

        assertEquals("no", facts.shown("iommu.group.isolation", NIC));
        assertEquals("yes", facts.shown("iommu.group.isolation", GPU));
        assertEquals("1", facts.shown("iommu.group.shared_vfs", NIC));
        assertEquals(Set.of(NIC), facts.instances("iommu.group.shared_vfs"));
    }

    @Test
    void aSpaceCutToItsHeaderIsNotPermittedAndNeverOff() {
        config(DOWN_GPU, Arrays.copyOf(new TestingConfig().bytes(), 64));

        TestingFacts facts = observe();

        for (String check : Set.of("pcie.acs.control", "pcie.acs.enabled", "pcie.acs.redirect")) {
            assertEquals("not-permitted", facts.shown(check, DOWN_GPU));
        }
    }

    @Test
    void aDeviceThatReadsAllOnesIsGone() {
        byte[] ones = new byte[4096];
        Arrays.fill(ones, (byte) -1);
        config(NIC, ones);
        host.pciFile(NIC, "current_link_width", "63").pciFile(NIC, "current_link_speed", "Unknown");

        TestingFacts facts = observe();

        assertEquals("gone", facts.shown("pcie.config", NIC));
        assertEquals("unreadable", facts.shown("pcie.acs.enabled", NIC));
        assertTrue(
                facts.findings().contains("pcie.config/FAULT"), facts.findings().toString());
    }

    @Test
    void aCapabilityListInCirclesIsMalformed() {
        config(
                DOWN_GPU,
                new TestingConfig()
                        .extended(0x100, 1, 0x140)
                        .extended(0x140, 2, 0x100)
                        .bytes());

        assertEquals("malformed", observe().shown("pcie.acs.enabled", DOWN_GPU));
    }

    @Test
    void oneThousandTwoHundredAndSeventyVirtualFunctionsStaySmall() {
        int before = observe().all().size();
        int made = 0;
        for (int bus = 0x20; made < 1_270; bus++) {
            for (int device = 0; device < 32 && made < 1_270; device++) {
                for (int function = 0; function < 8 && made < 1_270; function++, made++) {
                    String address = "0000:%02x:%02x.%d".formatted(bus, device, function);
                    host.pci("0x020000", "15b3:101e", ROOT, UP, DOWN_NIC, address)
                            .link("/sys/bus/pci/devices/" + address + "/physfn", "/sys/bus/pci/devices/" + NIC)
                            .link("/sys/bus/pci/devices/" + address + "/driver", "/sys/bus/pci/drivers/mlx5_core")
                            .link(
                                    "/sys/bus/pci/devices/" + address + "/iommu_group",
                                    "/sys/kernel/iommu_groups/" + (100 + made));
                }
            }
        }

        TestingFacts facts = observe();

        assertEquals(2 * 1_270, facts.all().size() - before);
        assertEquals(new Reading.Whole(1), facts.node("nic.count"));
        assertEquals("mlx5_core", facts.shown("pcie.driver", "0000:20:00.0"));
        assertEquals("100", facts.shown("iommu.group", "0000:20:00.0"));
    }

    @Test
    void aGuestThatSeesNoBridgeFindsNothing() {
        host = new TestingHost(folder.resolve("guest"));
        endpoint("0x030200", "10de:2330", "16", "0000:00:05.0");
        host.pci("0x020000", "1af4:1041", "0000:00:06.0");

        TestingFacts facts = observe();

        assertEquals("not-applicable", facts.shown("pcie.link.width.possible", "0000:00:05.0"));
        assertEquals(Set.of(), facts.findings());
    }

    @Test
    void groupsOfGpusAndCardsSayHowTheyAreTranslated() {
        host.link("/sys/bus/pci/devices/" + GPU + "/iommu_group", "/sys/kernel/iommu_groups/30")
                .file("/sys/kernel/iommu_groups/30/type", "identity")
                .folder("/sys/class/iommu/dmar0")
                .file("/proc/cmdline", "quiet intel_iommu=on iommu=pt");
        HostRoot recorded = host.build();

        TestingFacts tree = observe();
        TestingFacts iommu = new TestingFacts(new IommuProbe().observe(recorded));
        iommu.assertWellFormed();

        assertEquals("30", tree.shown("iommu.group", GPU));
        assertEquals("identity", tree.shown("iommu.group.type", GPU));
        assertEquals("yes", iommu.node("iommu.active").shown());
        assertEquals("intel_iommu=on iommu=pt", iommu.node("iommu.cmdline").shown());
        assertEquals("", iommu.node("pcie.acs.cmdline").shown());
    }

    @Test
    void aDriverIsKnownByItsOwnListAndByTheLinkOfTheFunction() {
        host.link("/sys/bus/pci/drivers/nvidia/" + GPU, "/sys/bus/pci/devices/" + GPU)
                .link("/sys/bus/pci/devices/" + NIC + "/driver", "/sys/bus/pci/drivers/mlx5_core");

        TestingFacts facts = observe();

        assertEquals("nvidia", facts.shown("pcie.driver", GPU));
        assertEquals("mlx5_core", facts.shown("pcie.driver", NIC));
        assertEquals("absent", facts.shown("pcie.driver", ROOT));
    }

    @Test
    void aHostWithoutAPciTreeSaysSo() {
        TestingFacts facts = new TestingFacts(new PciProbe()
                .observe(new TestingHost(folder.resolve("none")).folder("/proc").build()));

        assertEquals("absent", facts.node("gpu.pci.count").shown());
        assertEquals("absent", facts.node("nic.count").shown());
    }
}
