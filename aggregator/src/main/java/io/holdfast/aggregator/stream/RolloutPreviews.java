package io.holdfast.aggregator.stream;

import io.holdfast.aggregator.correlate.NodeWaivers;
import io.holdfast.aggregator.correlate.WhatIf;
import io.holdfast.aggregator.fold.Departures;
import io.holdfast.aggregator.fold.FleetNode;
import io.holdfast.aggregator.rollout.Preview;
import io.holdfast.aggregator.waiver.WaiverBook;
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
import java.util.function.Supplier;

/// Judges the nodes of a rule by a baseline before it is in force. Nodes that read the same are judged once; a check
/// of which the columns do not keep what nodes read is judged on each node by itself.
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
        SortedMap<NodeId, SortedMap<String, String>> labels = new TreeMap<>();
        Map<NodeId, Departures> departing = new HashMap<>();
        all.stream().filter(RolloutPreviews::isRead).forEach(node -> {
            labels.put(node.node(), nodes.labels(node.node()));
            departing.put(node.node(), node.health().departs());
        });
        NodeWaivers held = NodeWaivers.of(book.inForce(now), labels);
        WhatIf question = new WhatIf(Catalog.shipped(), facts.columns(), held, now);
        List<Preview.Found> found = new ArrayList<>();
        question.groups(baseline, labels)
                .forEach(group -> found.add(new Preview.Found(group.nodes(), group.findings())));
        Set<CheckId> unanswered = new HashSet<>(question.unanswered(baseline));
        if (!unanswered.isEmpty()) {
            all.stream()
                    .filter(node -> labels.containsKey(node.node()))
                    .forEach(node -> byItself(node, baseline, unanswered, new Told(held, now))
                            .ifPresent(found::add));
        }
        return Preview.of(found, new Preview.Asked(departing, all.size() - departing.size()), Catalog.shipped());
    }

    /// Whether everything that a node says it has was read: else it would look better or worse than it is.
    private static boolean isRead(FleetNode node) {
        return !node.reported().isEmpty() && node.lacking().isEmpty();
    }

    private record Told(NodeWaivers waivers, Instant now) {}

    private Optional<Preview.Found> byItself(FleetNode node, Baseline baseline, Set<CheckId> wanted, Told told) {
        List<Fact> known;
        try {
            known = pages.read(node.node()).sections().stream()
                    .flatMap(section -> section.facts().facts().stream())
                    .toList();
        } catch (NodePages.NotReadyException e) {
            return Optional.empty();
        }
        Snapshot snapshot = new Snapshot(node.node(), node.level().boot(), known);
        Overrides overrides =
                new Overrides(nodes.labels(node.node()), told.waivers().on(node.node()), List.of());
        List<Judgement> judged = Judge.judgements(snapshot, Catalog.shipped(), baseline, overrides).stream()
                .filter(one -> wanted.contains(one.fact().check()))
                .toList();
        List<Finding> findings =
                Judge.findings(Judge.held(judged, snapshot, overrides, told.now()), List.of(), told.now());
        return Optional.of(new Preview.Found(List.of(node.node()), findings));
    }
}
