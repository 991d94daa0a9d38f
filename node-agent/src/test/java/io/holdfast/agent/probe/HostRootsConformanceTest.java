package io.holdfast.agent.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.TestingCaptures;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Trees recorded on real machines, complete or not: what is there is read right, what is not is missing.
class HostRootsConformanceTest {
    @TempDir
    Path folder;

    @Test
    void eightConnectX7OfAnH100Node() {
        TestingFacts facts = observed("infiniband-sysfs/gpud-h100-cx7.tar.gz", "");

        Map<String, String> rates = facts.instances("port.rate").stream()
                .collect(Collectors.toMap(
                        port -> port, port -> facts.shown("port.rate", port), (a, b) -> a, TreeMap::new));
        // Read with `cat` and counted by hand: eight fabric ports and a bond of the two of the storage card.
        assertEquals(9, rates.size());
        assertEquals(8, rates.values().stream().filter("400"::equals).count());
        assertEquals("ACTIVE", facts.shown("port.state", "mlx5_0/1"));
        assertEquals("LinkUp", facts.shown("port.phys_state", "mlx5_0/1"));
        assertTrue(facts.instances("port.rate").contains("mlx5_bond_0/1"));
        assertEquals("MT4129", facts.shown("nic.hca_type", "mlx5_0"));
        assertTrue(facts.of("nic.firmware.version", "mlx5_0") instanceof Reading.Version(String version)
                && version.startsWith("28."));
        assertTrue(facts.shown("nic.psid", "mlx5_0").startsWith("MT_"));
        assertEquals("absent", facts.shown("nic.guid", "mlx5_0"));
        assertEquals(new Reading.Whole(9), facts.node("port.expected_count"));
        assertEquals(new Reading.Whole(8), facts.node("port.expected_count.400"));
    }

    @Test
    void otherVendorsStandInTheSameClass() {
        TestingFacts facts = observed("infiniband-sysfs/node_exporter-infiniband.tar.gz", "");

        assertEquals("10", facts.shown("port.rate", "i40iw0/1"));
        assertEquals("40", facts.shown("port.rate", "mlx4_0/1"));
        assertEquals("ACTIVE", facts.shown("port.state", "mlx4_0/2"));
        assertEquals("unsupported", facts.shown("port.counter.link_downed", "i40iw0/1"));
        assertEquals(new Reading.Whole(0), facts.of("port.counter.link_downed", "mlx4_0/1"));
        assertEquals(Reading.Quantity.of(4L * 4_631_917, "B"), facts.of("port.counter.port_rcv_data", "mlx4_0/1"));
        assertEquals(Set.of(), facts.instances("port.counter.lifespan"));
    }

    @Test
    void aServerWithAnIntelInfinibandCard() {
        TestingFacts facts = observed("host-roots/hwloc-dell-qib0.tar.bz2", "40intel64-2g2n4c+pci");

        assertEquals("ACTIVE", facts.shown("port.state", "qib0/1"));
        assertEquals("0000:43:00.0", facts.shown("port.device", "qib0/1"));
        assertEquals("0 fe80:0000:0000:0000:0011:7500:0077:cfc8", facts.shown("port.gids", "qib0/1"));
        assertEquals("not-applicable", facts.shown("netdev.speed", "eth1"));
        assertEquals("1", facts.shown("netdev.speed", "eth0"));
        assertEquals("0x0c0600", facts.shown("pcie.class", "0000:43:00.0"));
        assertEquals("qib0", facts.shown("nic.rdma_device", "0000:43:00.0"));
        assertEquals("0000:43:00.0", facts.shown("netdev.device", "ib0"));
        assertEquals("0000:40:03.0", facts.shown("pcie.upstream", "0000:43:00.0"));
        assertEquals(new Reading.Whole(0), facts.node("nic.count"));
        // The recording has 64 bytes of each config space, as an unprivileged process sees it.
        assertEquals("not-permitted", facts.shown("pcie.acs.enabled", "0000:40:03.0"));
        assertEquals("not-permitted", facts.shown("pcie.maxreadreq", "0000:43:00.0"));
        assertEquals("answers", facts.shown("pcie.config", "0000:43:00.0"));
    }

    @Test
    void aSmallGuestWithASecondDomainOfFiveDigits() {
        TestingFacts facts = observed("host-roots/hwloc-pcidomain32bits.tar.bz2", "2pa-pcidomain32bits");

        // A display and a network card; the functions of the second domain are a host bridge and a SCSI disk.
        assertEquals(Set.of("0000:00:02.0", "0000:00:03.0"), facts.instances("pcie.device"));
        assertEquals("0000:00:03.0", facts.shown("netdev.device", "ens3"));
        assertTrue(PciPath.isAddress("10000:00:04.0"));
    }

    @Test
    void aRecordingWithoutVendorsDoesNotClaimToKnowHowManyGpusThereAre() {
        TestingFacts facts = observed("host-roots/hwloc-power9-6xv100.tar.bz2", "nvidiagpunumanodes");

        assertEquals(Why.UNREADABLE, ((Reading.Missing) facts.node("gpu.pci.count")).why());
        assertEquals(new Reading.Whole(6), facts.node("gpu.nvml.count"));
        assertEquals("/proc/driver/nvidia/gpus", facts.source("gpu.nvml.count", "node"));
        assertEquals("online", facts.shown("gpu.proc.numa_status", "0035:05:00.0"));
    }

    @Test
    void aGuestWithAGpuIsCounted() {
        TestingFacts facts = observed("host-roots/ghw-linux-amd64-accel-nvidia.tar.gz", "");

        long gpus = count("0x10de", Set.of("0x0300", "0x0302"));
        assertEquals(new Reading.Whole(gpus), facts.node("gpu.pci.count"));
        assertTrue(gpus > 0);
    }

    @Test
    void noTreeBreaksAnyProbe() {
        for (String archive : List.of(
                "host-roots/ghw-linux-amd64-8581cf3a529e5d8b97ea876eade2f60d.tar.gz",
                "host-roots/hotsos-openstack-sosreport-subset.tar.gz",
                "host-roots/node_exporter-sys.tar.gz")) {
            observed(archive, "");
        }
    }

    /// Counted from the files, without the probe.
    private long count(String vendor, Set<String> classes) {
        try (Stream<Path> functions = Files.list(folder.resolve("sys/bus/pci/devices"))) {
            long found = 0;
            for (Path function : functions.toList()) {
                boolean isVendor =
                        Files.readString(function.resolve("vendor")).strip().equals(vendor);
                String code = Files.readString(function.resolve("class")).strip();
                found += isVendor && classes.contains(code.substring(0, 6)) ? 1 : 0;
            }
            return found;
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private TestingFacts observed(String archive, String inside) {
        HostRoot host = HostRoot.at(TestingCaptures.unpacked(archive, folder).resolve(inside));
        List<Fact> facts = new ArrayList<>();
        for (Probe probe : DEVICES) {
            facts.addAll(probe.observe(host));
        }
        TestingFacts result = new TestingFacts(facts);
        result.assertWellFormed();
        return result;
    }

    static final List<Probe> DEVICES = List.of(
            new DriverProbe(),
            new NvidiaSmiProbe(),
            new NicProbe(),
            new NetdevProbe(),
            new NicFirmwareProbe(),
            new NicProductProbe(),
            new FirmwareMatchProbe(),
            new NvConfigProbe(),
            new NicPrivilegeProbe(),
            new NicLinkProbe(),
            new NicTemperatureProbe(),
            new LldpProbe(),
            new DocaProbe(),
            new Mlx5DriverProbe(),
            new RshimProbe(),
            new CongestionControlProbe(),
            new RdmaNamespaceProbe(),
            new PortProbe(),
            new PortCounterProbe(),
            new PortTableProbe(),
            new NetdevToolProbe(),
            new NetdevAbilityProbe(),
            new RoceProbe(),
            new RoceFirmwareProbe(),
            new SriovProbe(),
            new PciProbe(),
            new IommuProbe());
}
