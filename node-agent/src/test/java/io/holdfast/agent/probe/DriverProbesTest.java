package io.holdfast.agent.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.TestingHost;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where the driver comes from, what it put into `/dev`, what containers get of it, and what the next load brings.
class DriverProbesTest {
    private static final String GPU = "0000:3b:00.0";
    private static final String KERNEL = "6.8.0-85-generic";
    private static final List<Probe> PROBES = List.of(
            new DriverProbe(),
            new DriverFilesProbe(),
            new DriverNextProbe(),
            new CdiProbe(),
            new DmabufProbe(),
            new FabricManagerProbe());

    @TempDir
    Path folder;

    private TestingHost host = new TestingHost(Path.of("unset"));

    /// One GPU, driver 580.82.07 installed on the host, all in order.
    @BeforeEach
    void aNodeInOrder() {
        host = new TestingHost(folder)
                .pci("0x030200", "10de:2bb5", GPU)
                .file("/sys/module/nvidia/version", "580.82.07")
                .file("/sys/module/nvidia_uvm/parameters/uvm_disable_hmm", "Y")
                .file("/proc/driver/nvidia/version", """
                        NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.82.07  Release Build
                        GCC version:  gcc version 13.3.0""")
                .file("/proc/driver/nvidia/gpus/" + GPU + "/information", "GPU UUID: \t GPU-1\nDevice Minor: \t 3")
                .file("/proc/sys/kernel/osrelease", KERNEL)
                .file("/proc/devices", """
                        Character devices:
                          1 mem
                        195 nvidia
                        234 nvidia-caps
                        508 nvidia-uvm

                        Block devices:
                        259 blkext""")
                .file("/usr/bin/nvidia-smi", "")
                .file("/boot/vmlinuz-" + KERNEL, "")
                .file("/boot/config-" + KERNEL, "CONFIG_PCI_P2PDMA=y\nCONFIG_DMABUF_MOVE_NOTIFY=y")
                .command(List.of("modinfo", "-F", "version", "-k", KERNEL, "nvidia"), 0, "580.82.07\n")
                .command(List.of("modinfo", "-F", "license", "-k", KERNEL, "nvidia"), 0, "Dual MIT/GPL\n");
        node("nvidiactl", "195:255");
        node("nvidia3", "195:3");
        node("nvidia-uvm", "508:0");
        node("nvidia-uvm-tools", "508:1");
        node("nvidia-caps/nvidia-cap1", "234:1");
    }

    private void node(String name, String number) {
        host.file("/dev/" + name, "").link("/dev/char/" + number, "/dev/" + name);
    }

    private TestingFacts observe() {
        List<Fact> facts = new ArrayList<>();
        PROBES.forEach(probe -> facts.addAll(probe.observe(host.build())));
        TestingFacts result = new TestingFacts(facts);
        result.assertWellFormed();
        return result;
    }

    private static String spec(String version, String... nodes) {
        StringBuilder yaml = new StringBuilder("cdiVersion: 0.5.0\nkind: nvidia.com/gpu\ndevices:\n");
        for (String node : nodes) {
            yaml.append("- name: \"")
                    .append(node.length())
                    .append("\"\n  containerEdits:\n    deviceNodes:\n    - path: ")
                    .append(node)
                    .append("\n");
        }
        return yaml + "containerEdits:\n  mounts:\n"
                + "  - containerPath: /usr/lib/libcuda.so." + version + "\n    hostPath: /usr/lib/libcuda.so." + version
                + "\n    options: [ro, bind]\n"
                + "  - hostPath: /usr/lib/libnvidia-egl-gbm.so.1.1.2\n    containerPath: /usr/lib/x\n"
                + "  hooks:\n  - hookName: createContainer\n    args: [a, b]\n";
    }

    @Test
    void aNodeInOrderFindsNothing() {
        host.file("/etc/cdi/nvidia.yaml", spec("580.82.07", "/dev/nvidia3"));

        TestingFacts facts = observe();

        assertEquals("host", facts.node("gpu.driver.source").shown());
        assertEquals("complete", facts.node("gpu.devnodes").shown());
        assertEquals("complete", facts.node("gpu.devchar_links").shown());
        assertEquals("current", facts.node("gpu.cdi.spec").shown());
        assertEquals("580.82.07", facts.shown("gpu.cdi.version", "/etc/cdi/nvidia.yaml"));
        assertEquals(new Reading.Version("580.82.07"), facts.node("gpu.driver.version.next"));
        assertEquals("open", facts.node("gpu.driver.flavor.next").shown());
        assertEquals("ready", facts.node("gpu.driver.next_kernel").shown());
        assertEquals(new Reading.Flag(true), facts.node("gpu.rdma.dmabuf"));
        assertEquals("Y", facts.node("gpu.driver.param.uvm_disable_hmm").shown());
        assertEquals("0x2bb5", facts.shown("gpu.pci.device_id", GPU));
        assertEquals("not-applicable", facts.node("gpu.fabricmanager.version").shown());
        assertEquals(Set.of(), facts.findings());
    }

    @Test
    void anUpgradeThatWasNotReloadedIsFoundBeforeTheNextBoot() {
        host = new TestingHost(folder.resolve("upgraded"))
                .pci("0x030200", "10de:2bb5", GPU)
                .file("/sys/module/nvidia/version", "570.86.15")
                .file(
                        "/proc/driver/nvidia/version",
                        "NVRM version: NVIDIA UNIX x86_64 Kernel Module  570.86.15  Mon Jan 1")
                .file("/proc/sys/kernel/osrelease", KERNEL)
                .command(List.of("modinfo", "-F", "version", "-k", KERNEL, "nvidia"), 0, "580.82.07\n")
                .command(List.of("modinfo", "-F", "license", "-k", KERNEL, "nvidia"), 0, "Dual MIT/GPL\n");

        TestingFacts facts = observe();

        assertEquals("580.82.07", facts.node("gpu.driver.version.next").shown());
        assertEquals(Set.of("gpu.driver.version.next/PENDING", "gpu.driver.flavor.next/PENDING"), facts.findings());
        assertEquals(new Reading.Flag(false), facts.node("gpu.rdma.dmabuf"));
        assertEquals("absent", facts.node("gpu.driver.param.uvm_disable_hmm").shown());
    }

    @Test
    void aNewerKernelWithoutTheModuleIsFoundBeforeItIsBooted() {
        host.file("/boot/vmlinuz-6.8.0-100-generic", "")
                .command(List.of("modinfo", "-F", "version", "-k", "6.8.0-100-generic", "nvidia"), 1, "");

        TestingFacts facts = observe();

        assertEquals(
                "no module for 6.8.0-100-generic",
                facts.node("gpu.driver.next_kernel").shown());
        assertEquals(Set.of("gpu.driver.next_kernel/FAULT"), facts.findings());
    }

    @Test
    void aDriverOfTheHostBesideTheOperatorsIsFound() {
        host.file("/run/nvidia/driver/usr/bin/nvidia-smi", "");
        assertEquals("both", observe().node("gpu.driver.source").shown());
        assertEquals(Set.of("gpu.driver.source/FAULT"), observe().findings());
    }

    @Test
    void theOperatorsDriverIsOneThatTheHostHasNoModuleOf() {
        host = new TestingHost(folder.resolve("container"))
                .pci("0x030200", "10de:2bb5", GPU)
                .file("/proc/sys/kernel/osrelease", KERNEL)
                .file("/run/nvidia/driver/usr/bin/nvidia-smi", "")
                .file("/run/nvidia/validations/.driver-ctr-ready", "")
                .command(List.of("modinfo", "-F", "version", "-k", KERNEL, "nvidia"), 1, "");

        TestingFacts facts = observe();

        assertEquals("container", facts.node("gpu.driver.source").shown());
        assertEquals("absent", facts.node("gpu.driver.version.next").shown());
        assertEquals("not-applicable", facts.node("gpu.driver.next_kernel").shown());
    }

    @Test
    void aContainersPlaceThatLeadsToTheHostIsTheHostsDriver() {
        host.folder("/run/nvidia").link("/run/nvidia/driver", "/");

        assertEquals("host", observe().node("gpu.driver.source").shown());
    }

    @Test
    void missingNodesAndLinksAreNamed() {
        host.file("/proc/driver/nvidia/gpus/0000:86:00.0/information", "GPU UUID: GPU-2\nDevice Minor: 4")
                .file("/dev/nvidia5", "")
                .folder("/sys/module/gdrdrv");

        TestingFacts facts = observe();

        assertEquals("no gdrdrv, nvidia4", facts.node("gpu.devnodes").shown());
        assertEquals("no link 195:5 of nvidia5", facts.node("gpu.devchar_links").shown());
        assertEquals(Set.of("gpu.devnodes/FAULT", "gpu.devchar_links/FAULT"), facts.findings());
    }

    @Test
    void aStaleSpecificationForContainersIsFound() {
        host.file("/etc/cdi/nvidia.yaml", spec("570.86.15", "/dev/nvidia3", "/dev/nvidia9", "/dev/nvidia11"));

        TestingFacts facts = observe();

        assertEquals(
                "/etc/cdi/nvidia.yaml is for driver 570.86.15; "
                        + "/etc/cdi/nvidia.yaml names /dev/nvidia11 and 1 more, which is not there",
                facts.node("gpu.cdi.spec").shown());
    }

    @Test
    void twoSpecificationsOfOneKindAreFoundAndThoseOfOthersAreNot() {
        host.file("/etc/cdi/nvidia.yaml", spec("580.82.07"))
                .file("/var/run/cdi/nvidia.json", """
                        {"cdiVersion": "0.5.0", "kind": "nvidia.com/gpu", "devices": [{"name": "all", "containerEdits":
                        {"deviceNodes": [{"path": "/dev/nvidia3", "hostPath": "/dev/nvidia3"}]}}]}""")
                .file("/etc/cdi/other.yaml", "cdiVersion: 0.5.0\nkind: example.com/net\ndevices: []");

        assertEquals(
                "/etc/cdi/nvidia.yaml and /var/run/cdi/nvidia.json are of one kind",
                observe().node("gpu.cdi.spec").shown());
    }

    @Test
    void aSpecificationThatIsNoneIsNeverCurrent() {
        for (String text : List.of("", "kind: [", "- a\n- b", "{\"kind\": \"nvidia.com/gpu\", \"devices\": [{", "\0")) {
            host.file("/etc/cdi/nvidia.yaml", text);
            assertEquals(
                    "/etc/cdi/nvidia.yaml is no specification",
                    observe().node("gpu.cdi.spec").shown(),
                    text);
        }
    }

    @Test
    void theKernelsOwnConfigurationDecidesWhereverItLies() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(
                    "CONFIG_PCI_P2PDMA=y\n# CONFIG_DMABUF_MOVE_NOTIFY is not set\n".getBytes(StandardCharsets.UTF_8));
        }
        host.file("/boot/config-" + KERNEL, "garbled").file("/proc/config.gz", packed.toByteArray());
        assertEquals(new Reading.Flag(false), observe().node("gpu.rdma.dmabuf"));

        host.file("/proc/config.gz", java.util.Arrays.copyOf(packed.toByteArray(), 20));
        assertEquals("malformed", observe().node("gpu.rdma.dmabuf").shown());
    }

    @Test
    void aFabricManagerOfAnotherVersionIsFoundWhereThereAreSwitches() {
        host.pci("0x068000", "10de:22a3", "0000:07:00.0");
        assertEquals("absent", observe().node("gpu.fabricmanager.version").shown());

        host.command(List.of("nv-fabricmanager", "--version"), 0, "Fabric Manager version is : 575.57.08\n");
        TestingFacts facts = observe();
        assertEquals(new Reading.Version("575.57.08"), facts.node("gpu.fabricmanager.version"));
        assertEquals(Set.of("gpu.fabricmanager.version/FAULT"), facts.findings());
    }

    @Test
    void onANodeWithoutGpusNothingOfThisApplies() {
        host = new TestingHost(folder.resolve("plain")).pci("0x060400", "8086:1234", "0000:00:01.0");

        TestingFacts facts = observe();

        for (String check : List.of(
                "gpu.driver.source",
                "gpu.devnodes",
                "gpu.devchar_links",
                "gpu.driver.version.next",
                "gpu.driver.next_kernel",
                "gpu.rdma.dmabuf",
                "gpu.driver.param.uvm_disable_hmm",
                "gpu.fabricmanager.version")) {
            assertEquals("not-applicable", facts.node(check).shown(), check);
        }
        assertTrue(facts.findings().isEmpty());
    }
}
