package io.holdfast.aggregator.fold;

import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.finding.Finding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a node says of approved exceptions: what they cover, and what none covers.
///
/// @param open how many instances are findings that could be waived, by check
public record Exceptions(List<Waived> waived, SortedMap<CheckId, Integer> open) {
    static final Exceptions NONE = new Exceptions(List.of(), new TreeMap<>());

    /// What is waived, and by which exception.
    ///
    /// @param instances how many
    public record Waived(CheckId check, int instances, String reason, String owner, Instant until) {
        /// Many nodes are waived by few exceptions: each text is kept once.
        public Waived {
            reason = reason.intern();
            owner = owner.intern();
        }
    }

    public Exceptions {
        waived = List.copyOf(waived);
        open = Collections.unmodifiableSortedMap(new TreeMap<>(open));
    }

    static Exceptions of(List<Finding> findings) {
        List<Waived> waived = new ArrayList<>();
        TreeMap<CheckId, Integer> open = new TreeMap<>();
        for (Finding one : findings) {
            int instances = one.instances().size();
            switch (one.outcome()) {
                case DRIFT, PENDING, FAULT -> open.merge(one.check(), instances, Integer::sum);
                case WAIVED ->
                    one.held()
                            .ifPresent(held -> waived.add(
                                    new Waived(one.check(), instances, held.reason(), held.owner(), held.until())));
                case OK, UNKNOWN, NOT_APPLICABLE, SUPPRESSED -> {}
            }
        }
        return waived.isEmpty() && open.isEmpty() ? NONE : new Exceptions(waived, open);
    }

    public boolean isEmpty() {
        return waived.isEmpty() && open.isEmpty();
    }
}
