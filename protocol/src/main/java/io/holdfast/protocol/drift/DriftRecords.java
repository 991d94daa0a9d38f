package io.holdfast.protocol.drift;

import io.holdfast.protocol.drift.DriftReport.Cause;
import io.holdfast.protocol.drift.DriftReport.Value;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.wire.Digests;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/// Takes a drift report apart into what the topic holds. Pure.
public final class DriftRecords {
    /// A record of ten thousand names would be written anew with each node that comes or goes.
    private static final int NAMED = 100;

    private static final int ID_LENGTH = 12;

    private DriftRecords() {}

    /// All parts but the trend.
    ///
    /// @param nodes of whom the report is
    public static List<DriftRecord> of(DriftReport report, Collection<NodeDrift> nodes, Background background) {
        List<DriftRecord> records = new ArrayList<>();
        records.add(new DriftRecord.OfFleet(
                report.headline(),
                report.summary(),
                report.counts(),
                report.causes().size()));
        report.checks()
                .forEach(one -> records.add(new DriftRecord.OfCheck(
                        one.check(), one.title(), one.severity(), one.nodes(), one.since(), one.values())));
        report.causes().forEach(cause -> records.add(cause(cause, false)));
        report.held().forEach(cause -> records.add(cause(cause, true)));
        nodes.stream()
                .filter(node -> !node.differences().isEmpty())
                .forEach(node -> records.add(node(node, background)));
        return records;
    }

    private static DriftRecord cause(Cause cause, boolean isHeld) {
        List<NodeId> named = cause.nodes().stream().limit(NAMED).toList();
        return new DriftRecord.OfCause(
                id(cause, isHeld),
                isHeld,
                cause.sentence(),
                cause.since(),
                cause.after(),
                cause.nodes().size(),
                named,
                cause.values());
    }

    private static String id(Cause cause, boolean isHeld) {
        String what = cause.values().stream()
                .map(value -> String.join(
                        "\n",
                        value.check().text(),
                        value.outcome().name(),
                        value.expected(),
                        value.observed(),
                        value.layer(),
                        value.document()))
                .collect(Collectors.joining("\n"));
        String first = cause.nodes().getFirst().toString();
        return Digests.of((isHeld + "\n" + cause.since() + "\n" + first + "\n" + what).getBytes(StandardCharsets.UTF_8))
                .replaceAll("[-_]", "")
                .substring(0, ID_LENGTH);
    }

    private static DriftRecord node(NodeDrift node, Background background) {
        return new DriftRecord.OfNode(
                node.node(),
                node.baseline(),
                node.heard(),
                node.differences().stream()
                        .map(one -> new DriftRecord.NodeValue(Values.of(one, background), one.instances(), one.since()))
                        .toList());
    }

    /// What a node's record says without what is only put beside it.
    public static List<Difference> differences(DriftRecord.OfNode record) {
        return record.values().stream().map(one -> difference(one.value(), one)).toList();
    }

    private static Difference difference(Value value, DriftRecord.NodeValue one) {
        return new Difference(
                value.check(),
                one.instances(),
                value.outcome(),
                value.severity(),
                value.expected(),
                value.observed(),
                one.since(),
                value.layer(),
                value.document());
    }
}
