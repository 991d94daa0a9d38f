package io.holdfast.aggregator.web;

import io.holdfast.aggregator.correlate.CohortDrift;
import io.holdfast.aggregator.fold.FleetNode;
import io.holdfast.aggregator.ingest.IngestCounters;
import io.holdfast.aggregator.rollout.Rule;
import io.holdfast.aggregator.stream.FleetStreams;
import io.holdfast.aggregator.stream.NodePages;
import io.holdfast.aggregator.stream.Rollouts;
import io.holdfast.aggregator.stream.Waivers;
import io.holdfast.aggregator.topology.BaselineFolder;
import io.holdfast.aggregator.topology.ExpectedNodes;
import io.holdfast.aggregator.topology.Inventory;
import io.holdfast.protocol.baseline.LearnedBaseline;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fact.Snapshot;
import io.holdfast.protocol.report.NodeReport;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// What the API answers from: the fleet view and the inventory, joined.
final class FleetSource {
    private final FleetStreams streams;
    private final ExpectedNodes inventory;
    private final RefusedEnrolments refusals;
    private final Clock clock;

    FleetSource(FleetStreams streams, ExpectedNodes inventory, RefusedEnrolments refusals, Clock clock) {
        this.streams = streams;
        this.inventory = inventory;
        this.refusals = refusals;
        this.clock = clock;
    }

    /// All nodes heard or listed, by name.
    Collection<NodeSummary> nodes() {
        Inventory listed = inventory.current();
        TreeMap<NodeId, NodeSummary> nodes = new TreeMap<>();
        listed.nodes().forEach((node, labels) -> nodes.put(node, NodeSummary.unenrolled(node, labels)));
        streams.view().all().forEach(node -> nodes.put(node.node(), NodeSummary.of(node, listed, clock.instant())));
        return nodes.values();
    }

    Optional<NodeSummary> node(NodeId node) {
        Inventory listed = inventory.current();
        return streams.view()
                .find(node)
                .map(heard -> NodeSummary.of(heard, listed, clock.instant()))
                .or(() -> Optional.ofNullable(listed.nodes().get(node))
                        .map(labels -> NodeSummary.unenrolled(node, labels)));
    }

    FleetBody fleet() {
        Instant now = clock.instant();
        return FleetBody.of(nodes(), counters(), streams.isCaughtUp(), now)
                .and(WaiversBody.needs(waivers(), now))
                .and(RolloutNeeds.of(
                        rollouts().all().values(), rollouts().declared().trouble()))
                .and(refusals.needs(node -> streams.view().find(node).map(FleetNode::state)));
    }

    /// Takes a while where much changed.
    CohortsBody cohorts() {
        return CohortsBody.of(streams.facts().cohorts(), this::isFit, clock.instant());
    }

    /// Whether a node may be an example for others.
    private boolean isFit(NodeId node) {
        return node(node)
                .filter(one -> switch (one.state()) {
                    case DRIFTED, PENDING, UNDECLARED, HEALTHY -> true;
                    case RETIRED, UNENROLLED, SILENT, IN_MAINTENANCE, PREPARING, UNHEALTHY, DEGRADED, UNKNOWN -> false;
                })
                .isPresent();
    }

    /// A first baseline from what a node reads, with what its peers say of that.
    ///
    /// Blocks: reads the store.
    ///
    /// @param like the node; empty for the one that is most like its peers, among the most of the same hardware
    Optional<String> learned(String name, Optional<NodeId> like) {
        List<CohortDrift.Cohort> cohorts = streams.facts().cohorts().cohorts();
        return like.or(() -> cohorts.stream()
                        .flatMap(cohort -> cohort.typical(this::isFit).stream())
                        .findFirst())
                .map(node ->
                        LearnedBaseline.of(name, snapshot(node), LearnedFrom.peers(node, cohorts), Catalog.shipped()));
    }

    private Snapshot snapshot(NodeId node) {
        List<Fact> facts = streams.pages().read(node).sections().stream()
                .flatMap(section -> section.facts().facts().stream())
                .toList();
        return new Snapshot(node, "", facts);
    }

    /// Blocks: reads the store.
    NodeBody page(NodeSummary summary) {
        return NodeBody.of(
                summary,
                streams.pages().read(summary.node()),
                streams.drift().sources(),
                CohortsBody.PeersBody.of(summary.node(), streams.facts().cohorts()),
                clock.instant());
    }

    /// Blocks: reads the store.
    EventsBody events(NodeId node, int limit) {
        return EventsBody.of(streams.pages().events(node), limit, clock.instant());
    }

    /// Blocks: reads the store.
    ProposalBody proposal(NodeId node, CheckId check) {
        NodePages.Page page = streams.pages().read(node);
        List<Fact> facts = page.sections().stream()
                .flatMap(section -> section.facts().facts().stream())
                .toList();
        BaselineFolder.Declared declared = rollouts().declared();
        List<Rule> rules =
                declared.entries().stream().map(BaselineFolder.Entry::rule).toList();
        String name = streams.view()
                .find(node)
                .flatMap(known ->
                        Rule.of(rules, known.highlights(), inventory.current().labels(node)))
                .map(Rule::baseline)
                .orElse("");
        return ProposalBody.of(
                check,
                new Snapshot(node, "", facts),
                page.report().map(NodeReport::findings).orElse(List.of()),
                new ProposalBody.Declared(
                        name, document -> Optional.ofNullable(declared.files().get(document))));
    }

    Rollouts rollouts() {
        return streams.rollouts();
    }

    Waivers waivers() {
        return streams.waivers();
    }

    IngestCounters counters() {
        return streams.counters();
    }

    FleetStreams streams() {
        return streams;
    }

    Clock clock() {
        return clock;
    }
}
