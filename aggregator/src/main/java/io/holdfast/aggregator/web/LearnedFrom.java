package io.holdfast.aggregator.web;

import io.holdfast.aggregator.correlate.CohortDrift.Cohort;
import io.holdfast.aggregator.correlate.CohortDrift.Difference;
import io.holdfast.protocol.baseline.LearnedBaseline;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.NodeId;
import java.util.Collection;
import java.util.TreeMap;

/// What its peers say of the node that a baseline is learned from.
final class LearnedFrom {
    private LearnedFrom() {}

    static LearnedBaseline.Peers peers(NodeId node, Collection<Cohort> cohorts) {
        return cohorts.stream()
                .filter(cohort -> cohort.nodes().contains(node))
                .findFirst()
                .map(cohort -> peers(node, cohort))
                .orElse(LearnedBaseline.Peers.NONE);
    }

    private static LearnedBaseline.Peers peers(NodeId node, Cohort cohort) {
        TreeMap<CheckId, String> doubted = new TreeMap<>();
        TreeMap<CheckId, String> odd = new TreeMap<>();
        for (Difference one : cohort.differences()) {
            String own = one.odd().get(node);
            if (own == null) {
                doubted.put(one.check(), line(one.odd().size() + " of " + one.known() + " read otherwise"));
            } else {
                odd.put(
                        one.check(),
                        line("not learned; " + one.alike() + " of " + one.known() + " read " + one.usual()
                                + ", this node " + own));
            }
        }
        return new LearnedBaseline.Peers(cohort.nodes().size(), doubted, odd);
    }

    /// Stands behind a `#`: what a node read must not end the line.
    private static String line(String text) {
        return text.replaceAll("\\R", " ");
    }
}
