package io.holdfast.agent.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.agent.TestingHost;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Settings of RoCE, interfaces and virtual functions.
class RoceProbesTest {
    private static final String PF = "0000:17:00.0";
    private static final String TREE = "/sys/devices/pci0000:15/0000:15:01.0/" + PF;

    @TempDir
    Path folder;

    private TestingHost host = new TestingHost(Path.of("unset"));

    /// As the kernel's own driver shows it: neither `ecn` nor `tc`, no tool.
    @BeforeEach
    void oneEthernetCardWithTheKernelsDriver() {
        host = new TestingHost(folder)
                .pci("0x020000", "15b3:a2dc", "0000:15:01.0", PF)
                .file(TREE + "/net/eth_r0/operstate", "up")
                .file(TREE + "/infiniband/mlx5_0/ports/1/link_layer", "Ethernet")
                .file(TREE + "/sriov_totalvfs", "8")
                .link("/sys/class/net/eth_r0", TREE + "/net/eth_r0")
                .link(TREE + "/infiniband/mlx5_0/device", TREE)
                .link("/sys/class/infiniband/mlx5_0", TREE + "/infiniband/mlx5_0");
    }

    private static TestingFacts observe(HostRoot root) {
        List<Fact> facts = new ArrayList<>();
        List.of(
                        new RoceProbe(),
                        new RoceFirmwareProbe(),
                        new NetdevToolProbe(),
                        new NetdevAbilityProbe(),
                        new SriovProbe())
                .forEach(probe -> facts.addAll(probe.observe(root)));
        TestingFacts result = new TestingFacts(facts);
        result.assertWellFormed();
        return result;
    }

    private TestingFacts observe() {
        return observe(host.build());
    }

    @Test
    void aNodeThatIsSetUpForRoceSaysSoInFull() {
        TestingFacts facts = observe(TestingHosts.host("half-link"));

        assertEquals("dscp", facts.shown("roce.trust", "roce_r0"));
        assertEquals("0,0,0,1,0,0,0,0", facts.shown("roce.pfc", "roce_r0"));
        assertEquals("OS controlled", facts.shown("roce.dcbx", "roce_r1"));
        assertEquals(new Reading.Whole(3), facts.of("roce.dscp2prio.24", "roce_r0"));
        assertEquals(new Reading.Whole(6), facts.of("roce.dscp2prio.48", "roce_r0"));
        assertEquals("yes", facts.shown("roce.ecn.np.3", "roce_r0"));
        assertEquals(new Reading.Whole(48), facts.of("roce.cnp_dscp", "roce_r1"));
        assertEquals(new Reading.Whole(96), facts.of("roce.traffic_class", "mlx5_0/1"));
        assertEquals(new Reading.Whole(96), facts.of("roce.cma_tos", "mlx5_0/1"));
        assertEquals("RoCE v2", facts.shown("roce.cma_mode", "mlx5_1/1"));
        assertEquals("yes", facts.shown("roce.accl.adaptive_routing_forced_en", "0000:36:00.0"));
        assertEquals("no", facts.shown("roce.accl.roce_slow_restart_en", "0000:36:00.0"));
        assertEquals(new Reading.Whole(25), facts.of("roce.ipg", "0000:46:00.0"));
        assertEquals("legacy", facts.shown("sriov.eswitch.mode", "0000:36:00.0"));
    }

    @Test
    void interfacesSayWhatTheyCountAndHowTheyAreSet() {
        TestingFacts facts = observe(TestingHosts.host("half-link"));

        assertEquals(new Reading.Whole(12), facts.of("netdev.rx_prio3_pause", "roce_r0"));
        assertEquals(new Reading.Whole(1), facts.of("netdev.link_down_events_phy", "roce_r1"));
        assertEquals(Set.of(), facts.instances("netdev.module_high_temp"));
        assertEquals("autonegotiate off, rx off, tx off", facts.shown("netdev.pause", "roce_r0"));
        assertEquals("rx 1024 of 8192, tx 1024 of 8192", facts.shown("netdev.ring", "roce_r0"));
        assertEquals("no", facts.shown("netdev.offloads.hw-tc-offload", "roce_r0"));
        assertEquals(new Reading.Whole(1), facts.of("ptp.capability", "roce_r1"));
        assertEquals("10.10.0.1/31", facts.shown("netdev.ip", "roce_r0"));
        assertEquals("", facts.shown("netdev.ip", "roce_r1"));
    }

    @Test
    void whatTheKernelsDriverDoesNotHaveIsNotApplicableAndMissingToolsLeaveTheRestOpen() {
        TestingFacts facts = observe();

        assertEquals("not-applicable", facts.shown("roce.ecn.rp.3", "eth_r0"));
        assertEquals("not-applicable", facts.shown("roce.cnp_dscp", "eth_r0"));
        assertEquals("not-applicable", facts.shown("roce.traffic_class", "mlx5_0/1"));
        for (String check : List.of("roce.trust", "roce.pfc", "roce.dcbx", "roce.dscp2prio", "netdev.pause")) {
            assertEquals("absent", facts.shown(check, "eth_r0"), check);
        }
        assertEquals("absent", facts.shown("roce.accl.roce_tx_window_en", PF));
        assertEquals("absent", facts.shown("netdev.link_down_events_phy", "eth_r0"));
    }

    @Test
    void withoutMlnxQosDcbTellsTrustAndPause() {
        host.command(List.of("dcb", "-N", "app", "show", "dev", "eth_r0"), 0, "dscp-prio 24:3 48:6 \n")
                .command(
                        List.of("dcb", "pfc", "show", "dev", "eth_r0"),
                        0,
                        "pfc-cap 8 macsec-bypass off delay 0\nprio-pfc 0:off 1:off 2:off 3:on 4:off 5:off 6:off 7:off\n");

        TestingFacts facts = observe();

        assertEquals("dscp", facts.shown("roce.trust", "eth_r0"));
        assertEquals("0,0,0,1,0,0,0,0", facts.shown("roce.pfc", "eth_r0"));
        assertEquals("24:3 48:6", facts.shown("roce.dscp2prio", "eth_r0"));
        assertEquals("absent", facts.shown("roce.dcbx", "eth_r0"));
    }

    @Test
    void outputThatIsCutOffIsNotTakenForASetting() {
        host.command(
                        List.of("mlnx_qos", "-i", "eth_r0"),
                        0,
                        "DCBX mode: OS controlled\nPFC configuration:\n\tpriority 0 1\n\tenabled     0   0   0")
                .command(
                        List.of("ethtool", "-a", "eth_r0"), 0, "Pause parameters for eth_r0:\nAutonegotiate:\toff\nRX:")
                .command(List.of("ethtool", "-g", "eth_r0"), 1, "")
                .command(List.of("mlxreg", "-d", PF, "--reg_name", "ROCE_ACCL", "--get"), 0, "Field Name | Data\nroce_")
                .file(TREE + "/infiniband/mlx5_0/tc/1/traffic_class", "src_ip=10.0.0.1 tclass=96");

        TestingFacts facts = observe();

        assertEquals("OS controlled", facts.shown("roce.dcbx", "eth_r0"));
        assertEquals("unsupported", facts.shown("roce.trust", "eth_r0"));
        assertEquals("unsupported", facts.shown("roce.pfc", "eth_r0"));
        assertEquals("unsupported", facts.shown("roce.dscp2prio", "eth_r0"));
        assertEquals("malformed", facts.shown("netdev.pause", "eth_r0"));
        assertEquals("unreadable", facts.shown("netdev.ring", "eth_r0"));
        assertEquals("unsupported", facts.shown("roce.accl.roce_tx_window_en", PF));
        // A class for some flows is none for all.
        assertEquals("absent", facts.shown("roce.traffic_class", "mlx5_0/1"));
    }

    @Test
    void virtualFunctionsWithoutAnAddressOfTheirOwnAreCounted() {
        String sriov = TREE + "/sriov/";
        host.link(TREE + "/virtfn0", "/sys/devices/pci0000:15/0000:15:01.0/0000:17:00.2")
                .file(sriov + "0/node", "5aa2:e100:0000:0001")
                .file(sriov + "0/port", "5aa2:e100:0000:0002")
                .file(sriov + "0/policy", "Follow")
                .file(sriov + "1/node", "0000:0000:0000:0000")
                .file(sriov + "2/node", "5aa2:e100:0000:0001");

        TestingFacts facts = observe();

        assertEquals(
                "node 5aa2:e100:0000:0001 policy Follow port 5aa2:e100:0000:0002",
                facts.shown("sriov.vf.guid", "0000:17:00.2"));
        assertEquals(new Reading.Whole(2), facts.of("sriov.vf.guid.bad", PF));
    }

    @Test
    void representorsAreCountedInSwitchdevMode() {
        host.file(TREE + "/net/eth_r0/phys_switch_id", "00009c059100d12e")
                .file(TREE + "/net/eth_r0/phys_port_name", "p0")
                .file(TREE + "/net/r0_0/phys_port_name", "pf0vf0")
                .file(TREE + "/net/r0_0/operstate", "up")
                .file(TREE + "/net/r0_1/phys_port_name", "pf0vf1")
                .file(TREE + "/net/r0_1/operstate", "down")
                .link("/sys/class/net/r0_0", TREE + "/net/r0_0")
                .link("/sys/class/net/r0_1", TREE + "/net/r0_1");

        TestingFacts facts = observe();

        assertEquals(new Reading.Whole(2), facts.of("netdev.vf_rep", "eth_r0"));
        assertEquals(new Reading.Whole(1), facts.of("netdev.vf_rep.up", "eth_r0"));
    }
}
