package io.holdfast.aggregator.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.aggregator.fold.FleetNode;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fleet.NodeState;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CoverageTest {
    private static final Instant START = Instant.parse("2026-11-23T05:00:00Z");
    private static final Inventory LISTS_N1 = Inventory.parse("i.yaml", "nodes: [{node: lab/n1}]");

    private static NodeState shown(String node, Inventory inventory, Duration silentFor) {
        FleetNode silent = FleetNode.unheard(NodeId.parse(node), START).fellSilent(START);
        return Coverage.of(silent, inventory, START.plus(silentFor));
    }

    @Test
    void aNodeThatIsNoLongerListedIsRetiredAfterSevenDaysOfSilence() {
        assertEquals(NodeState.SILENT, shown("lab/n2", LISTS_N1, Duration.ofDays(6)));
        assertEquals(NodeState.RETIRED, shown("lab/n2", LISTS_N1, Duration.ofDays(7)));
    }

    @Test
    void aListedNodeStaysSilentAndWithoutAListNobodyIsGone() {
        assertEquals(NodeState.SILENT, shown("lab/n1", LISTS_N1, Duration.ofDays(70)));
        assertEquals(NodeState.SILENT, shown("lab/n2", Inventory.NONE, Duration.ofDays(70)));
    }
}
