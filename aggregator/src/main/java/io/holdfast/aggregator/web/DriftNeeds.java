package io.holdfast.aggregator.web;

import io.holdfast.aggregator.web.FleetBody.NeedBody;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fleet.NodeState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What drifted nodes need a person for: one line for each value, however many nodes have it.
final class DriftNeeds {
    private record Value(CheckId check, String expected, String observed) {}

    private record Drifted(NodeSummary node, DriftBody drift) {}

    private DriftNeeds() {}

    static List<NeedBody> of(Collection<NodeSummary> nodes) {
        Map<Value, List<Drifted>> byValue = new LinkedHashMap<>();
        for (NodeSummary node : nodes) {
            DriftBody drift = node.drift();
            if (drift != null && (node.state() == NodeState.DRIFTED || node.state() == NodeState.PENDING)) {
                byValue.computeIfAbsent(
                                new Value(drift.check(), drift.expected(), drift.observed()), _ -> new ArrayList<>())
                        .add(new Drifted(node, drift));
            }
        }
        return byValue.values().stream().map(DriftNeeds::need).toList();
    }

    private static NeedBody need(List<Drifted> same) {
        Drifted first = same.getFirst();
        DriftBody drift = first.drift();
        int most = same.stream().mapToInt(one -> one.drift().more()).max().orElse(0);
        String text = drift.check() + ": expected " + drift.expected() + ", observed " + drift.observed()
                + (same.size() == 1 ? "" : ", on " + same.size() + " nodes")
                + (most == 0 ? "" : "; and " + (same.size() == 1 ? "" : "up to ") + most + " more");
        return new NeedBody(
                "drift",
                first.node().node(),
                first.node().state(),
                same.stream()
                        .map(one -> one.drift().severity())
                        .max(Comparator.naturalOrder())
                        .orElse(drift.severity()),
                text,
                same.stream()
                        .map(one -> one.drift().since())
                        .min(Comparator.naturalOrder())
                        .orElse(drift.since()),
                first.node().node().toString());
    }
}
