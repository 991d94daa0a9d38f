package io.holdfast.aggregator.web;

import io.holdfast.aggregator.foreign.Work;
import io.holdfast.aggregator.web.FleetBody.NeedBody;
import io.holdfast.protocol.finding.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Work of others that a person should look at: it failed, or takes too long. One line for each kind of it, however
/// many nodes it is on.
final class WorkNeeds {
    private record On(NodeSummary node, WorkBody work) {}

    private WorkNeeds() {}

    static List<NeedBody> of(Collection<NodeSummary> nodes) {
        Map<String, List<On>> failed = new TreeMap<>();
        Map<String, List<On>> late = new TreeMap<>();
        for (NodeSummary node : nodes) {
            for (WorkBody work : node.work()) {
                if (work.stage() == Work.Stage.FAILED) {
                    failed.computeIfAbsent(work.words(), _ -> new ArrayList<>()).add(new On(node, work));
                } else if (work.isLong()) {
                    late.computeIfAbsent(work.words(), _ -> new ArrayList<>()).add(new On(node, work));
                }
            }
        }
        List<NeedBody> needs = new ArrayList<>();
        failed.values().forEach(same -> needs.add(need(same, Severity.DEGRADED, "failed")));
        late.values().forEach(same -> needs.add(need(same, Severity.WARNING, "takes long")));
        return needs;
    }

    private static NeedBody need(List<On> same, Severity severity, String how) {
        On first = same.getFirst();
        String text = first.work().words() + " " + how + " (" + first.work().said() + ")"
                + (same.size() == 1 ? "" : " on " + same.size() + " nodes");
        return new NeedBody(
                "work",
                first.node().node(),
                first.node().state(),
                severity,
                text,
                same.stream()
                        .map(one -> one.work().since())
                        .min(Instant::compareTo)
                        .orElseThrow(),
                first.node().node().toString());
    }
}
