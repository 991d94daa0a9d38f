package io.holdfast.protocol.drift;

import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.finding.Outcome;
import java.util.List;

/// What one node differs in.
///
/// @param baseline digest of the baseline it was judged by; empty text for none
/// @param heard whether it says so now: what a silent node said last may no longer be so
/// @param unjudged how many of its instances could not be judged
public record NodeDrift(NodeId node, String baseline, boolean heard, int unjudged, List<Difference> differences) {
    public NodeDrift {
        differences = List.copyOf(differences);
    }

    public boolean isDeclared() {
        return !baseline.isEmpty();
    }

    /// Whether anything is known to be otherwise, and nobody decided to live with it.
    boolean departs() {
        return differences.stream().anyMatch(Difference::departs);
    }

    /// How many differences have an outcome.
    int count(Outcome outcome) {
        return (int)
                differences.stream().filter(one -> one.outcome() == outcome).count();
    }

    /// Heard, declared, and all of it as declared: what somebody decided to live with is not.
    boolean isAsDeclared() {
        return heard && isDeclared() && differences.isEmpty();
    }
}
