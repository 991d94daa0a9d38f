package io.holdfast.aggregator.rollout;

import io.holdfast.aggregator.correlate.FactColumns;
import io.holdfast.aggregator.correlate.NodeWaivers;
import io.holdfast.aggregator.correlate.OneByOne;
import io.holdfast.aggregator.correlate.WhatIf;
import io.holdfast.aggregator.fold.Departures;
import io.holdfast.protocol.baseline.Baseline;
import io.holdfast.protocol.baseline.Waiver;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fact.Section;
import io.holdfast.protocol.finding.Finding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Judges nodes by a baseline before it is in force. Nodes that read the same are judged once; a check of which the
/// columns do not keep what nodes read is judged on each node by itself.
///
/// @param columns what nodes read
/// @param pages what single nodes read, for what the columns do not keep
public record Foretelling(FactColumns columns, Pages pages) {
    /// Where the facts of single nodes lie. Asked by several threads at once.
    public interface Pages {
        /// What is stored of a node; empty where it cannot be read here and now.
        ///
        /// @param sections those that have to be there
        Optional<List<Fact>> facts(NodeId node, Set<Section> sections, Predicate<CheckId> wanted);
    }

    /// A node that is asked about.
    ///
    /// @param now what departs from the baseline in force
    /// @param sections those that it has
    public record Node(NodeId node, SortedMap<String, String> labels, Departures now, Set<Section> sections) {}

    private record Answer(Node node, Optional<List<Finding>> found) {}

    /// What would depart.
    ///
    /// @param unread how many nodes cannot be asked about
    /// @param waivers those in force
    public Preview of(Baseline baseline, List<Node> nodes, int unread, Collection<Waiver> waivers, Instant now) {
        NodeWaivers held = NodeWaivers.of(waivers, labels(nodes));
        WhatIf question = new WhatIf(Catalog.shipped(), columns, held, now);
        OneByOne others = question.others(baseline);
        List<Preview.Found> found = new ArrayList<>();
        List<Node> read = nodes;
        if (!others.isEmpty()) {
            Set<Section> wanted = others.sections();
            List<Answer> answers = nodes.parallelStream()
                    .map(node -> answer(node, others, wanted, now))
                    .toList();
            read = answers.stream()
                    .filter(one -> one.found().isPresent())
                    .map(Answer::node)
                    .toList();
            answers.forEach(one -> one.found()
                    .filter(findings -> !findings.isEmpty())
                    .ifPresent(findings ->
                            found.add(new Preview.Found(List.of(one.node().node()), findings))));
        }
        question.groups(baseline, labels(read))
                .forEach(group -> found.add(new Preview.Found(group.nodes(), group.findings())));
        Map<NodeId, Departures> departing = new HashMap<>();
        read.forEach(node -> departing.put(node.node(), node.now()));
        return Preview.of(found, new Preview.Asked(departing, unread + nodes.size() - read.size()), Catalog.shipped());
    }

    private static SortedMap<NodeId, SortedMap<String, String>> labels(List<Node> nodes) {
        TreeMap<NodeId, SortedMap<String, String>> labels = new TreeMap<>();
        nodes.forEach(node -> labels.put(node.node(), node.labels()));
        return labels;
    }

    private Answer answer(Node node, OneByOne others, Set<Section> wanted, Instant now) {
        Set<Section> sections = EnumSet.copyOf(wanted);
        sections.retainAll(node.sections());
        return new Answer(
                node,
                pages.facts(node.node(), sections, others::reads)
                        .map(facts -> others.ask(node.node(), node.labels(), facts, now)));
    }
}
