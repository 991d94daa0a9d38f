package io.holdfast.aggregator.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.aggregator.TestingNode;
import io.holdfast.aggregator.fold.FleetNode;
import io.holdfast.aggregator.rollout.Pace;
import io.holdfast.aggregator.rollout.Plan;
import io.holdfast.aggregator.waiver.FleetWaiver;
import io.holdfast.aggregator.waiver.WaiverBook;
import io.holdfast.protocol.baseline.Overrides;
import io.holdfast.protocol.baseline.Selector;
import io.holdfast.protocol.baseline.Waiver;
import io.holdfast.protocol.fleet.Assignment;
import io.holdfast.protocol.wire.Envelope;
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

/// What a node is told of waivers.
class WaivedAssignmentTest {
    private static final Duration LENGTH = Duration.ofMinutes(10);

    @TempDir
    Path state;

    private WaiverBook book = new WaiverBook(new TreeMap<>());

    private final class ByBook implements Inbox.Assigned {
        private final Plan plan = new Plan(List.of(), Map.of(), Map.of(), Pace.QUICK);

        @Override
        public Optional<Assignment> of(FleetNode node, Instant now) {
            return Optional.of(plan.assignment(node, new TreeMap<>(), book.on(node.node(), Map.of(), now), now));
        }

        @Override
        public Object basis() {
            return book;
        }
    }

    private static List<List<String>> waivedBy(List<Envelope> orders) {
        return orders.stream()
                .filter(order ->
                        MessageType.ASSIGNMENT.word().equals(order.headers().get(Headers.TYPE)))
                .map(order -> Wire.decode(order.data(), Assignment.class).overrides().waivers().stream()
                        .map(Overrides.Waiver::check)
                        .toList())
                .toList();
    }

    @Test
    void aWaiverComesToTheNodeAndGoesWithItsTime() {
        try (TestingFleet fleet = new TestingFleet(state, new ByBook())) {
            TestingNode agent = new TestingNode("lab/n1", 1);
            fleet.send(agent.report(), TestingNode.START);
            assertEquals(List.of(List.of()), waivedBy(fleet.orders()));

            book = new WaiverBook(new TreeMap<>(Map.of("w-1", granted("lab/n1"), "w-2", granted("lab/n2"))));
            fleet.driver().advanceWallClockTime(Duration.ofSeconds(5));
            assertEquals(List.of(List.of("gpu.xid.*")), waivedBy(fleet.orders()));

            fleet.send(agent.report(), TestingNode.START.plus(LENGTH));
            fleet.driver().advanceWallClockTime(LENGTH);
            assertEquals(List.of(List.of()), waivedBy(fleet.orders()));
        }
    }

    private static FleetWaiver granted(String node) {
        Waiver waiver = new Waiver(
                "w", "gpu.xid.*", List.of(node), Selector.ALL, "known", "ada", TestingNode.START.plus(LENGTH));
        return FleetWaiver.of(waiver, FleetWaiver.From.API, "ada", TestingNode.START);
    }
}
