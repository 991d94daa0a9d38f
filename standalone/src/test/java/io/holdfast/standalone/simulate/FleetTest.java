package io.holdfast.standalone.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.protocol.fact.NodeId;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FleetTest {
    @Test
    void aThousandHostsHaveAThousandNames() {
        assertEquals(1000, Fleet.of(1000).labels().size());
    }

    @Test
    void noRackHoldsMoreThanItCanPower() {
        Map<String, Long> perRack =
                Fleet.of(1000).hosts().stream().collect(Collectors.groupingBy(MadeUpHost::rack, Collectors.counting()));
        perRack.forEach((rack, hosts) -> assertTrue(hosts <= (rack.startsWith("a") ? 4 : 8), rack));
    }

    @Test
    void aLargerFleetBeginsWithTheSmallerOne() {
        assertEquals(Fleet.of(10).hosts(), Fleet.of(200).hosts().subList(0, 10));
    }

    @Test
    void everyHostHasRackLeafAndPool() {
        Map<String, String> labels = Fleet.of(1).labels().getOrDefault(new NodeId("sim", "b200-0001"), Map.of());
        assertEquals(Map.of("rack", "a01", "leaf", "leaf-a01", "pool", "training"), labels);
    }
}
