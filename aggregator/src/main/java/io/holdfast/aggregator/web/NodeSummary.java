package io.holdfast.aggregator.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.holdfast.aggregator.fold.FleetNode;
import io.holdfast.aggregator.fold.Speakers;
import io.holdfast.aggregator.foreign.Work;
import io.holdfast.aggregator.topology.Coverage;
import io.holdfast.aggregator.topology.Inventory;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.finding.Outcome;
import io.holdfast.protocol.finding.Severity;
import io.holdfast.protocol.fleet.Enrolment.Identity;
import io.holdfast.protocol.fleet.NodeState;
import io.holdfast.protocol.report.Origin;
import io.holdfast.protocol.wire.KeyId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One node as the API lists it. What is not known is null, never a plausible value.
///
/// @param under what a node that is SILENT said last, or what one that somebody works on says
/// @param since since when it is in that state
/// @param work what others do to it
/// @param gravest check of the worst fault
/// @param uncovered checks that its install may not read, by the privileges they need
/// @param baseline digest of the baseline it is judged by; null for none
/// @param unmet checks that are release conditions and not met, or not known to be
/// @param drift the gravest difference from what was declared; null for none
/// @param duplicate null as long as one machine speaks under the name
@JsonInclude(JsonInclude.Include.ALWAYS)
public record NodeSummary(
        NodeId node,
        String cluster,
        String name,
        NodeState state,
        @Nullable NodeState under,
        List<String> marks,
        @Nullable DuplicateBody duplicate,
        List<WorkBody> work,
        @Nullable Instant since,
        @Nullable Instant lastHeard,
        @Nullable String bootId,
        @Nullable String agentVersion,
        @Nullable String identity,
        @Nullable String origin,
        SortedMap<Outcome, Integer> findings,
        @Nullable Severity worst,
        @Nullable String gravest,
        Map<String, Integer> missing,
        SortedMap<String, Integer> uncovered,
        @Nullable String os,
        @Nullable String kernel,
        @Nullable String driver,
        @Nullable String gpuModel,
        @Nullable Integer gpus,
        @Nullable Integer nics,
        @Nullable String product,
        SortedMap<String, String> labels,
        int facts,
        @Nullable String baseline,
        List<String> unmet,
        @Nullable DriftBody drift) {

    /// Two machines, or two agents on one, that speak under one name. What is shown is of the one that enrolled
    /// last.
    ///
    /// @param boots boot ids of those who speak
    record DuplicateBody(List<String> boots, Instant since) {}

    static NodeSummary of(FleetNode node, Inventory inventory, Instant now) {
        SortedMap<String, String> highlights = node.highlights().values();
        List<String> marks = new ArrayList<>();
        if (node.health().findings().containsKey(Outcome.WAIVED)) {
            marks.add("WAIVED");
        }
        if (node.health().findings().containsKey(Outcome.UNKNOWN)) {
            marks.add("UNKNOWN");
        }
        Optional<Speakers.Duplicate> duplicate = node.speakers().duplicate();
        if (duplicate.isPresent()) {
            marks.add("DUPLICATE");
        }
        List<WorkBody> work = WorkBody.of(node.work(), now);
        boolean faulty = node.health().findings().containsKey(Outcome.FAULT);
        NodeState state = Coverage.of(node, inventory, now);
        TreeMap<String, Integer> missing = new TreeMap<>();
        node.health().missing().forEach((why, count) -> missing.put(Reading.word(why), count));
        return new NodeSummary(
                node.node(),
                node.node().cluster(),
                node.node().name(),
                state,
                state == node.health().judged() ? null : node.health().judged(),
                marks,
                duplicate
                        .map(mark -> new DuplicateBody(List.copyOf(mark.boots()), mark.since()))
                        .orElse(null),
                work,
                state == node.state() ? node.since() : began(node),
                node.lastHeard(),
                text(node.level().boot()),
                text(node.agentVersion()),
                identity(node.level().keyId()),
                node.origin() == Origin.UNKNOWN ? null : node.origin().name().toLowerCase(Locale.ROOT),
                node.health().findings(),
                faulty ? node.health().worst() : null,
                text(node.health().gravest()),
                missing,
                node.health().uncovered(),
                highlights.get("os"),
                highlights.get("kernel"),
                highlights.get("driver"),
                highlights.get("gpuModel"),
                number(highlights.get(highlights.containsKey("gpus") ? "gpus" : "gpusOnBus")),
                number(highlights.get("nics")),
                highlights.get("product"),
                inventory.labels(node.node()),
                node.health().facts(),
                text(node.health().baseline()),
                node.health().unmet().stream().map(CheckId::text).toList(),
                DriftBody.of(node.health().differences()));
    }

    /// A node that the inventory lists and nobody has heard.
    static NodeSummary unenrolled(NodeId node, SortedMap<String, String> labels) {
        return new NodeSummary(
                node,
                node.cluster(),
                node.name(),
                NodeState.UNENROLLED,
                null,
                List.of(),
                null,
                List.of(),
                null,
                null,
                null,
                null,
                null,
                null,
                new TreeMap<>(),
                null,
                null,
                Map.of(),
                new TreeMap<>(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                labels,
                0,
                null,
                List.of(),
                null);
    }

    /// When the work began that the state comes from.
    private static Instant began(FleetNode node) {
        return node.work().stream()
                .filter(one -> one.stage() == Work.Stage.UNDER_WAY)
                .map(Work::since)
                .min(Instant::compareTo)
                .orElse(node.since());
    }

    private static @Nullable String identity(String keyId) {
        Identity identity = KeyId.parse(keyId).identity();
        return identity == Identity.UNKNOWN ? null : identity.name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable String text(String value) {
        return value.isEmpty() ? null : value;
    }

    private static @Nullable Integer number(@Nullable String value) {
        return value == null || !value.matches("\\d{1,6}") ? null : Integer.valueOf(value);
    }
}
