package io.holdfast.aggregator.foreign;

import io.holdfast.protocol.baseline.Overrides.Suppression;
import io.holdfast.protocol.baseline.Selector;
import io.holdfast.protocol.finding.Outcome;
import io.holdfast.protocol.fleet.NodeState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A kind of work: a row of `work.yaml`, where the words are explained.
///
/// @param label of nodes that shows it; null where an object does
/// @param object kind of the objects that show it; null where a label does
public record WorkRule(
        String work,
        String title,
        @Nullable String label,
        @Nullable String object,
        List<String> none,
        List<String> queued,
        List<String> failed,
        NodeState shows,
        List<String> checks,
        List<Outcome> outcomes,
        Duration longAfter,
        String source) {
    private static final String MAINTENANCE = "NodeMaintenance";

    public WorkRule {
        none = List.copyOf(none);
        queued = List.copyOf(queued);
        failed = List.copyOf(failed);
        checks = List.copyOf(checks);
        outcomes = List.copyOf(outcomes);
        if ((label == null) == (object == null)) {
            throw new IllegalArgumentException("work " + work + ": expected either a label or an object");
        }
        if (object != null && !object.equals(MAINTENANCE)) {
            throw new IllegalArgumentException("work " + work + ": object " + object + ": expected " + MAINTENANCE);
        }
    }

    /// What a node's signs say of this kind of work.
    List<Work> in(Signs signs, Instant now) {
        if (object != null) {
            return signs.maintenance().entrySet().stream()
                    .flatMap(entry -> work(entry.getKey(), entry.getValue(), now).stream())
                    .toList();
        }
        String said = signs.labels().get(label);
        return said == null ? List.of() : work("", said, now).stream().toList();
    }

    private Optional<Work> work(String by, String said, Instant now) {
        if (none.contains(said)) {
            return Optional.empty();
        }
        Work.Stage stage = queued.contains(said)
                ? Work.Stage.QUEUED
                : failed.contains(said) ? Work.Stage.FAILED : Work.Stage.UNDER_WAY;
        return Optional.of(new Work(work, by, said, stage, now));
    }

    /// What is held back while it lasts.
    ///
    /// @param until when that ends should nobody say anything any more
    Suppression suppression(Work one, Instant until) {
        return new Suppression(checks, Selector.ALL, new TreeSet<>(outcomes), words(one), until);
    }

    /// What is done, and by whom: `GPU driver upgrade`, `Maintenance by nvidia.doca-driver-upgrade`.
    String words(Work one) {
        return one.by().isEmpty() ? title : title + " by " + one.by();
    }

    boolean isLong(Work one, Instant now) {
        return one.stage() == Work.Stage.UNDER_WAY && !now.isBefore(one.since().plus(longAfter));
    }
}
