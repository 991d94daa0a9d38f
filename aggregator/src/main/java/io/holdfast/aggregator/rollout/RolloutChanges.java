package io.holdfast.aggregator.rollout;

import io.holdfast.protocol.drift.Changes;
import io.holdfast.protocol.fact.NodeId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// The rollouts as what changed on a node: what it is judged by is another since its wave began, or since that was
/// taken back. Pure.
///
/// @param rollouts the newest of each rule
/// @param rule the rule that a node falls under
/// @param baseline name of the baseline that a rule leads to
public record RolloutChanges(
        Collection<Rollout> rollouts, Function<NodeId, Optional<String>> rule, UnaryOperator<String> baseline)
        implements Changes {
    public RolloutChanges {
        rollouts = List.copyOf(rollouts);
    }

    @Override
    public List<Change> of(NodeId node, Instant from, Instant to) {
        Optional<String> own = rule.apply(node);
        return rollouts.stream()
                .filter(rollout -> own.filter(rollout.rule()::equals).isPresent())
                .flatMap(rollout -> Stream.of(begun(rollout, node), takenBack(rollout, node)))
                .flatMap(Optional::stream)
                .filter(change -> change.at().isAfter(from) && change.at().isBefore(to))
                .toList();
    }

    private Optional<Change> begun(Rollout rollout, NodeId node) {
        String wave = Waves.name(rollout.waves().of(node));
        return rollout.reached(node).map(at -> new Change(at, Optional.empty(), words(rollout), wave));
    }

    private Optional<Change> takenBack(Rollout rollout, NodeId node) {
        return rollout.state() == Rollout.State.ROLLED_BACK
                ? rollout.reached(node)
                        .map(_ -> new Change(
                                rollout.move().at(), Optional.empty(), words(rollout) + " was rolled back", ""))
                : Optional.empty();
    }

    private String words(Rollout rollout) {
        return "rollout " + rollout.id() + " of baseline " + baseline.apply(rollout.rule());
    }
}
