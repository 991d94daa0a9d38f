package io.holdfast.agent.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.agent.TestingHost;
import io.holdfast.protocol.fact.Fact;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Cards, interfaces and RDMA ports of one host.
class NetworkProbesTest {
    private static final String PF = "0000:17:00.0";
    private static final String VF = "0000:17:00.1";
    private static final String OTHER = "0000:31:00.0";
    private static final String TREE = "/sys/devices/pci0000:15/0000:15:01.0/";

    @TempDir
    Path folder;

    private TestingHost host = new TestingHost(Path.of("unset"));

    @BeforeEach
    void oneCardWithAVirtualFunctionAndOneWithoutRdma() {
        host = new TestingHost(folder)
                .pci("0x020000", "15b3:a2dc", "0000:15:01.0", PF)
                .pci("0x020000", "15b3:101e", "0000:15:01.0", VF)
                .link(TREE + VF + "/physfn", TREE + PF)
                .pci("0x020000", "14e4:1750", "0000:15:01.0", OTHER);
        rdma("mlx5_0", PF);
        rdma("mlx5_1", VF);
        netdev("roce_r0", PF, "p0");
        netdev("eth4", VF, "");
        netdev("r0_0", PF, "pf0vf0");
        netdev("eno1", OTHER, "");
        host.folder("/sys/devices/virtual/net/cali1")
                .link("/sys/class/net/cali1", "/sys/devices/virtual/net/cali1")
                .folder("/sys/devices/virtual/net/bond0/bonding")
                .file("/sys/devices/virtual/net/bond0/mtu", "1500")
                .link("/sys/class/net/bond0", "/sys/devices/virtual/net/bond0")
                .file("/sys/class/net/bonding_masters", "bond0");
    }

    private void rdma(String name, String address) {
        String path = TREE + address + "/infiniband/" + name;
        host.file(path + "/fw_ver", "32.47.1026")
                .file(path + "/board_id", "MT_0000000884")
                .file(path + "/hca_type", "MT41692")
                .file(path + "/node_guid", "9c05:9103:00d1:2edc")
                .file(path + "/sys_image_guid", "9c05:9103:00d1:2ed0")
                .file(path + "/ports/1/state", "4: ACTIVE")
                .file(path + "/ports/1/phys_state", "5: LinkUp")
                .file(path + "/ports/1/rate", "400 Gb/sec (4X NDR)")
                .file(path + "/ports/1/link_layer", "Ethernet")
                .file(path + "/ports/1/lid", "0x0")
                .file(path + "/ports/1/sm_lid", "0x0")
                .file(path + "/ports/1/gids/0", "fe80:0000:0000:0000:9e05:91ff:fed1:2edc")
                .file(path + "/ports/1/gids/1", "0000:0000:0000:0000:0000:0000:0000:0000")
                .file(path + "/ports/1/gids/2", "0000:0000:0000:0000:0000:ffff:0a00:0001")
                .file(path + "/ports/1/gid_attrs/types/0", "RoCE v2")
                .file(path + "/ports/1/gid_attrs/ndevs/0", "roce_r0")
                .file(path + "/ports/1/gid_attrs/types/2", "RoCE v2")
                .file(path + "/ports/1/gid_attrs/ndevs/2", "roce_r0")
                .link("/sys/class/infiniband/" + name, path);
    }

    private void netdev(String name, String address, String port) {
        String path = TREE + address + "/net/" + name;
        host.file(path + "/mtu", "9216")
                .file(path + "/address", "9c:05:91:d1:2e:dc")
                .file(path + "/operstate", "up")
                .file(path + "/carrier", "1")
                .file(path + "/speed", "400000")
                .file(path + "/phys_port_name", port)
                .link(path + "/device", TREE + address)
                .link("/sys/class/net/" + name, path);
    }

    private TestingFacts observe() {
        List<Fact> facts = new ArrayList<>();
        List.of(new NicProbe(), new NetdevProbe(), new PortProbe(), new PortTableProbe(), new NicFirmwareProbe())
                .forEach(probe -> facts.addAll(probe.observe(host.build())));
        TestingFacts result = new TestingFacts(facts);
        result.assertWellFormed();
        return result;
    }

    @Test
    void aCardIsItsPciFunctionAndItsVirtualFunctionIsNotACard() {
        TestingFacts facts = observe();

        assertEquals(Set.of(PF), facts.instances("nic.psid"));
        assertEquals("32.47.1026", facts.shown("nic.firmware.version", PF));
        assertEquals("mlx5_0", facts.shown("nic.rdma_device", PF));
        assertEquals("9c05:9103:00d1:2edc", facts.shown("nic.guid", PF));
    }

    @Test
    void onlyInterfacesOfCardsAndBondsAreTold() {
        TestingFacts facts = observe();

        assertEquals(Set.of("roce_r0", "eno1", "bond0"), facts.instances("netdev.kind"));
        assertEquals("bond", facts.shown("netdev.kind", "bond0"));
        assertEquals(PF, facts.shown("netdev.device", "roce_r0"));
        assertEquals("9216", facts.shown("netdev.mtu", "roce_r0"));
        assertEquals("400", facts.shown("netdev.speed", "roce_r0"));
    }

    @Test
    void aLinkThatIsDownHasNoSpeed() {
        host.file("/sys/class/net/eno1/operstate", "down").file("/sys/class/net/eno1/speed", "-1");
        assertEquals("not-applicable", observe().shown("netdev.speed", "eno1"));

        host.file("/sys/class/net/eno1/operstate", "up");
        assertEquals("unsupported", observe().shown("netdev.speed", "eno1"));
    }

    @Test
    void aPortIsToldWithTheAddressesThatItHas() {
        TestingFacts facts = observe();

        assertEquals(Set.of("mlx5_0/1"), facts.instances("port.state"));
        assertEquals("400", facts.shown("port.rate", "mlx5_0/1"));
        assertEquals(PF, facts.shown("port.device", "mlx5_0/1"));
        assertEquals(
                "0 fe80:0000:0000:0000:9e05:91ff:fed1:2edc RoCE v2 roce_r0"
                        + " 2 0000:0000:0000:0000:0000:ffff:0a00:0001 RoCE v2 roce_r0",
                facts.shown("port.gids", "mlx5_0/1"));
    }

    @Test
    void aPortWithoutALinkHasNoRate() {
        host.file("/sys/class/infiniband/mlx5_0/ports/1/state", "1: DOWN")
                .file("/sys/class/infiniband/mlx5_0/ports/1/rate", "40 Gb/sec (4X QDR)");

        assertEquals("not-applicable", observe().shown("port.rate", "mlx5_0/1"));
    }

    @Test
    void aPortFileOfNonsenseIsMalformedAndAMissingOneAbsent() {
        host.file("/sys/class/infiniband/mlx5_0/ports/1/rate", "fast");

        TestingFacts facts = observe();

        assertEquals("malformed", facts.shown("port.rate", "mlx5_0/1"));
        assertEquals("ACTIVE", facts.shown("port.state", "mlx5_0/1"));
    }

    @Test
    void aCardWithoutRdmaNamesItsFirmwareThroughEthtool() {
        assertEquals("absent", observe().shown("nic.firmware.version", OTHER));

        host.command(List.of("ethtool", "-i", "eno1"), 0, "driver: bnxt_en\nfirmware-version: 229.1.123.0/pkg 22\n");
        TestingFacts facts = observe();
        assertEquals("229.1.123.0/pkg", facts.shown("nic.firmware.version", OTHER));
        assertEquals("ethtool -i eno1", facts.source("nic.firmware.version", OTHER));
    }

    private static String devlink(String stored) {
        return """
                {"info":{"pci/%s":{"driver":"mlx5_core","versions":{"fixed":{"fw.psid":"MT_0000000884"},
                "running":{"fw.version":"32.47.1026","fw":"32.47.1026"}%s}}}}
                """.formatted(PF, stored.isEmpty() ? "" : ",\"stored\":{\"fw.version\":\"" + stored + "\"}");
    }

    @Test
    void burnedFirmwareWaitsUntilItRuns() {
        List<String> devlink = List.of("devlink", "dev", "info", "-j", "pci/" + PF);
        host.command(devlink, 0, devlink("32.48.1000"));
        TestingFacts facts = observe();
        assertEquals("32.48.1000", facts.shown("nic.firmware.stored", PF));
        assertEquals("yes", facts.shown("nic.firmware.pending", PF));
        assertEquals(Set.of("nic.firmware.pending/PENDING"), facts.findings());
    }

    @Test
    void aFlashThatCouldNotBeReadIsUnknownAndNeverPending() {
        List<String> devlink = List.of("devlink", "dev", "info", "-j", "pci/" + PF);
        host.command(devlink, 0, devlink("255.255.65535"));
        TestingFacts facts = observe();
        assertEquals("unreadable", facts.shown("nic.firmware.stored", PF));
        assertEquals("unreadable", facts.shown("nic.firmware.pending", PF));
        assertEquals(Set.of("nic.firmware.pending/UNKNOWN"), facts.findings());
    }

    @Test
    void whatDevlinkDoesNotTellTheFlashToolDoes() {
        host.command(List.of("devlink", "dev", "info", "-j", "pci/" + PF), 0, devlink(""));
        assertEquals("unsupported", observe().shown("nic.firmware.pending", PF));

        host.command(
                List.of("mstflint", "-d", PF, "q"),
                0,
                "FW Version:            32.48.1000\nFW Version(Running):   32.47.1026\nPSID:  MT_0000000884\n");
        TestingFacts facts = observe();
        assertEquals("32.48.1000", facts.shown("nic.firmware.stored", PF));
        assertEquals("yes", facts.shown("nic.firmware.pending", PF));
        assertEquals("mstflint -d " + PF + " q", facts.source("nic.firmware.pending", PF));
    }

    @Test
    void aTreeRecordedWithoutLinksNamesTheRdmaDevice() {
        host = new TestingHost(folder.resolve("plain"))
                .file("/sys/class/infiniband/mlx5_3/fw_ver", "28.39.1002")
                .file("/sys/class/infiniband/mlx5_3/ports/1/state", "1: DOWN");

        TestingFacts facts = observe();

        assertEquals("28.39.1002", facts.shown("nic.firmware.version", "mlx5_3"));
        assertEquals("DOWN", facts.shown("port.state", "mlx5_3/1"));
        assertEquals(Set.of(), facts.instances("port.device"));
    }

    @Test
    void theDriverTellsItsVersionFlavorAndParameters() {
        host.file(
                        "/proc/driver/nvidia/version",
                        "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  575.10.01  Release Build")
                .file("/proc/driver/nvidia/params", "EnableGpuFirmware: 18\nRegistryDwords: \"\"\nOdd Name!: 1")
                .file(
                        "/proc/driver/nvidia/gpus/0000:3b:00.0/information",
                        "Model: \t Made Up 9\nIRQ: 42\nVideo BIOS: \t ??.??.??.??.??\nGPU Excluded:\t No");
        TestingFacts facts = new TestingFacts(new DriverProbe().observe(host.build()));
        facts.assertWellFormed();

        assertEquals("575.10.01", facts.node("gpu.driver.version").shown());
        assertEquals("/proc/driver/nvidia/version", facts.source("gpu.driver.version", "node"));
        assertEquals("open", facts.node("gpu.driver.flavor").shown());
        assertEquals("18", facts.node("gpu.driver.param.EnableGpuFirmware").shown());
        assertEquals("", facts.node("gpu.driver.param.RegistryDwords").shown());
        assertEquals("unsupported", facts.shown("gpu.proc.video_bios", "0000:3b:00.0"));
        assertEquals("Made Up 9", facts.shown("gpu.proc.model", "0000:3b:00.0"));

        host.file("/sys/module/nvidia/version", "580.1.2");
        TestingFacts loaded = new TestingFacts(new DriverProbe().observe(host.build()));
        assertEquals("580.1.2", loaded.node("gpu.driver.version").shown());
        assertEquals("/sys/module/nvidia/version", loaded.source("gpu.driver.version", "node"));
    }
}
