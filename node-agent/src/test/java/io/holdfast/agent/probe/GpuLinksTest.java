package io.holdfast.agent.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.TestingCaptures;
import io.holdfast.agent.TestingHost;
import io.holdfast.agent.parse.NvlinkText;
import io.holdfast.agent.parse.SmiMatrix;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// NVLink, and how GPUs and cards are connected.
class GpuLinksTest {
    private static final String FIRST = "0000:3b:00.0";
    private static final String SECOND = "0000:86:00.0";
    private static final List<String> STATUS = List.of("nvidia-smi", "nvlink", "--status");
    private static final List<String> ERRORS = List.of("nvidia-smi", "nvlink", "-e");
    private static final List<String> MATRIX = List.of("nvidia-smi", "topo", "-m");
    private static final List<String> PEERS = List.of("nvidia-smi", "topo", "-p2p", "r");

    @TempDir
    Path folder;

    private TestingHost host = new TestingHost(Path.of("unset"));

    @BeforeEach
    void twoGpus() {
        host = new TestingHost(folder)
                .pci("0x030200", "10de:233b", FIRST)
                .pci("0x030200", "10de:233b", SECOND)
                .file("/proc/driver/nvidia/gpus/" + FIRST + "/information", "GPU UUID: GPU-1")
                .file("/proc/driver/nvidia/gpus/" + SECOND + "/information", "GPU UUID: GPU-2");
    }

    private TestingFacts observe(Probe probe) {
        List<Fact> facts = new ArrayList<>(probe.observe(host.build()));
        TestingFacts result = new TestingFacts(facts);
        result.assertWellFormed();
        return result;
    }

    private static String gpu(int index, String... lines) {
        return "GPU " + index + ": Made Up 9 (UUID: GPU-" + (index + 1) + ")\n\t " + String.join("\n\t ", lines) + "\n";
    }

    @Test
    void linksThatAreUpAtOneSpeedAreWellAndOthersAreNamed() {
        host.command(
                STATUS,
                0,
                gpu(0, "Link 0: 26.562 GB/s", "Link 1: 26.562 GB/s")
                        + gpu(1, "Link 0: 26.562 GB/s", "Link 1: <inactive>", "Link 2: 25 GB/s"));
        host.command(
                ERRORS,
                0,
                gpu(0, "Link 0: Replay Errors: 1", "Link 0: Recovery Errors: 0", "Link 0: CRC Errors: 7")
                        + gpu(
                                1,
                                "Link 0: Replay Errors: 2",
                                "Link 1: Replay Errors: 3",
                                "Link 1: Recovery Errors: 4",
                                "Link 1: Effective BER: 15e-255"));

        TestingFacts facts = observe(new NvlinkProbe());

        assertEquals("active", facts.shown("gpu.nvlink.state", FIRST));
        assertEquals("inactive: 1; slow: 2", facts.shown("gpu.nvlink.state", SECOND));
        assertEquals(new Reading.Whole(2), facts.of("gpu.nvlink.active", SECOND));
        assertEquals("25", facts.shown("gpu.nvlink.speed", SECOND));
        assertEquals("7", facts.shown("gpu.nvlink.errors.crc", FIRST));
        assertEquals("5", facts.shown("gpu.nvlink.errors.replay", SECOND));
        assertEquals("4", facts.shown("gpu.nvlink.errors.recovery", SECOND));
        assertEquals(Set.of("gpu.nvlink.state/FAULT"), facts.findings());
    }

    @Test
    void aGpuWithoutAnyLinkIsAFaultOnlyWhereOthersHaveSome() {
        String none = """
                GPU 1: Made Up 9 (UUID: GPU-2)
                NVML: Unable to retrieve Nvlink information as all links are inActive
                """;
        host.command(STATUS, 0, gpu(0, "Link 0: 26.562 GB/s") + none);
        assertEquals("all inactive", observe(new NvlinkProbe()).shown("gpu.nvlink.state", SECOND));

        host = new TestingHost(folder.resolve("no-bridge"))
                .pci("0x030200", "10de:233b", SECOND)
                .file("/proc/driver/nvidia/gpus/" + SECOND + "/information", "GPU UUID: GPU-2")
                .command(STATUS, 0, none);
        TestingFacts facts = observe(new NvlinkProbe());
        assertEquals("not-applicable", facts.shown("gpu.nvlink.state", SECOND));
        assertEquals(Set.of(), facts.findings());
    }

    @Test
    void withMigOnOrWithoutLinksTheReasonIsTold() {
        host.command(STATUS, 0, """
                GPU 0: Made Up 9 (UUID: GPU-1)
                Nvlink queries are not supported for Devices in MIG mode
                GPU 1: Made Up 9 (UUID: GPU-2)
                """);

        TestingFacts facts = observe(new NvlinkProbe());

        assertEquals(Reading.missing(Reading.Why.NOT_APPLICABLE, "mig-enabled"), facts.of("gpu.nvlink.state", FIRST));
        assertEquals("unsupported", facts.shown("gpu.nvlink.state", SECOND));
        assertEquals(Set.of(), facts.findings());
    }

    @Test
    void aGpuThatIsNotInTheAnswerIsUnknown() {
        host.command(STATUS, 0, gpu(0, "Link 0: 26.562 GB/s"));
        assertEquals(
                Set.of("gpu.nvlink.state/UNKNOWN"), observe(new NvlinkProbe()).findings());
        assertEquals(
                "absent",
                new TestingFacts(new NvlinkProbe()
                                .observe(new TestingHost(folder.resolve("none"))
                                        .pci("0x030200", "10de:233b", FIRST)
                                        .build()))
                        .shown("gpu.nvlink.state", FIRST));
    }

    @Test
    void silenceIsAnAnswerOnlyForAGpuWithoutPeers() {
        host.command(STATUS, 0, "");
        assertEquals(
                Set.of("gpu.nvlink.state/UNKNOWN"), observe(new NvlinkProbe()).findings());

        host = new TestingHost(folder.resolve("guest"))
                .pci("0x030200", "10de:2335", FIRST)
                .command(STATUS, 0, "");
        TestingFacts facts = observe(new NvlinkProbe());
        assertEquals("unsupported", facts.shown("gpu.nvlink.state", FIRST));
        assertEquals(Set.of(), facts.findings());
    }

    @Test
    void theMatrixIsReadThroughEscapesAndDoubledTabs() {
        host.command(MATRIX, 0, """
                \t\u001b[4mGPU0\tGPU1\tNIC0\tNIC1\tCPU Affinity\tNUMA Affinity\tGPU NUMA ID\u001b[0m
                GPU0\t X \tNV18\tPIX\tSYS\t0-31,64-95\t0\t\tN/A
                GPU1\tNV18\t X \tSYS\tPXB\t32-63\t1\t\tN/A
                NIC0\tPIX\tSYS\t X \tSYS\t\t\t\t
                NIC1\tSYS\tPXB\tSYS\t X \t\t\t\t

                Legend:

                  X    = Self
                  PIX  = Connection traversing at most a single PCIe bridge

                NIC Legend:

                  NIC0: mlx5_0
                  NIC1: mlx5_3
                """).command(PEERS, 0, """
                 \tGPU0\tGPU1\t
                 GPU0\tX\tOK\t
                 GPU1\tCNS\tX\t

                Legend:

                  X    = Self
                  OK   = Status Ok
                """);

        TestingFacts facts = observe(new GpuTopologyProbe());

        assertEquals(SECOND + " NV18 mlx5_0 PIX mlx5_3 SYS", facts.shown("gpu.topology", FIRST));
        assertEquals(FIRST + " NV18 mlx5_0 SYS mlx5_3 PXB", facts.shown("gpu.topology", SECOND));
        assertEquals(SECOND + " OK", facts.shown("gpu.p2p", FIRST));
        assertEquals(FIRST + " CNS", facts.shown("gpu.p2p", SECOND));
    }

    @Test
    void aMatrixThatIsCutOffNamesNoPeerThatIsNotThere() {
        String whole = "\tGPU0\tGPU1\tCPU Affinity\nGPU0\t X \tNV4\t0-3\nGPU1\tNV4\t X \t0-3\n";
        for (int cut = 0; cut < whole.length(); cut++) {
            host = new TestingHost(folder.resolve("cut" + cut))
                    .pci("0x030200", "10de:233b", FIRST)
                    .pci("0x030200", "10de:233b", SECOND)
                    .command(MATRIX, 0, whole.substring(0, cut));
            for (Fact fact : observe(new GpuTopologyProbe()).all()) {
                assertTrue(
                        fact.isMissing()
                                || Set.of("GPU1 NV4", "GPU1 NV", "GPU1 N", "GPU0 NV4")
                                        .contains(fact.reading().shown()),
                        fact.toString());
            }
        }
    }

    @Test
    void realStatesSayWhatTheirTextSays() {
        for (String name : List.of(
                "nvidia-smi/other/azurehpc-good_nvlink_status.txt",
                "nvidia-smi/other/gpud-nvidia-smi.nvlink.status.a100")) {
            String text = TestingCaptures.text(TestingCaptures.at(name));
            List<NvlinkText.Gpu> gpus = NvlinkText.parse(text);
            assertEquals(count(text, "(?m)^GPU "), gpus.size(), name);
            assertEquals(
                    count(text, "Link \\d+: 25 GB/s"),
                    gpus.stream().mapToInt(gpu -> gpu.links().size()).sum(),
                    name);
        }
        for (Map.Entry<String, Integer> capture :
                Map.of("h200", 18, "h100-mig", 0).entrySet()) {
            String all = TestingCaptures.text(TestingCaptures.at(
                    "nvidia-smi/capture/linux-x86_64__nvidia-" + capture.getKey() + "__590.48.01.txt"));
            int start = all.indexOf("$ nvidia-smi nvlink -s");
            String text = all.substring(all.indexOf("GPU 0", start), all.indexOf("query-gpu field list", start));
            NvlinkText.Gpu gpu = NvlinkText.parse(text).getFirst();
            assertEquals(capture.getValue(), gpu.links().size());
            assertEquals(capture.getKey().contains("mig"), gpu.isSplit());
        }
    }

    @Test
    void realMatricesOfOneGpuHaveNoPeers() {
        for (Path file : TestingCaptures.files("nvidia-smi/other", "topo-m.txt")) {
            SmiMatrix matrix = SmiMatrix.parse(TestingCaptures.text(file));
            assertEquals(Map.of("GPU0", Map.of("GPU0", "X")), matrix.rows(), file.toString());
        }
    }

    private static int count(String text, String pattern) {
        return (int) Pattern.compile(pattern).matcher(text).results().count();
    }
}
