package io.holdfast.aggregator.stream;

import io.holdfast.aggregator.fold.FleetNode;
import io.holdfast.aggregator.fold.Health;
import io.holdfast.aggregator.rollout.RolloutChanges;
import io.holdfast.aggregator.topology.BaselineFolder;
import io.holdfast.aggregator.topology.Coverage;
import io.holdfast.aggregator.topology.ExpectedNodes;
import io.holdfast.aggregator.topology.Inventory;
import io.holdfast.protocol.baseline.Baseline;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.drift.Background;
import io.holdfast.protocol.drift.Changes;
import io.holdfast.protocol.drift.Changes.Change;
import io.holdfast.protocol.drift.DriftReport;
import io.holdfast.protocol.drift.DriftReports;
import io.holdfast.protocol.drift.DriftTrend;
import io.holdfast.protocol.drift.NodeDrift;
import io.holdfast.protocol.drift.Sources;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.finding.Outcome;
import io.holdfast.protocol.fleet.NodeState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// What nodes differ in, put together from all that is known here. Blocks: asks the store what happened on nodes.
public final class FleetDrift {
    /// A report asks for the same nodes again and again.
    private static final Duration REMEMBERED = Duration.ofSeconds(20);

    private static final int MOST_REMEMBERED = 2_000;

    private final FleetView view;
    private final ExpectedNodes inventory;
    private final NodePages pages;
    private final Rollouts rollouts;
    private final Map<NodeId, Remembered> remembered = new ConcurrentHashMap<>();

    private record Remembered(Instant at, List<Change> changes) {}

    FleetDrift(FleetView view, ExpectedNodes inventory, NodePages pages, Rollouts rollouts) {
        this.view = view;
        this.inventory = inventory;
        this.pages = pages;
        this.rollouts = rollouts;
    }

    /// All nodes that were heard or are listed and have not been taken away, by name.
    List<NodeDrift> nodes(Instant now) {
        Inventory listed = inventory.current();
        TreeMap<NodeId, NodeDrift> nodes = new TreeMap<>();
        listed.nodes().keySet().forEach(node -> nodes.put(node, unheard(node)));
        view.all().forEach(node -> {
            if (Coverage.of(node, listed, now) == NodeState.RETIRED) {
                nodes.remove(node.node());
            } else {
                nodes.put(node.node(), drift(node));
            }
        });
        return List.copyOf(nodes.values());
    }

    /// Whether all rollouts have been read: before that none is named as a cause.
    boolean knowsRollouts() {
        return rollouts.plan().isPresent();
    }

    private static NodeDrift unheard(NodeId node) {
        return new NodeDrift(node, "", false, 0, List.of());
    }

    private static NodeDrift drift(FleetNode node) {
        Health health = node.health();
        return new NodeDrift(
                node.node(),
                health.baseline(),
                isHeard(node.state()),
                health.findings().getOrDefault(Outcome.UNKNOWN, 0),
                health.differences());
    }

    private static boolean isHeard(NodeState state) {
        return switch (state) {
            case RETIRED, UNENROLLED, SILENT, UNKNOWN -> false;
            case IN_MAINTENANCE, PREPARING, UNHEALTHY, DEGRADED, DRIFTED, PENDING, UNDECLARED, HEALTHY -> true;
        };
    }

    /// The report of the fleet.
    ///
    /// @param complete whether all there is has been read
    public DriftReport report(boolean complete, DriftTrend trend, Instant now) {
        return DriftReports.of(nodes(now), complete, background(trend, now), now);
    }

    /// The report of a single node.
    public DriftReport report(NodeId node, boolean complete, Instant now) {
        NodeDrift only = view.find(node).map(FleetDrift::drift).orElseGet(() -> unheard(node));
        return DriftReports.of(List.of(only), complete, background(DriftTrend.NONE, now), now);
    }

    Background background(DriftTrend trend, Instant now) {
        List<BaselineFolder.Entry> declared = rollouts.declared().entries();
        Changes happened = (node, from, to) -> happened(node, now).stream()
                .filter(change -> change.at().isAfter(from) && change.at().isBefore(to))
                .toList();
        return new Background(Catalog.shipped(), happened.and(rolledOut(declared)), sources(), trend);
    }

    /// When which rollout reached a node.
    public List<Change> rollouts(NodeId node) {
        return rolledOut(rollouts.declared().entries()).of(node, Instant.EPOCH, Instant.MAX);
    }

    private Changes rolledOut(List<BaselineFolder.Entry> declared) {
        Map<String, String> names = new HashMap<>();
        declared.forEach(
                entry -> names.put(entry.rule().name(), entry.baseline().name()));
        return new RolloutChanges(rollouts.all().values(), rollouts::ruleOf, rule -> names.getOrDefault(rule, rule));
    }

    /// What is known of the baselines that are declared here, and of those that were published.
    public Sources sources() {
        List<Baseline> baselines = rollouts.declared().entries().stream()
                .map(BaselineFolder.Entry::baseline)
                .toList();
        Sources places = Sources.of(baselines);
        return new Sources() {
            @Override
            public Optional<String> place(CheckId check, String expected, String document) {
                return places.place(check, expected, document);
            }

            @Override
            public Optional<String> name(String digest) {
                return rollouts.nameOf(digest);
            }
        };
    }

    private List<Change> happened(NodeId node, Instant now) {
        Remembered before = remembered.get(node);
        if (before != null && Duration.between(before.at(), now).compareTo(REMEMBERED) < 0) {
            return before.changes();
        }
        List<Change> changes = new ArrayList<>();
        pages.changes(node)
                .forEach(line -> line.event().flatMap(event -> Change.of(event)).ifPresent(changes::add));
        if (remembered.size() >= MOST_REMEMBERED) {
            remembered.clear();
        }
        remembered.put(node, new Remembered(now, List.copyOf(changes)));
        return changes;
    }
}
