package io.holdfast.agent.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.agent.TestingHost;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Roles, rails and layouts of made-up chassis.
class LayoutProbeTest {
    private static final String SUPERNIC = "MT_0000001069";
    private static final String DPU = "MT_0000000884";

    @TempDir
    Path folder;

    private TestingHost host = new TestingHost(Path.of("unset"));
    private int devices;

    @BeforeEach
    void emptyChassis() {
        host = new TestingHost(folder).file("/proc/cpuinfo", "processor : 0\nphysical id : 0\n");
    }

    private void gpu(int numa, String... chain) {
        host.pci("0x030200", "10de:2bb5", chain).pciFile(chain[chain.length - 1], "numa_node", "" + numa);
    }

    /// A function of a card with one port.
    private void nic(String psid, String rate, int numa, String... chain) {
        String address = chain[chain.length - 1];
        String device = "mlx5_" + devices++;
        String real = "/sys/devices/pci" + chain[0].substring(0, chain[0].lastIndexOf(':')) + "/"
                + String.join("/", chain) + "/infiniband/" + device;
        host.pci("0x020000", "15b3:a2dc", chain)
                .pciFile(address, "numa_node", "" + numa)
                .link("/sys/class/infiniband/" + device, real)
                .file(real + "/board_id", psid)
                .file(real + "/ports/1/state", rate.isEmpty() ? "1: DOWN" : "4: ACTIVE")
                .file(real + "/ports/1/rate", rate.isEmpty() ? "10 Gb/sec (4X SDR)" : rate + " Gb/sec (4X NDR)");
    }

    private TestingFacts observe() {
        TestingFacts facts = new TestingFacts(new LayoutProbe().observe(host.build()));
        facts.assertWellFormed();
        return facts;
    }

    @Test
    void fourGpusWithTwoSuperNicsAndADpuAre143200() {
        gpu(0, "0000:15:01.0", "0000:16:00.0");
        gpu(0, "0000:25:01.0", "0000:26:00.0");
        gpu(0, "0000:35:01.0", "0000:36:00.0");
        gpu(0, "0000:45:01.0", "0000:46:00.0");
        nic(SUPERNIC, "400", 0, "0000:15:05.0", "0000:17:00.0");
        nic(SUPERNIC, "400", 0, "0000:45:05.0", "0000:47:00.0");
        nic(DPU, "200", 0, "0000:55:01.0", "0000:56:00.0");
        nic(DPU, "200", 0, "0000:55:01.0", "0000:56:00.1");

        TestingFacts facts = observe();

        assertEquals("1-4-3-200", facts.node("sys.layout").shown());
        assertEquals("east-west", facts.shown("nic.role", "0000:17:00.0"));
        assertEquals("north-south", facts.shown("nic.role", "0000:56:00.1"));
        assertEquals("it is a BlueField-3 B3220 DPU", facts.shown("nic.role.reason", "0000:56:00.0"));
        assertEquals("0000:17:00.0 PHB", facts.shown("pcie.rail_affinity", "0000:16:00.0"));
        assertEquals("pci0000:15", facts.shown("pcie.common_root", "0000:16:00.0"));
        assertEquals("0000:47:00.0 PHB", facts.shown("pcie.rail_affinity", "0000:46:00.0"));
        assertEquals("0000:16:00.0 0000:26:00.0", facts.shown("nic.gpu", "0000:17:00.0"));
        assertEquals("0000:36:00.0 0000:46:00.0", facts.shown("nic.gpu", "0000:47:00.0"));
        assertEquals("r0", facts.shown("nic.rail", "0000:17:00.0"));
        assertEquals("r1", facts.shown("nic.rail", "0000:47:00.0"));
        assertEquals(Set.of("0000:17:00.0", "0000:47:00.0"), facts.instances("nic.rail"));
        assertEquals(Set.of(), facts.findings());
    }

    @Test
    void aCardBehindTheSwitchOfItsGpuIsNearerThanOneBesideIt() {
        gpu(1, "0000:15:01.0", "0000:16:00.0", "0000:17:00.0", "0000:18:00.0");
        nic("vendor-1", "400", 1, "0000:15:01.0", "0000:16:00.0", "0000:17:01.0", "0000:19:00.0");
        gpu(0, "0000:a0:01.0", "0000:a1:00.0");
        nic("vendor-1", "400", 1, "0000:b0:01.0", "0000:b1:00.0");
        host.file("/sys/devices/system/node/node0/cpulist", "0-1")
                .file("/sys/devices/system/node/node1/cpulist", "2-3");

        TestingFacts facts = observe();

        assertEquals("0000:19:00.0 PIX", facts.shown("pcie.rail_affinity", "0000:18:00.0"));
        assertEquals("0000:16:00.0", facts.shown("pcie.common_root", "0000:18:00.0"));
        assertEquals("0000:b1:00.0 SYS", facts.shown("pcie.rail_affinity", "0000:a1:00.0"));
        assertEquals("not-applicable", facts.shown("pcie.common_root", "0000:a1:00.0"));
        assertEquals("GPU on 0, card on 1", facts.shown("numa.gpu_nic_affinity", "0000:a1:00.0"));
        assertEquals(Set.of("numa.gpu_nic_affinity/FAULT"), facts.findings());
        assertEquals("1-2-2-400", facts.node("sys.layout").shown());
    }

    @Test
    void equallyNearCardsAreSharedByNodeThenByOrderAndSaySo() {
        for (int at = 0; at < 8; at++) {
            gpu(at / 4, "0000:%02x:01.0".formatted(0x10 + at), "0000:%02x:00.0".formatted(0x30 + at));
        }
        nic("vendor-1", "400", 1, "0000:50:01.0", "0000:60:00.0");
        nic("vendor-1", "400", 0, "0000:51:01.0", "0000:61:00.0");

        TestingFacts facts = observe();

        assertEquals("0000:30:00.0 0000:31:00.0 0000:32:00.0 0000:33:00.0", facts.shown("nic.gpu", "0000:61:00.0"));
        assertEquals("r0", facts.shown("nic.rail", "0000:61:00.0"));
        assertEquals("r1", facts.shown("nic.rail", "0000:60:00.0"));
        assertEquals("1-8-2-100", facts.node("sys.layout").shown());
    }

    @Test
    void theDefaultRouteDecidesThroughABond() {
        gpu(0, "0000:15:01.0", "0000:16:00.0");
        nic(SUPERNIC, "400", 0, "0000:15:05.0", "0000:17:00.0");
        nic(SUPERNIC, "400", 0, "0000:25:05.0", "0000:27:00.0");
        String netdev = "/sys/devices/pci0000:25/0000:25:05.0/0000:27:00.0/net/p0";
        host.file(netdev + "/mtu", "1500")
                .link("/sys/class/net/p0", netdev)
                .file("/sys/devices/virtual/net/bond0/mtu", "1500")
                .link("/sys/devices/virtual/net/bond0/lower_p0", netdev)
                .link("/sys/class/net/bond0", "/sys/devices/virtual/net/bond0")
                .file("/proc/1/net/route", """
                        Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU
                        bond0\t00000000\t0100000A\t0003\t0\t0\t0\t00000000\t0
                        """);

        TestingFacts facts = observe();

        assertEquals("north-south", facts.shown("nic.role", "0000:27:00.0"));
        assertEquals("the default route leaves by it", facts.shown("nic.role.reason", "0000:27:00.0"));
        assertEquals("1-1-2-400", facts.node("sys.layout").shown());
    }

    @Test
    void withoutALinkTheLayoutIsNotKnownAndTheRolesAre() {
        gpu(0, "0000:15:01.0", "0000:16:00.0");
        nic(SUPERNIC, "", 0, "0000:15:05.0", "0000:17:00.0");

        TestingFacts facts = observe();

        assertEquals("unsupported", facts.node("sys.layout").shown());
        assertEquals("east-west", facts.shown("nic.role", "0000:17:00.0"));
        assertEquals(Set.of(), facts.findings());
    }

    @Test
    void aNodeWithoutCardsOrGpusHasNoLayout() {
        gpu(0, "0000:15:01.0", "0000:16:00.0");
        assertEquals("not-applicable", observe().node("sys.layout").shown());
    }
}
