package io.holdfast.aggregator.fold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.aggregator.TestingNode;
import io.holdfast.protocol.drift.Difference;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.finding.Finding;
import io.holdfast.protocol.finding.Outcome;
import io.holdfast.protocol.finding.Scope;
import io.holdfast.protocol.finding.Severity;
import io.holdfast.protocol.wire.MessageType;
import io.holdfast.protocol.wire.NodeRecord;
import io.holdfast.protocol.wire.Sender;
import io.holdfast.protocol.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DifferencesTest {
    private static final Instant SINCE = TestingNode.START.minusSeconds(86_400);

    private static FleetNode node() {
        return node(List.of(Instance.NODE));
    }

    private static FleetNode node(List<Instance> instances) {
        TestingNode agent = new TestingNode("lab/n1", 1);
        Finding drift = new Finding(
                new CheckId("sysctl.vm.swappiness"),
                instances,
                Scope.NODE,
                Outcome.DRIFT,
                Severity.WARNING,
                "1",
                "60",
                SINCE,
                "/proc/sys/vm/swappiness",
                Optional.of(new Finding.Declared("base", "site/base", false)),
                Optional.empty());
        NodeRecord record = new NodeRecord(
                MessageType.REPORT, new Sender(agent.id(), "boot-1", 1, "m1.shared"), 1, TestingNode.START, "d1");
        return FleetNode.unheard(agent.id(), TestingNode.START)
                .reported(
                        record,
                        agent.reportOf(
                                List.of(drift, TestingNode.fault("gpu.row_remap.pending", Severity.WARNING)), Map.of()),
                        TestingNode.START);
    }

    @Test
    void theSummaryKeepsWhatTheNodeDiffersInAndSinceWhen() {
        FleetNode read = Wire.decode(Wire.encode(node()), FleetNode.class);
        Difference only = new Difference(
                new CheckId("sysctl.vm.swappiness"),
                1,
                Outcome.DRIFT,
                Severity.WARNING,
                "1",
                "60",
                SINCE,
                "base",
                "site/base");
        assertEquals(List.of(only), read.health().differences());
    }

    @Test
    void aSummaryOfAnOlderWriterHasNone() {
        String present = new String(Wire.encode(node()), StandardCharsets.UTF_8);
        String older = present.replaceFirst(",\"baseline\":\"\",\"differences\":\\[.*?}]", "");
        assertEquals(-1, older.indexOf("differences"), present);
        FleetNode read = Wire.decode(older.getBytes(StandardCharsets.UTF_8), FleetNode.class);
        assertEquals(List.of(), read.health().differences());
    }

    @Test
    void theSummaryNamesTheInstancesThatDepartUnlessTheyAreVeryMany() {
        List<Instance> ports = IntStream.range(0, Departures.NAMED)
                .mapToObj(number -> new Instance("mlx5_%03d/1".formatted(number)))
                .toList();
        FleetNode few = Wire.decode(Wire.encode(node(ports)), FleetNode.class);
        CheckId check = new CheckId("sysctl.vm.swappiness");
        assertEquals(Set.copyOf(ports), few.health().departs().all().get(check));
        assertFalse(few.health().departs().has(check, Instance.NODE));
        List<Instance> more = new ArrayList<>(ports);
        more.add(Instance.NODE);
        Departures many = node(more).health().departs();
        assertEquals(Set.of(), many.all().get(check));
        assertTrue(many.has(check, new Instance("any")));
    }
}
