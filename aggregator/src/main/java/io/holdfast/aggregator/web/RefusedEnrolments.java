package io.holdfast.aggregator.web;

import io.holdfast.aggregator.access.EnrolmentRefusal;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.finding.Severity;
import io.holdfast.protocol.fleet.NodeState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Who was refused enrolment lately, so that a person sees what has to be mended. Anybody who reaches the
/// listener can get into it under any name: it is bounded, and says no more than what was claimed.
final class RefusedEnrolments {
    private static final int KEPT = 64;
    /// Above the minute after which an agent that was refused asks again.
    private static final Duration LATELY = Duration.ofMinutes(5);

    private final Clock clock;
    private final LinkedHashMap<NodeId, Refused> last = new LinkedHashMap<>();

    /// @param since when it was first refused for this reason
    /// @param at when it was refused last
    record Refused(NodeId node, EnrolmentRefusal why, String detail, Instant since, Instant at) {}

    RefusedEnrolments(Clock clock) {
        this.clock = clock;
    }

    Clock clock() {
        return clock;
    }

    /// Remembers a refusal; says whether it is news.
    ///
    /// @return whether this is another reason than the last time
    synchronized boolean refused(NodeId node, EnrolmentRefusal why, String detail) {
        Instant now = clock.instant();
        Refused before = last.remove(node);
        boolean isSame = before != null && before.why() == why && isLately(before, now);
        last.put(node, new Refused(node, why, detail, before != null && isSame ? before.since() : now, now));
        if (last.size() > KEPT) {
            last.remove(last.firstEntry().getKey());
        }
        return !isSame;
    }

    synchronized void granted(NodeId node) {
        last.remove(node);
    }

    /// Those whose latest attempt failed, the longest ago first.
    synchronized List<Refused> lately() {
        Instant now = clock.instant();
        last.entrySet().removeIf((Map.Entry<NodeId, Refused> entry) -> !isLately(entry.getValue(), now));
        return List.copyOf(last.values());
    }

    /// What a person has to see of them.
    ///
    /// @param state of a node that was heard before
    List<FleetBody.NeedBody> needs(Function<NodeId, Optional<NodeState>> state) {
        return lately().stream()
                .map(one -> new FleetBody.NeedBody(
                        "enrolment",
                        one.node(),
                        state.apply(one.node()).orElse(NodeState.UNENROLLED),
                        Severity.WARNING,
                        "enrolment refused: " + one.detail(),
                        one.since(),
                        one.node().toString()))
                .toList();
    }

    private static boolean isLately(Refused refused, Instant now) {
        return Duration.between(refused.at(), now).compareTo(LATELY) < 0;
    }
}
