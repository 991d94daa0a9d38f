package io.holdfast.agent.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.host.HostRoot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Hosts of other people, as they were captured. Expected values were read out of the captures by hand.
class CapturesTest {
    /// Each archive is unpacked once.
    @TempDir
    private static Path unpacked;

    private Path captures = Path.of("");

    @BeforeEach
    void findCaptures() {
        captures = Path.of(System.getProperty("holdfast.captures", ""), "host-roots");
        Assumptions.assumeTrue(
                Files.isDirectory(captures), "captures are not in this checkout (property holdfast.captures)");
    }

    @Test
    void everyCaptureIsReadWithoutAFailedProbe() throws Exception {
        try (Stream<Path> archives = Files.list(captures)) {
            for (Path archive :
                    archives.filter(it -> it.toString().contains(".tar.")).toList()) {
                HostRoot host = unpack(archive.getFileName().toString(), "");
                assertTrue(TestingHosts.facts(host).size() > 20, archive.toString());
            }
        }
    }

    @Test
    void anUbuntuGuestFromAReport() throws Exception {
        Path root = extract("hotsos-openstack-sosreport-subset.tar.gz");

        // Its /etc/os-release is a link whose target was not captured.
        Map<String, String> expected = new TreeMap<>(Map.of(
                "os.release.id", "(absent)",
                "cpu.threads", "2",
                "cpu.sockets", "2",
                "cpu.cores", "2",
                "cpu.model", "Intel Core Processor (Skylake, IBRS)",
                "virt.type", "vm",
                "mem.total", "(absent)",
                "kernel.module.nouveau nouveau", "(unreadable)"));
        expected.put(
                "os.kernel.cmdline",
                Files.readString(root.resolve("proc/cmdline")).strip());

        assertSeen(expected, HostRoot.at(root));
    }

    @Test
    void aPower9WithItsGpusAsMemoryNodes() throws Exception {
        assertSeen(
                new TreeMap<>(Map.of(
                        "cpu.threads", "32",
                        "cpu.cores", "8",
                        "cpu.sockets", "2",
                        "cpu.offline", "0",
                        "numa.nodes", "2",
                        "numa.nodes.online", "8",
                        "mem.total", "341.6 GiB",
                        "cpu.model", "POWER9, altivec supported",
                        "virt.type", "(unsupported)")),
                unpack("hwloc-power9-6xv100.tar.bz2", "nvidiagpunumanodes"));
    }

    @Test
    void aDellWithFortyThreads() throws Exception {
        assertSeen(
                new TreeMap<>(Map.of(
                        "cpu.threads", "40",
                        "cpu.sockets", "4",
                        "cpu.cores", "40",
                        "numa.nodes", "4",
                        "os.hugepages.2048kb", "0",
                        "os.hugepages.2048kb node3", "0",
                        "mem.total", "504.9 GiB")),
                unpack("hwloc-dell-qib0.tar.bz2", "40intel64-2g2n4c+pci"));
    }

    /// The archive merges the files of several hosts. Throttling: two packages, each of whose two cores repeats its
    /// count.
    @Test
    void memoryErrorsHeatAndADiskOfMergedHosts() throws Exception {
        Map<String, String> expected = new TreeMap<>(Map.of(
                "os.mem.edac.ce mc0", "1",
                "os.mem.edac.ue mc0", "5",
                "os.mem.edac.ce mc0/csrow0", "3",
                "os.mem.edac.ue mc0/csrow0", "4",
                "cpu.throttle.core", "14",
                "cpu.throttle.package", "36",
                "disk.nvme.present", "1",
                "disk.nvme.state nvme0", "live",
                "disk.nvme.firmware nvme0", "1B2QEXP7"));
        expected.put("disk.nvme.smart.media_errors nvme0", "(absent)");
        expected.put("os.pstore", "(absent)");
        expected.put("systemd.failed", "(absent)");
        assertSeen(expected, unpack("node_exporter-sys.tar.gz", ""));
    }

    @Test
    void aHostWithoutAListOfOnlineProcessors() throws Exception {
        assertSeen(
                new TreeMap<>(Map.of(
                        "cpu.threads", "24",
                        "cpu.sockets", "2",
                        "cpu.cores", "12",
                        "cpu.offline", "(absent)",
                        "numa.nodes", "2",
                        "mem.total", "62.9 GiB")),
                unpack("ghw-linux-amd64-8581cf3a529e5d8b97ea876eade2f60d.tar.gz", ""));
    }

    private void assertSeen(Map<String, String> expected, HostRoot host) {
        Map<String, String> all = TestingHosts.facts(host);
        Map<String, String> seen = new TreeMap<>();
        expected.keySet().forEach(check -> seen.put(check, all.getOrDefault(check, "no such fact")));
        assertEquals(expected, seen);
    }

    private HostRoot unpack(String archive, String below) throws IOException, InterruptedException {
        return HostRoot.at(extract(archive).resolve(below));
    }

    /// With `tar`, as the archives hold links that only it makes right.
    private Path extract(String archive) throws IOException, InterruptedException {
        Path to = unpacked.resolve(archive);
        if (Files.exists(to)) {
            return to;
        }
        Files.createDirectories(to);
        Process tar = new ProcessBuilder("tar", "-xf", captures.resolve(archive).toString(), "-C", to.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(tar.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(Optional.of(0), Optional.of(tar.waitFor()), said);
        return to;
    }
}
