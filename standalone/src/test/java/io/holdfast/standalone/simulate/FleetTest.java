package io.holdfast.standalone.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.protocol.fact.NodeId;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FleetTest {
    @Test
    void aThousandHostsHaveAThousandNames() {
        assertEquals(1000, Fleet.of(Simulated.mixed(1000)).labels().size());
    }

    @Test
    void noRackHoldsMoreThanItCanPower() {
        Map<String, Long> perRack = Fleet.of(Simulated.mixed(1000)).hosts().stream()
                .collect(Collectors.groupingBy(MadeUpHost::rack, Collectors.counting()));
        perRack.forEach((rack, hosts) -> assertTrue(hosts <= (rack.startsWith("a") ? 4 : 8), rack));
    }

    @Test
    void aLargerFleetBeginsWithTheSmallerOne() {
        assertEquals(
                Fleet.of(Simulated.mixed(10)).hosts(),
                Fleet.of(Simulated.mixed(200)).hosts().subList(0, 10));
    }

    @Test
    void everyHostHasRackLeafAndPool() {
        Map<String, String> labels =
                Fleet.of(Simulated.mixed(1)).labels().getOrDefault(new NodeId("sim", "b200-0001"), Map.of());
        assertEquals(Map.of("rack", "a01", "leaf", "leaf-a01", "pool", "training"), labels);
    }

    @Test
    void aFleetOfOneKindHasThatKindOnly() {
        Fleet fleet = Fleet.of(Simulated.alike(20, "ai-factory/1-2-3-400-h200"));
        assertEquals(
                Set.of(Layout.H200_NVL_2_3),
                fleet.hosts().stream().map(MadeUpHost::layout).collect(Collectors.toSet()));
        assertEquals("h200-2-3-0020", fleet.hosts().getLast().node().name());
    }
}
