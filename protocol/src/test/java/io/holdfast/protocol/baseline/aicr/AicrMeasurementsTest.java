package io.holdfast.protocol.baseline.aicr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AicrMeasurementsTest {
    private static final Snapshot NODE = new Snapshot(
            new NodeId("lab", "gpu-01"),
            "",
            List.of(
                    fact("gpu.driver.version", "node", new Reading.Version("580.82.07")),
                    fact("gpu.cuda.version", "node", new Reading.Version("13.0")),
                    fact("gpu.nvml.count", "node", new Reading.Whole(2)),
                    fact("gpu.name", "0000:17:00.0", new Reading.Text("NVIDIA B200")),
                    fact("gpu.name", "0000:ca:00.0", new Reading.Text("NVIDIA H200 NVL")),
                    fact("gpu.vbios.version", "0000:17:00.0", new Reading.Version("96.00.AF.00.01")),
                    fact("gpu.gsp.firmware_version", "0000:17:00.0", Reading.missing(Reading.Why.UNSUPPORTED, "N/A")),
                    fact("os.kernel.release", "node", new Reading.Version("6.8.0-90-generic")),
                    fact(
                            "os.kernel.cmdline",
                            "node",
                            new Reading.Text("BOOT_IMAGE=/vmlinuz root=UUID=1 ro iommu=pt hugepagesz=1G "
                                    + "hugepagesz=2M dyndbg=\"file a +p\"")),
                    fact("os.release.version_id", "node", new Reading.Text("24.04")),
                    fact("kernel.module.nvidia", "nvidia", new Reading.Text("live")),
                    fact("kernel.module.ext4", "ext4", new Reading.Text("builtin")),
                    fact("kernel.module.nouveau", "nouveau", Reading.missing(Reading.Why.ABSENT, "")),
                    fact("sysctl.vm.max_map_count", "node", new Reading.Whole(65530)),
                    fact("sysctl.net.ipv4.tcp_rmem", "node", new Reading.Text("4096 131072 6291456")),
                    fact("kubelet.version", "node", new Reading.Version("v1.33.5")),
                    fact("containerd.version", "node", new Reading.Version("1.7.27")),
                    fact("systemd.unit.containerd.active", "node", new Reading.Text("active")),
                    fact("systemd.unit.containerd.nrestarts", "node", new Reading.Whole(3))));

    private static Fact fact(String check, String instance, Reading reading) {
        return new Fact(new CheckId(check), new Instance(instance), reading, "test");
    }

    private static AicrSnapshot measured(Snapshot facts) {
        return AicrMeasurements.of(facts, Map.of(), Map.of(), Instant.parse("2026-01-20T10:00:00.5Z"), "0.1.0");
    }

    @Test
    void factsStandWhereAicrPutsThem() {
        AicrSnapshot snapshot = measured(NODE);
        assertEquals(
                Map.of("source-node", "gpu-01", "timestamp", "2026-01-20T10:00:00Z", "version", "0.1.0"),
                snapshot.metadata());
        assertEquals(
                Map.of(
                        "OS.grub",
                        Map.of(
                                "BOOT_IMAGE", "/vmlinuz",
                                "ro", "",
                                "iommu", "pt",
                                "hugepagesz", "2M",
                                "dyndbg", "file a +p"),
                        "OS.sysctl",
                        Map.of(
                                "/proc/sys/kernel/osrelease", "6.8.0-90-generic",
                                "/proc/sys/vm/max_map_count", "65530"),
                        "OS.kmod",
                        Map.of("nvidia", "true"),
                        "OS.release",
                        Map.of("VERSION_ID", "24.04"),
                        "SystemD.containerd.service",
                        Map.of("ActiveState", "active", "NRestarts", "3"),
                        "GPU.smi",
                        Map.of(
                                "driver", "580.82.07",
                                "cuda-version", "13.0",
                                "gpu-count", "2",
                                "gpu.model", "NVIDIA B200",
                                "gpu.vbios-version", "96.00.AF.00.01"),
                        "K8s.node",
                        Map.of(
                                "source-node", "gpu-01",
                                "operating-system", "linux",
                                "kernel-version", "6.8.0-90-generic",
                                "kubelet-version", "v1.33.5",
                                "container-runtime-name", "containerd",
                                "container-runtime-version", "1.7.27",
                                "container-runtime-id", "containerd://1.7.27")),
                snapshot.measurements().stream()
                        .flatMap(one -> one.subtypes().stream()
                                .map(subtype -> Map.entry(one.type() + "." + subtype.name(), subtype.data())))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    @Test
    void whatTheHostAddsStandsBesideTheFacts() {
        AicrSnapshot snapshot = AicrMeasurements.of(
                NODE,
                Map.of("/proc/sys/kernel/printk", "4\t4\t1\t7"),
                Map.of("ID", "ubuntu", "VERSION_ID", "24.04"),
                Instant.EPOCH,
                "0.1.0");
        assertEquals(
                new AicrVerdict.Passed("ubuntu"),
                AicrConstraint.of("OS.release.ID", "ubuntu").evaluate(snapshot));
        assertEquals(
                new AicrVerdict.Passed("6.8.0-90-generic"),
                AicrConstraint.of("OS.sysctl./proc/sys/kernel/osrelease", ">= 6.8")
                        .evaluate(snapshot));
        assertEquals(
                new AicrVerdict.Passed("4\t4\t1\t7"),
                AicrConstraint.of("OS.sysctl./proc/sys/kernel/printk", "4\t4\t1\t7")
                        .evaluate(snapshot));
    }

    /// Only a node without a GPU has none: a count that could not be read is not 0.
    @Test
    void noGpuIsNotTheSameAsNoAnswer() {
        AicrPath count = AicrPath.parse("GPU.smi.gpu-count");
        NodeId node = new NodeId("lab", "cpu-01");
        Snapshot none = new Snapshot(node, "", List.of(fact("gpu.pci.count", "node", new Reading.Whole(0))));
        assertEquals("0", measured(none).find(count).orElse(""));
        Snapshot silent = new Snapshot(
                node,
                "",
                List.of(
                        fact("gpu.pci.count", "node", new Reading.Whole(8)),
                        fact("gpu.nvml.count", "node", Reading.missing(Reading.Why.TIMEOUT, ""))));
        assertTrue(measured(silent).find(count).isEmpty());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        GPU.smi.driver                              | gpu.driver.version
        GPU.smi.gpu.vbios-version                   | gpu.vbios.version
        GPU.smi.gpu-count                           | gpu.nvml.count
        OS.release.VERSION_ID                       | os.release.version_id
        OS.sysctl./proc/sys/kernel/osrelease        | os.kernel.release
        OS.sysctl./proc/sys/vm/max_map_count        | sysctl.vm.max_map_count
        OS.grub.iommu                               | os.kernel.cmdline
        OS.kmod.nvidia_uvm                          | kernel.module.nvidia_uvm
        K8s.node.kubelet-version                    | kubelet.version
        """)
    void aPathLeadsToItsCheck(String path, String check) {
        AicrPlace.OfCheck place =
                assertInstanceOf(AicrPlace.OfCheck.class, AicrPlaces.shipped().of(path, Catalog.shipped()));
        assertEquals(check, place.check().text());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        K8s.server.version                      | a node does not ask the API server
        K8s.policy.driver.enabled               | a node does not ask the API server
        NodeTopology.summary.node-count         | a node does not know the others
        SystemD.containerd.service.ActiveState  | AICR cuts the path at its second dot and no constraint reaches a unit
        OS.sysctl./proc/sys/net/core/somaxconn  | AICR reads no setting of the network
        OS.sysctl./proc/sys/kernel/no_such      | the catalog has no check sysctl.kernel.no_such
        OS.grub.root                            | AICR leaves the root device out
        OS.release.NAME                         | the catalog has no check for it
        GPU.smi.gpu.display-mode                | the catalog has no check for it
        Deployment.gpu-operator.version         | no measurement type "Deployment"
        nccl-all-reduce-bw                      | is no path
        """)
    void aPathThatNoCheckTellsSaysWhy(String path, String why) {
        AicrPlace.Nowhere nowhere =
                assertInstanceOf(AicrPlace.Nowhere.class, AicrPlaces.shipped().of(path, Catalog.shipped()));
        assertTrue(nowhere.why().contains(why), nowhere.why());
    }

    /// Types, subtypes and keys of AICR's own snapshots that a node alone can tell are in ours.
    @Test
    void itHasTheStructureOfACapturedSnapshot() throws IOException {
        Path file = Path.of(
                System.getProperty("holdfast.captures", ""),
                "aicr",
                "tests__chainsaw__snapshot__deploy-agent__assert-snapshot-content.yaml");
        assumeTrue(Files.exists(file), "captures are not in this checkout (property holdfast.captures)");
        AicrSnapshot theirs = AicrReader.snapshot("captured", Files.readString(file));
        AicrSnapshot ours = measured(NODE);
        List<String> missing = new ArrayList<>();
        for (AicrSnapshot.Measurement measurement : theirs.measurements()) {
            for (AicrSnapshot.Subtype subtype : measurement.subtypes()) {
                AicrSnapshot.Subtype same = ours.measurements().stream()
                        .filter(one -> one.type().equals(measurement.type()))
                        .flatMap(one -> one.subtypes().stream())
                        .filter(one -> one.name().equals(subtype.name()))
                        .findFirst()
                        .orElse(new AicrSnapshot.Subtype("", Map.of()));
                if (same.name().isEmpty()) {
                    missing.add(measurement.type() + "." + subtype.name());
                }
                subtype.data().keySet().stream()
                        .filter(key -> !same.data().containsKey(key))
                        .forEach(key -> missing.add(measurement.type() + "." + subtype.name() + "." + key));
            }
        }
        // Two units and an architecture that this node does not tell, and what only the API server knows.
        assertEquals(
                List.of(
                        "SystemD.docker.service",
                        "SystemD.kubelet.service",
                        "GPU.smi.gpu.product-architecture",
                        "K8s.server",
                        "K8s.image",
                        "K8s.policy"),
                missing);
        assertFalse(ours.metadata().getOrDefault("source-node", "").isEmpty());
        assertTrue(ours.metadata().keySet().containsAll(theirs.metadata().keySet()));
    }
}
