package io.holdfast.aggregator.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.holdfast.aggregator.ingest.IngestCounters;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.finding.Outcome;
import io.holdfast.protocol.finding.Severity;
import io.holdfast.protocol.fleet.NodeState;
import io.holdfast.protocol.wire.NodeRecord.Refusal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// `GET /api/v1/fleet`: the fleet in one answer.
@JsonInclude(JsonInclude.Include.ALWAYS)
record FleetBody(
        Instant asOf,
        boolean catchingUp,
        HealthBody health,
        GpuBody gpus,
        SortedMap<NodeState, Integer> states,
        List<UncoveredBody> uncovered,
        RecordsBody records,
        List<NeedBody> needsYou,
        @Nullable Instant lastRecordAt) {
    private static final Set<NodeState> IN_SERVICE =
            EnumSet.of(NodeState.HEALTHY, NodeState.UNDECLARED, NodeState.DRIFTED, NodeState.PENDING);
    private static final Set<NodeState> PLANNED = EnumSet.of(NodeState.IN_MAINTENANCE, NodeState.PREPARING);
    private static final int NEEDS_SHOWN = 50;

    /// The two health numbers.
    ///
    /// @param all nothing excluded
    /// @param plannedExcluded without nodes in planned work
    record HealthBody(PartsBody all, PartsBody plannedExcluded) {}

    /// @param inService nodes heard and without a fault that costs service
    /// @param declared nodes in service that are in all as their baseline says
    /// @param waived nodes that would be, if nothing of them were waived
    /// @param suppressed nodes that would be, if nothing of them were held back, and of which nothing is waived
    /// @param expected nodes known or listed
    record PartsBody(int inService, int declared, int waived, int suppressed, int expected) {
        static PartsBody of(Collection<NodeSummary> nodes) {
            List<NodeSummary> healthy = nodes.stream()
                    .filter(node -> node.state() == NodeState.HEALTHY)
                    .toList();
            int waived = count(healthy, node -> node.findings().containsKey(Outcome.WAIVED));
            int suppressed = count(
                    healthy,
                    node -> node.findings().containsKey(Outcome.SUPPRESSED)
                            && !node.findings().containsKey(Outcome.WAIVED));
            return new PartsBody(
                    count(nodes, node -> IN_SERVICE.contains(node.state())),
                    healthy.size() - waived - suppressed,
                    waived,
                    suppressed,
                    nodes.size());
        }

        private static int count(Collection<NodeSummary> nodes, Predicate<NodeSummary> which) {
            return (int) nodes.stream().filter(which).count();
        }
    }

    /// @param expected GPUs that should be there; not known before there are baselines
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record GpuBody(int inService, int seen, @Nullable Integer expected) {}

    /// Checks that nodes may not read.
    ///
    /// @param needs the privileges that they need
    /// @param checks how many, on the node that lacks most
    /// @param nodes on how many nodes any
    record UncoveredBody(String needs, int checks, int nodes) {}

    record RecordsBody(long accepted, long unchanged, long repeated, Map<Refusal, Long> dropped) {}

    /// @param kind `node` for what its state asks for, `duplicate` for two that speak under its name,
    ///     `waiver` for an exception that ends, `rollout` for one that waits or stopped, `baselines` for what
    ///     cannot be used, `drift` for a value that this node, the first of those that have it, should not have,
    ///     `work` for work of others that failed or takes long, on this node and maybe more,
    ///     `enrolment` for an agent of that name that was refused
    /// @param node null where it is about no single node
    /// @param state of the node
    /// @param since since when that is so; null where it never was heard
    /// @param name of what it is about
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record NeedBody(
            String kind,
            @Nullable NodeId node,
            @Nullable NodeState state,
            Severity severity,
            String text,
            @Nullable Instant since,
            String name) {
        static NeedBody of(NodeSummary node, Severity severity, String text) {
            return new NeedBody(
                    "node",
                    node.node(),
                    node.state(),
                    severity,
                    text,
                    node.since(),
                    node.node().toString());
        }
    }

    static FleetBody of(Collection<NodeSummary> nodes, IngestCounters counters, boolean caughtUp, Instant now) {
        TreeMap<NodeState, Integer> states = new TreeMap<>();
        nodes.forEach(node -> states.merge(node.state(), 1, Integer::sum));
        Map<Refusal, Long> dropped = counters.refused().entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        int gpusInService = nodes.stream()
                .filter(node -> IN_SERVICE.contains(node.state()))
                .mapToInt(FleetBody::gpus)
                .sum();
        int gpusSeen = nodes.stream().mapToInt(FleetBody::gpus).sum();
        long last = counters.lastAppendMillis();
        return new FleetBody(
                now,
                !caughtUp,
                health(nodes),
                new GpuBody(gpusInService, gpusSeen, null),
                states,
                uncovered(nodes),
                new RecordsBody(counters.accepted(), counters.unchanged(), counters.repeated(), dropped),
                needs(nodes),
                last == 0 ? null : Instant.ofEpochMilli(last));
    }

    /// With more that waits for a person.
    FleetBody and(List<NeedBody> more) {
        List<NeedBody> all = Stream.concat(more.stream(), needsYou.stream())
                .sorted(Comparator.comparing(NeedBody::severity).reversed())
                .limit(NEEDS_SHOWN)
                .toList();
        return new FleetBody(asOf, catchingUp, health, gpus, states, uncovered, records, all, lastRecordAt);
    }

    private static int gpus(NodeSummary node) {
        return node.gpus() == null ? 0 : node.gpus();
    }

    static HealthBody health(Collection<NodeSummary> nodes) {
        return new HealthBody(parts(nodes, Set.of()), parts(nodes, PLANNED));
    }

    private static PartsBody parts(Collection<NodeSummary> nodes, Set<NodeState> excluded) {
        return PartsBody.of(nodes.stream()
                .filter(node -> !excluded.contains(node.state()) && node.state() != NodeState.RETIRED)
                .toList());
    }

    private static List<UncoveredBody> uncovered(Collection<NodeSummary> nodes) {
        TreeMap<String, UncoveredBody> byNeeds = new TreeMap<>();
        nodes.forEach(node -> node.uncovered()
                .forEach((needs, checks) -> byNeeds.merge(
                        needs,
                        new UncoveredBody(needs, checks, 1),
                        (all, one) -> new UncoveredBody(
                                needs, Math.max(all.checks(), one.checks()), all.nodes() + one.nodes()))));
        return List.copyOf(byNeeds.values());
    }

    /// Nodes that wait for a person, the gravest first.
    private static List<NeedBody> needs(Collection<NodeSummary> nodes) {
        List<NodeSummary> byName =
                nodes.stream().sorted(Comparator.comparing(NodeSummary::node)).toList();
        return Stream.of(
                        byName.stream().flatMap(node -> need(node).stream()),
                        DriftNeeds.of(byName).stream(),
                        WorkNeeds.of(byName).stream())
                .flatMap(Function.identity())
                .sorted(Comparator.comparing(NeedBody::severity).reversed())
                .limit(NEEDS_SHOWN)
                .toList();
    }

    private static List<NeedBody> need(NodeSummary node) {
        List<NeedBody> needs = new ArrayList<>(byState(node));
        if (node.duplicate() != null) {
            needs.add(duplicate(node, node.duplicate()));
        }
        return needs;
    }

    private static NeedBody duplicate(NodeSummary node, NodeSummary.DuplicateBody mark) {
        String who = mark.boots().size() > 1 ? mark.boots().size() + " machines" : "two agents on one machine";
        return new NeedBody(
                "duplicate",
                node.node(),
                node.state(),
                Severity.CRITICAL,
                who + " report under this name",
                mark.since(),
                node.node().toString());
    }

    /// What the worst fault is about, in the catalog's words where it knows the check.
    private static String fault(NodeSummary node) {
        if (node.gravest() == null) {
            return "fault";
        }
        return Catalog.shipped()
                .find(new CheckId(node.gravest()))
                .map(Check::title)
                .orElse(node.gravest());
    }

    private static List<NeedBody> byState(NodeSummary node) {
        return byState(node, node.state());
    }

    /// Somebody's work explains a drift; a fault beneath it is one all the same.
    private static List<NeedBody> byState(NodeSummary node, @Nullable NodeState state) {
        return switch (state) {
            case null -> List.of();
            case UNHEALTHY -> List.of(NeedBody.of(node, Severity.CRITICAL, fault(node)));
            case DEGRADED -> List.of(NeedBody.of(node, Severity.DEGRADED, fault(node)));
            case SILENT -> List.of(NeedBody.of(node, Severity.WARNING, "silent"));
            case UNENROLLED -> List.of(NeedBody.of(node, Severity.WARNING, "listed in the inventory and never heard"));
            case IN_MAINTENANCE, PREPARING -> byState(node, node.under());
            case RETIRED, DRIFTED, PENDING, UNDECLARED, HEALTHY, UNKNOWN -> List.of();
        };
    }
}
