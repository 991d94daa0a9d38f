package io.holdfast.aggregator.rollout;

import io.holdfast.aggregator.fold.FleetNode;
import io.holdfast.aggregator.foreign.WorkRules;
import io.holdfast.protocol.baseline.Overrides;
import io.holdfast.protocol.baseline.Overrides.Suppression;
import io.holdfast.protocol.fleet.Assignment;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;

/// What every node has to follow, as things stand.
///
/// @param rules in the order in which they count
/// @param rollouts by rule
/// @param places where baselines lie, by digest
public record Plan(List<Rule> rules, Map<String, Rollout> rollouts, Map<String, Assignment.Place> places, Pace pace) {
    public Plan {
        rules = List.copyOf(rules);
        rollouts = Map.copyOf(rollouts);
        places = Map.copyOf(places);
    }

    /// The whole of what a node has to follow.
    ///
    /// @param waivers those that are for it
    public Assignment assignment(
            FleetNode node, SortedMap<String, String> labels, List<Overrides.Waiver> waivers, Instant now) {
        Optional<Rollout> rollout = Rule.of(rules, node.highlights(), labels)
                .flatMap(rule -> Optional.ofNullable(rollouts.get(rule.name())));
        String digest = rollout.map(one -> one.digestFor(node.node())).orElse("");
        List<Suppression> suppressions = Stream.concat(
                        rollout.stream().flatMap(one -> one.suppressions(node.node(), pace, now).stream()),
                        WorkRules.shipped().suppressions(node.work(), now).stream())
                .toList();
        return new Assignment(
                Assignment.Mode.OBSERVE,
                digest,
                Optional.ofNullable(places.get(digest)),
                new Overrides(labels, waivers, suppressions),
                false);
    }
}
