package io.holdfast.agent.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.TestingHost;
import io.holdfast.agent.parse.TestingVpd;
import io.holdfast.protocol.fact.Fact;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A node with a SuperNIC for its rail and a DPU with two ports, both BlueField-3, under DOCA.
class BlueFieldHostTest {
    private static final String RAIL = "0000:17:00.0";
    private static final String DPU = "0000:ca:00.0";
    private static final String DPU_2 = "0000:ca:00.1";
    private static final String VF = "0000:17:00.3";

    @TempDir
    Path folder;

    private TestingHost host = new TestingHost(Path.of("unset"));

    @BeforeEach
    void aSuperNicAndADpu() {
        host = new TestingHost(folder);
        card("0000:15:01.0", RAIL, "roce_r0", "eth_r0", "MT_0000001069", "900-9D3D4-00EN-HA0");
        card("0000:c9:01.0", DPU, "mlx5_1", "ens1f0np0", "MT_0000000884", "900-9D3B6-00CV-A_Ax");
        card("0000:c9:01.0", DPU_2, "mlx5_2", "ens1f1np1", "MT_0000000884", "900-9D3B6-00CV-A_Ax");
        host.pci("0x020000", "15b3:101e", "0000:15:01.0", VF)
                .link(real("0000:15:01.0", VF) + "/physfn", real("0000:15:01.0", RAIL));
        host.folder("/dev/rshim0").folder("/dev/rshim1").file("/sys/module/ib_core/parameters/netns_mode", "N");
        host.file("/sys/module/mlx5_core/version", "25.10-1.2.2").folder("/sys/class/net/tmfifo_net0");
        host.command(List.of("cat", "/dev/rshim0/misc"), 0, """
DISPLAY_LEVEL   0 (0:basic, 1:advanced)
BOOT_MODE       1 (0:rshim, 1:emmc)
DEV_NAME        pcie-0000:17:00.2
DEV_INFO        BlueField-3(Rev 1)
""");
        host.command(List.of("cat", "/dev/rshim1/misc"), 1, "");
        host.command(List.of("ofed_info", "-s"), 0, "OFED-internal-25.10-1.2.2:\n");
        host.command(List.of("modinfo", "-F", "version", "mlx5_core"), 0, "25.10-1.7.1\n");
        host.command(List.of("modinfo", "-n", "mlx5_core"), 0, "/lib/modules/6.8.0-85/updates/dkms/mlx5_core.ko.zst\n");
        host.command(List.of("mst", "version"), 0, "mst, mft 4.33.0-169, built on Oct 31 2025\n");
        host.command(List.of("rdma", "system", "show"), 0, "netns shared copy-on-fork on\n");
    }

    private static String real(String bridge, String address) {
        return "/sys/devices/pci" + bridge.substring(0, 7) + "/" + bridge + "/" + address;
    }

    private void card(String bridge, String address, String rdma, String netdev, String psid, String part) {
        host.pci("0x020000", "15b3:a2dc", bridge, address);
        String path = real(bridge, address);
        host.file(path + "/vpd", TestingVpd.of("A BlueField-3", "PN", part, "SN", "MT2500X00001"))
                .file(path + "/hwmon/hwmon4/temp1_input", "63500")
                .file(path + "/infiniband/" + rdma + "/fw_ver", "32.47.1026")
                .file(path + "/infiniband/" + rdma + "/board_id", psid)
                .file(path + "/infiniband/" + rdma + "/node_guid", "9c05:9103:00d1:2e" + address.substring(5, 7))
                .link(path + "/infiniband/" + rdma + "/device", path)
                .link("/sys/class/infiniband/" + rdma, path + "/infiniband/" + rdma)
                .file(path + "/net/" + netdev + "/operstate", "up")
                .file(path + "/net/" + netdev + "/phys_port_name", "p" + address.substring(11))
                .link(path + "/net/" + netdev + "/device", path)
                .link("/sys/class/net/" + netdev, path + "/net/" + netdev);
    }

    private static final List<Probe> PROBES = HostRootsConformanceTest.DEVICES.stream()
            .filter(probe -> probe.name().startsWith("nic."))
            .toList();

    private TestingFacts observe() {
        List<Fact> facts = new ArrayList<>();
        PROBES.forEach(probe -> facts.addAll(probe.observe(host.build())));
        TestingFacts result = new TestingFacts(facts);
        result.assertWellFormed();
        return result;
    }

    private void nvConfig(String address, int exit, String rows) {
        host.command(
                List.of("mlxconfig", "-d", address, "-e", "q"),
                exit,
                "Configurations:                              Default         Current         Next Boot\n" + rows);
    }

    @Test
    void aCardIsToldWithItsProductAndItsRole() {
        TestingFacts facts = observe();

        assertEquals("BlueField-3 B3140H SuperNIC", facts.shown("nic.product", RAIL));
        assertEquals("supernic", facts.shown("nic.product.role", RAIL));
        assertEquals("900-9D3B6-00CV-A_Ax", facts.shown("nic.part_number", DPU));
        assertEquals("MT2500X00001", facts.shown("nic.serial", DPU));
        assertEquals("dpu", facts.shown("nic.product.role", DPU_2));
        assertEquals("1", facts.node("nic.cards.supernic").shown());
        assertEquals("1", facts.node("nic.cards.dpu").shown());
        assertEquals("MT41692", facts.shown("nic.hca_type", RAIL));
        assertEquals("63.5", facts.shown("nic.temperature", RAIL));
    }

    @Test
    void withoutProductDataTheBoardTellsTheRole() {
        host.file("/sys/bus/pci/devices/" + RAIL + "/vpd", new byte[64]);

        TestingFacts facts = observe();

        assertEquals("malformed", facts.shown("nic.part_number", RAIL));
        assertEquals("supernic", facts.shown("nic.product.role", RAIL));
    }

    @Test
    void twoFunctionsWithOneGuidAreFound() {
        TestingFacts facts = observe();

        assertEquals(
                "9c05:9103:00d1:2eca=mlx5_1+mlx5_2",
                facts.node("nic.guid.duplicates").shown());
        assertTrue(facts.findings().contains("nic.guid.duplicates/FAULT"));
    }

    @Test
    void theStackIsToldAsInstalledAsLoadedAndAsLoadedNext() {
        TestingFacts facts = observe();

        assertEquals("25.10-1.2.2", facts.node("ofed.version").shown());
        assertEquals("4.33.0-169", facts.node("mft.version").shown());
        assertEquals("absent", facts.node("doca.host.version").shown());
        assertEquals("doca", facts.node("mlx5.driver.source").shown());
        assertEquals("25.10-1.7.1", facts.node("mlx5.driver.version.next").shown());
        assertEquals("yes", facts.node("mlx5.driver.pending").shown());
        assertEquals("shared", facts.node("rdma.netns_mode").shown());
        assertEquals("32.47.1026", facts.shown("nic.firmware.recommended", RAIL));
        assertEquals("yes", facts.shown("nic.firmware.matches_stack", DPU_2));
    }

    @Test
    void anotherBuildOfTheStackIsNoFault() {
        host = new TestingHost(folder).command(List.of("ofed_info", "-s"), 0, "OFED-internal-25.10-1.7.1:\n");

        TestingFacts facts = observe();

        assertEquals("unsupported", facts.shown("nic.firmware.matches_stack", RAIL));
        assertEquals(
                Set.of(),
                Set.copyOf(facts.findings().stream()
                        .filter(finding -> finding.startsWith("nic.firmware.matches_stack"))
                        .toList()));
    }

    @Test
    void packagesAreToldEvenWhereOneIsUnknown() {
        host.command(
                List.of(
                        "dpkg-query",
                        "-W",
                        "-f=${Package}\\\\t${db:Status-Status}\\\\t${Version}\\\\n",
                        "doca-host",
                        "doca-all",
                        "doca-ofed",
                        "doca-networking",
                        "doca-roce",
                        "doca-spcx-cc"),
                1,
                """
doca-host\tinstalled\t3.2.1-044000-25.10-ubuntu2204
doca-all\tinstalled\t3.2.1
doca-spcx-cc\tconfig-files\t3.1.0105-1
""");

        TestingFacts facts = observe();

        assertEquals(
                "3.2.1-044000-25.10-ubuntu2204", facts.node("doca.host.version").shown());
        assertEquals("doca-all", facts.node("doca.profile").shown());
        assertEquals("absent", facts.node("doca.spcx_cc.version").shown());
    }

    @Test
    void anRshimDeviceBelongsToTheCardThatItNames() {
        TestingFacts facts = observe();

        assertEquals(Set.of(RAIL, DPU), facts.instances("rshim.devices"));
        assertEquals("rshim0", facts.shown("rshim.devices", RAIL));
        assertEquals("unreadable", facts.shown("rshim.devices", DPU));
        assertEquals("tmfifo_net0", facts.node("rshim.tmfifo_net").shown());
    }

    @Test
    void oneProcessServesOneRail() {
        assertEquals("not-applicable", observe().node("doca.spcx_cc.running").shown());

        host.file("/opt/mellanox/doca/tools/doca_spcx_cc", "")
                .file("/proc/1/cmdline", "/sbin/init\0")
                .file("/proc/2/cmdline", new byte[0])
                .file("/proc/71/cmdline", "/opt/mellanox/doca/tools/doca_spcx_cc\0-d\0roce_r0\0")
                .file("/proc/72/cmdline", "/opt/mellanox/doca/tools/doca_spcx_cc\0--device\0roce_r0\0")
                .file("/proc/73/cmdline", "doca_spcx_cc\0-d\0roce_r9\0");
        TestingFacts facts = observe();

        assertEquals("2", facts.shown("doca.spcx_cc.running", RAIL));
        assertEquals("0", facts.shown("doca.spcx_cc.running", DPU));
        assertEquals("1", facts.shown("doca.spcx_cc.running", "roce_r9"));
        assertTrue(facts.findings().contains("doca.spcx_cc.running/FAULT"));
    }

    @Test
    void aChangedNextBootIsPendingAndTheCurrentValueStays() {
        nvConfig(RAIL, 0, """
                         INTERNAL_CPU_OFFLOAD_ENGINE                 ENABLED(0)      DISABLED(1)     DISABLED(1)
                *        SRIOV_EN                                    False(0)        True(1)         True(1)
                *        LINK_TYPE_P1                                IB(1)           ETH(2)          IB(1)
                         LINK_TYPE_P2                                IB(1)           ETH(2)          ETH(2)
                         LLDP_NB_RX_MODE_P1                          ALL(2)          ALL(2)          ALL(2)
                         NOBODY_ASKED                                1               1               1
                """);
        TestingFacts facts = observe();

        assertEquals("2", facts.shown("nic.nvconfig.LINK_TYPE_P1", RAIL));
        assertEquals("1", facts.shown("nic.nvconfig_next.LINK_TYPE_P1", RAIL));
        assertEquals("1", facts.shown("nic.nvconfig_default.LINK_TYPE_P1", RAIL));
        assertEquals("2", facts.shown("nic.nvconfig.LINK_TYPE_P2", RAIL));
        assertEquals("LINK_TYPE_P1", facts.shown("nic.nvconfig_pending", RAIL));
        assertEquals("not-applicable", facts.shown("nic.nvconfig.MAX_ACC_OUT_READ", RAIL));
        assertEquals("NIC", facts.shown("nic.mode", RAIL));
        assertEquals("on", facts.shown("lldp.firmware_agent", RAIL));
        assertEquals(Set.of(), facts.instances("nic.nvconfig.NOBODY_ASKED"));
        assertEquals(Set.of(RAIL, DPU, DPU_2), facts.instances("nic.nvconfig.SRIOV_EN"));
        assertEquals("absent", facts.shown("nic.nvconfig.SRIOV_EN", DPU));
        assertEquals("absent", facts.shown("nic.mode", DPU));
        assertTrue(facts.findings().contains("nic.nvconfig_pending/PENDING"));
    }

    @Test
    void aCardThatIsInUseIsUnknownAndATableBeforeAnErrorIsKept() {
        host.command(List.of("mlxconfig", "-d", RAIL, "-e", "q"), 3, "-E- Failed to open device: " + RAIL + "\n");
        nvConfig(DPU, 1, """
         INTERNAL_CPU_OFFLOAD_ENGINE                 ENABLED(0) ENABLED(0) ENABLED(0)
-E- Failed to query some of the TLVs:
""");
        TestingFacts facts = observe();

        assertEquals("unreadable", facts.shown("nic.nvconfig.SRIOV_EN", RAIL));
        assertEquals("unreadable", facts.shown("nic.mode", RAIL));
        assertEquals("DPU", facts.shown("nic.mode", DPU));
        assertEquals("unreadable", facts.shown("nic.nvconfig.SRIOV_EN", DPU));
        assertTrue(facts.findings().contains("nic.nvconfig_pending/UNKNOWN"));
    }

    @Test
    void theCardsOwnAgentHidesANeighborOnlyWhereNoneIsHeard() {
        nvConfig(RAIL, 0, "         LLDP_NB_RX_MODE_P1                          ALL(2) ALL(2) ALL(2)\n");
        host.command(List.of("lldpctl", "-f", "json"), 0, """
                {"lldp":{"interface":{"ens1f0np0":{"via":"LLDP","chassis":{"leaf01":{"id":{"type":"mac",
                "value":"aa:bb:cc:00:00:01"},"mgmt-ip":["10.0.0.1","fe80::1"]}},
                "port":{"id":{"type":"ifname","value":"swp12s0"},"descr":"to node 7"}}}}}
                """);
        TestingFacts facts = observe();

        assertEquals("on-and-no-neighbor", facts.shown("lldp.firmware_agent", RAIL));
        assertTrue(facts.findings().contains("lldp.firmware_agent/FAULT"));
        assertEquals("absent", facts.shown("topo.lldp", "eth_r0"));
        assertEquals("leaf01 ifname:swp12s0", facts.shown("topo.lldp", "ens1f0np0"));
        assertEquals("leaf01", facts.shown("topo.lldp.chassis", "ens1f0np0"));
        assertEquals("10.0.0.1", facts.shown("topo.lldp.address", "ens1f0np0"));
    }

    @Test
    void aZeroTrustCardSaysSo() {
        host.command(
                List.of("mlxprivhost", "-d", DPU, "q"), 0, "Current device configurations:\nlevel    : RESTRICTED\n");

        TestingFacts facts = observe();

        assertEquals("RESTRICTED", facts.shown("nic.privilege", DPU));
        assertEquals("absent", facts.shown("nic.privilege", RAIL));
    }

    @Test
    void linkAndModuleAreToldByOneTool() {
        host.command(List.of("mlxlink", "-d", RAIL, "-m", "-c", "--json"), 0, """
                {"result":{"output":{"Operational Info":{"State":"Active","Physical state":"LinkUp",
                "FEC":"Standard_RS-FEC - (544,514)"},"Physical Counters and BER Info":{
                "Effective Physical BER":"15E-255","Raw Physical BER":"1E-8","Effective Physical Errors":"0"},
                "Troubleshooting Info":{"Recommendation":"No issue was observed"},
                "Module Info":{"Vendor Name":"NVIDIA","Vendor Part Number":"MCP4Y10-N00A",
                "Vendor Serial Number":"MT2440X1","Cable Technology":"Copper cable unequalized","Temperature [C]":"N/A"}}}}
                """);
        TestingFacts facts = observe();

        assertEquals("0", facts.shown("nic.link.ber", RAIL));
        assertEquals("0.00000001", facts.shown("nic.link.ber.raw", RAIL));
        assertEquals("0", facts.shown("nic.link.fec_errors", RAIL));
        assertEquals("Standard_RS-FEC - (544,514)", facts.shown("nic.link.fec", RAIL));
        assertEquals("NVIDIA MCP4Y10-N00A MT2440X1", facts.shown("nic.module", RAIL));
        assertEquals("unsupported", facts.shown("nic.module.temperature", RAIL));
        assertEquals("absent", facts.shown("nic.link.ber", DPU));
    }

    @Test
    void withoutThatToolEthtoolTellsCorrectionAndModule() {
        host.command(List.of("ethtool", "--show-fec", "eth_r0"), 0, """
                FEC parameters for eth_r0:
                Supported/Configured FEC encodings: Auto
                Active FEC encoding: RS
                """);
        host.command(List.of("ethtool", "-m", "eth_r0"), 0, """
                	Vendor name                               : NVIDIA
                	Vendor PN                                 : MMA4Z00
                	Vendor SN                                 : MT2440X1
                	Module temperature                        : 45.12 degrees C / 113.22 degrees F
                	Module temperature high alarm             : Off
                	Laser bias current high alarm   (Chan 1)  : On
                """);
        host.command(
                List.of("ethtool", "-m", "ens1f0np0"), 1, "Cannot get module EEPROM information: Invalid argument\n");
        TestingFacts facts = observe();

        assertEquals("RS", facts.shown("nic.link.fec", RAIL));
        assertEquals("NVIDIA MMA4Z00 MT2440X1", facts.shown("nic.module", RAIL));
        assertEquals("45.12", facts.shown("nic.module.temperature", RAIL));
        assertEquals("laser-bias-current-high-alarm---(chan-1)", facts.shown("nic.module.alarms", RAIL));
        assertEquals("unreadable", facts.shown("nic.module", DPU));
    }
}
