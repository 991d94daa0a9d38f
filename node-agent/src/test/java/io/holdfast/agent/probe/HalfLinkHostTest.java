package io.holdfast.agent.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// A whole node as a person would see it: two GPUs, two cards, one card trained to half its lanes, and a GPU that had
/// memory errors and waits for its reset.
class HalfLinkHostTest {
    private static TestingFacts observe() {
        List<Fact> facts = new ArrayList<>();
        HostRootsConformanceTest.DEVICES.forEach(probe -> facts.addAll(probe.observe(TestingHosts.host("half-link"))));
        TestingFacts result = new TestingFacts(facts);
        result.assertWellFormed();
        return result;
    }

    @Test
    void theFaultsOfTheNodeAreFoundAndNothingElse() {
        assertEquals(
                Set.of("pcie.link.width/FAULT", "gpu.row_remap.pending/FAULT", "gpu.ecc.uncorrectable.volatile/FAULT"),
                observe().findings());
    }

    @Test
    void everySourceTellsItsPart() {
        TestingFacts facts = observe();

        assertEquals(new Reading.Version("580.91.01"), facts.node("gpu.driver.version"));
        assertEquals("open", facts.node("gpu.driver.flavor").shown());
        assertEquals(new Reading.Whole(2), facts.node("gpu.pci.count"));
        assertEquals(new Reading.Whole(2), facts.node("nic.cards"));
        assertEquals("8", facts.shown("pcie.link.width", "0000:46:00.0"));
        assertEquals("16", facts.shown("pcie.link.width.possible", "0000:46:00.0"));
        assertEquals("mlx5_core", facts.shown("pcie.driver", "0000:46:00.0"));
        assertEquals("32.47.1026", facts.shown("nic.firmware.version", "0000:36:00.0"));
        assertEquals("400", facts.shown("port.rate", "mlx5_1/1"));
        assertEquals("400", facts.shown("netdev.speed", "roce_r0"));
        assertEquals("iommu=pt", facts.node("iommu.cmdline").shown());
    }
}
