package io.holdfast.protocol.baseline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.wire.BaselineWire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ShippedBaselinesTest {
    private static final Path FOLDER = Path.of("src/main/resources/baselines");
    private static final Baselines BASELINES = new Baselines(Catalog.shipped(), new ShippedBaselines());

    static List<String> names() {
        return ShippedBaselines.BASELINES;
    }

    static Baseline baseline(String name, Map<String, String> set) {
        return BASELINES.resolve(name, set).baseline();
    }

    private static String expected(Baseline baseline, String check) {
        return baseline.expectations().stream()
                .filter(one -> one.check().text().equals(check))
                .map(one -> (one.where().isAll() ? "" : one.where().words() + ": ")
                        + one.constraint().words())
                .sorted()
                .collect(Collectors.joining("; "));
    }

    @Test
    void everyFileIsListed() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            Set<String> there = files.filter(Files::isRegularFile)
                    .map(file -> FOLDER.relativize(file).toString().replace(".yaml", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
            Set<String> listed = Stream.of(ShippedBaselines.BASELINES, ShippedBaselines.LAYERS)
                    .flatMap(Collection::stream)
                    .collect(Collectors.toCollection(TreeSet::new));
            assertEquals(there, listed);
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyBaselineResolvesInEachVariantAndEveryValueSaysWhy(String name) {
        for (String network : List.of("ethernet", "infiniband")) {
            for (String sriov : List.of("off", "on")) {
                Map<String, String> set = name.startsWith("ai-factory/")
                        ? Map.of("network", network, "sriov", sriov, "gds", sriov.equals("on") ? "off" : "on")
                        : Map.of();
                Baseline baseline = baseline(name, set);
                assertFalse(baseline.title().isEmpty());
                baseline.expectations()
                        .forEach(one -> assertFalse(
                                one.terms().why().isEmpty(), one.check().text()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void aBaselineComesBackFromTheWireAsItWas(String name) {
        Baseline baseline = baseline(name, Map.of());
        BaselineWire.Encoded encoded = BaselineWire.encode(baseline);
        assertEquals(baseline, BaselineWire.decode(encoded.data()));
        assertEquals(encoded.digest(), BaselineWire.digest(BaselineWire.decode(encoded.data())));
    }

    @Test
    void aVariantChangesWhatIsExpectedAndTheDigest() {
        Baseline ethernet = baseline("ai-factory/1-4-3-200-h200", Map.of());
        Baseline infiniband = baseline("ai-factory/1-4-3-200-h200", Map.of("network", "infiniband"));
        assertEquals("role east-west: Ethernet; role north-south: Ethernet", expected(ethernet, "port.link_layer"));
        assertEquals("role east-west: InfiniBand; role north-south: Ethernet", expected(infiniband, "port.link_layer"));
        assertEquals("role east-west: dscp", expected(ethernet, "roce.trust"));
        assertEquals("", expected(infiniband, "roce.trust"));
        assertNotEquals(BaselineWire.digest(ethernet), BaselineWire.digest(infiniband));
    }

    @Test
    void virtualFunctionsTurnTheIommuOnAndLeaveAccessControlAlone() {
        Baseline off = baseline("ai-factory/1-2-3-400-rtxpro6000", Map.of("gds", "on"));
        Baseline on = baseline("ai-factory/1-2-3-400-rtxpro6000", Map.of("sriov", "on", "vfs.east_west", "8"));
        assertEquals("no", expected(off, "pcie.acs.gpu_path.redirect"));
        assertEquals("", expected(on, "pcie.acs.gpu_path.redirect"));
        assertEquals("contains intel_iommu=on iommu=pt", expected(on, "iommu.cmdline"));
        assertEquals("role east-west: 8", expected(on, "sriov.numvfs"));
        assertEquals("0", expected(off, "sriov.numvfs"));
    }

    @Test
    void whatTheSourceLeavesOpenIsUnsetAndSaidToBe() {
        Resolved resolved = BASELINES.resolve("ai-factory/1-4-3-200-h200", Map.of());
        assertEquals("", expected(resolved.baseline(), "gpu.driver.version"));
        assertEquals("", expected(resolved.baseline(), "doca.spcx_cc.version"));
        assertTrue(resolved.leftOut().stream()
                .anyMatch(one -> one.check().text().equals("doca.spcx_cc.version")
                        && one.why().equals("depends on doca.spcx_cc, which is unset")));
        assertEquals(
                "3.1.0 series",
                expected(
                        baseline("ai-factory/1-4-3-200-h200", Map.of("doca.spcx_cc", "3.1.0")),
                        "doca.spcx_cc.version"));
    }

    @Test
    void theLayoutsDifferAsTheTableSays() {
        assertEquals(
                List.of("2 1 >= 238.42", "2 2 >= 238.42", "4 2 >= 476.84"),
                Stream.of("1-2-2-200", "1-2-3-400", "1-4-3-200")
                        .map(layout -> baseline("ai-factory/" + layout + "-h200", Map.of()))
                        .map(one -> expected(one, "gpu.pci.count") + " " + expected(one, "nic.cards.supernic") + " "
                                + expected(one, "mem.total"))
                        .toList());
    }
}
