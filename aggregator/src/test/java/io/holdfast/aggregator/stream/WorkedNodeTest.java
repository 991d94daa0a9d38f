package io.holdfast.aggregator.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.aggregator.TestingNode;
import io.holdfast.aggregator.fold.FleetNode;
import io.holdfast.aggregator.foreign.Work;
import io.holdfast.aggregator.rollout.Pace;
import io.holdfast.aggregator.rollout.Plan;
import io.holdfast.aggregator.topology.Coverage;
import io.holdfast.aggregator.topology.Inventory;
import io.holdfast.protocol.baseline.Overrides;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fleet.Assignment;
import io.holdfast.protocol.fleet.NodeState;
import io.holdfast.protocol.wire.Headers;
import io.holdfast.protocol.wire.MessageType;
import io.holdfast.protocol.wire.Wire;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the fleet knows of the work of others, and what it tells the node of it.
class WorkedNodeTest {
    private static final NodeId NODE = NodeId.parse("lab/n1");
    private static final String LABEL = "nvidia.com/gpu-driver-upgrade-state";

    @TempDir
    Path state;

    private final TestingNodes inventory = new TestingNodes();

    private final class ByWork implements Inbox.Assigned {
        private final Plan plan = new Plan(List.of(), Map.of(), Map.of(), Pace.QUICK);

        @Override
        public Optional<Assignment> of(FleetNode node, Instant now) {
            return Optional.of(plan.assignment(node, inventory.current().labels(node.node()), List.of(), now));
        }

        @Override
        public Object basis() {
            return inventory.current();
        }
    }

    private static Inventory labelled(String value) {
        return new Inventory(new TreeMap<>(Map.of(NODE, new TreeMap<>(Map.of(LABEL, value)))));
    }

    /// Reasons of what is held back, for each assignment that was told since the last look.
    private static List<List<String>> held(TestingFleet fleet) {
        return fleet.orders().stream()
                .filter(order ->
                        MessageType.ASSIGNMENT.word().equals(order.headers().get(Headers.TYPE)))
                .map(order -> Wire.decode(order.data(), Assignment.class).overrides().suppressions().stream()
                        .map(Overrides.Suppression::reason)
                        .toList())
                .toList();
    }

    @Test
    void aLabelHoldsBackAndTakesOutOfServiceUntilItIsGone() {
        try (TestingFleet fleet = new TestingFleet(state, new ByWork(), inventory)) {
            TestingNode agent = new TestingNode("lab/n1", 1);
            fleet.send(agent.report(), TestingNode.START);
            assertEquals(List.of(List.of()), held(fleet));

            inventory.list(labelled("drain-required"));
            fleet.driver().advanceWallClockTime(Duration.ofSeconds(1));
            assertEquals(List.of(List.of("GPU driver upgrade")), held(fleet));
            FleetNode node = fleet.node("lab/n1");
            Instant since = node.work().getFirst().since();
            assertEquals(NodeState.IN_MAINTENANCE, Coverage.of(node, inventory.current(), TestingNode.START));

            inventory.list(labelled("validation-required"));
            fleet.driver().advanceWallClockTime(Duration.ofSeconds(5));
            assertEquals(since, fleet.node("lab/n1").work().getFirst().since());

            inventory.list(labelled("upgrade-done"));
            fleet.driver().advanceWallClockTime(Duration.ofSeconds(1));
            assertEquals(List.of(), held(fleet).getLast());
            assertEquals(List.of(), fleet.node("lab/n1").work());
        }
    }

    @Test
    void aListThatWasNotReadYetEndsNothing() {
        try (TestingFleet fleet = new TestingFleet(state, new ByWork(), inventory)) {
            TestingNode agent = new TestingNode("lab/n1", 1);
            inventory.list(labelled("drain-required"));
            fleet.send(agent.report(), TestingNode.START);
            fleet.driver().advanceWallClockTime(Duration.ofSeconds(1));
            assertEquals(
                    List.of(Work.Stage.UNDER_WAY),
                    fleet.node("lab/n1").work().stream().map(Work::stage).toList());

            inventory.list(Inventory.UNREAD);
            fleet.driver().advanceWallClockTime(Duration.ofMinutes(2));
            assertEquals(1, fleet.node("lab/n1").work().size());
            assertEquals(List.of("GPU driver upgrade"), held(fleet).getLast());
        }
    }
}
