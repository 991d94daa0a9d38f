package io.holdfast.aggregator.stream;

import io.holdfast.aggregator.correlate.WhatIf;
import io.holdfast.aggregator.fold.FleetNode;
import io.holdfast.aggregator.rollout.Preview;
import io.holdfast.protocol.baseline.Baseline;
import io.holdfast.protocol.baseline.Overrides;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fact.Snapshot;
import io.holdfast.protocol.finding.Finding;
import io.holdfast.protocol.judge.Judge;
import io.holdfast.protocol.judge.Judgement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Judges the nodes of a rule by a baseline before it is in force. Nodes that read the same are judged once; a check
/// of which the columns do not keep what nodes read is judged on each node by itself.
///
/// @param pages where a node's facts lie
record RolloutPreviews(RuleNodes nodes, FleetFacts facts, NodePages pages) {
    /// Empty while the facts of the fleet are still read in.
    Optional<Preview> of(String rule, Baseline baseline) {
        if (!facts.isComplete()) {
            return Optional.empty();
        }
        Instant now = Instant.now();
        List<FleetNode> all = nodes.of(rule);
        SortedMap<NodeId, SortedMap<String, String>> labels = new TreeMap<>();
        Map<NodeId, Set<CheckId>> departing = new HashMap<>();
        all.stream().filter(RolloutPreviews::isRead).forEach(node -> {
            labels.put(node.node(), nodes.labels(node.node()));
            departing.put(node.node(), node.health().departs());
        });
        WhatIf question = new WhatIf(Catalog.shipped(), facts.columns(), now);
        List<Preview.Found> found = new ArrayList<>();
        question.groups(baseline, labels)
                .forEach(group -> found.add(new Preview.Found(group.nodes(), group.findings())));
        Set<CheckId> unanswered = new HashSet<>(question.unanswered(baseline));
        if (!unanswered.isEmpty()) {
            all.stream()
                    .filter(node -> labels.containsKey(node.node()))
                    .forEach(node -> byItself(node, baseline, unanswered, now).ifPresent(found::add));
        }
        return Optional.of(
                Preview.of(found, new Preview.Asked(departing, all.size() - departing.size()), Catalog.shipped()));
    }

    /// Whether everything that a node says it has was read: else it would look better or worse than it is.
    private static boolean isRead(FleetNode node) {
        return !node.reported().isEmpty() && node.lacking().isEmpty();
    }

    private Optional<Preview.Found> byItself(FleetNode node, Baseline baseline, Set<CheckId> wanted, Instant now) {
        List<Fact> known;
        try {
            known = pages.read(node.node()).sections().stream()
                    .flatMap(section -> section.facts().facts().stream())
                    .toList();
        } catch (NodePages.NotReadyException e) {
            return Optional.empty();
        }
        Snapshot snapshot = new Snapshot(node.node(), node.level().boot(), known);
        Overrides overrides = new Overrides(nodes.labels(node.node()), List.of(), List.of());
        List<Judgement> judged = Judge.judgements(snapshot, Catalog.shipped(), baseline, overrides).stream()
                .filter(one -> wanted.contains(one.fact().check()))
                .toList();
        List<Finding> findings = Judge.findings(judged, List.of(), now);
        return Optional.of(new Preview.Found(List.of(node.node()), findings));
    }
}
