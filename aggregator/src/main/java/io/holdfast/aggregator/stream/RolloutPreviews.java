package io.holdfast.aggregator.stream;

import io.holdfast.aggregator.fold.FleetNode;
import io.holdfast.aggregator.rollout.Foretelling;
import io.holdfast.aggregator.rollout.Preview;
import io.holdfast.aggregator.waiver.WaiverBook;
import io.holdfast.protocol.baseline.Baseline;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Judges the nodes of a rule by a baseline before it is in force.
///
/// @param pages where a node's facts lie
/// @param waivers all of them; empty before they were read
record RolloutPreviews(RuleNodes nodes, FleetFacts facts, NodePages pages, Supplier<Optional<WaiverBook>> waivers) {
    /// Empty while the facts or the waivers of the fleet are still read in.
    Optional<Preview> of(String rule, Baseline baseline) {
        return facts.isComplete() ? waivers.get().map(book -> of(rule, baseline, book)) : Optional.empty();
    }

    private Preview of(String rule, Baseline baseline, WaiverBook book) {
        Instant now = Instant.now();
        List<FleetNode> all = nodes.of(rule);
        List<Foretelling.Node> read = all.stream()
                .filter(RolloutPreviews::isRead)
                .map(node -> new Foretelling.Node(
                        node.node(),
                        nodes.labels(node.node()),
                        node.health().departs(),
                        node.reported().keySet()))
                .toList();
        return new Foretelling(facts.columns(), pages::facts)
                .of(baseline, read, all.size() - read.size(), book.inForce(now), now);
    }

    /// Whether everything that a node says it has was read: else it would look better or worse than it is.
    private static boolean isRead(FleetNode node) {
        return !node.reported().isEmpty() && node.lacking().isEmpty();
    }
}
