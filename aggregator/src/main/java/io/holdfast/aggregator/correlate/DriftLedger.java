package io.holdfast.aggregator.correlate;

import io.holdfast.protocol.drift.Difference;
import io.holdfast.protocol.drift.DriftRecord;
import io.holdfast.protocol.drift.DriftTrend;
import io.holdfast.protocol.drift.NodeDrift;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.wire.Wire;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What there is to write of a fleet's drift, beside what was written before. Pure.
public final class DriftLedger {
    /// Checks that are open on each node that differs.
    public record Open(Map<NodeId, Set<CheckId>> checks) {
        public Open {
            checks = Map.copyOf(checks);
        }

        public static Open of(Collection<NodeDrift> nodes) {
            return new Open(nodes.stream()
                    .filter(node -> !open(node.differences()).isEmpty())
                    .collect(Collectors.toMap(NodeDrift::node, node -> open(node.differences()))));
        }

        private static Set<CheckId> open(List<Difference> differences) {
            return differences.stream()
                    .filter(one -> !one.isHeld())
                    .map(Difference::check)
                    .collect(Collectors.toUnmodifiableSet());
        }

        private Set<CheckId> of(NodeId node) {
            return checks.getOrDefault(node, Set.of());
        }
    }

    private static final class Tally {
        private int nodes;
        private int began;
        private int ended;

        private DriftTrend.Count count() {
            return new DriftTrend.Count(nodes, began, ended);
        }
    }

    private DriftLedger() {}

    /// What has come and gone since the look before. On a node that was taken away nothing ended.
    public static DriftTrend.Look look(Open before, Collection<NodeDrift> nodes) {
        Open now = Open.of(nodes);
        SortedMap<CheckId, Tally> checks = new TreeMap<>();
        Tally fleet = new Tally();
        for (NodeDrift node : nodes) {
            Set<CheckId> then = before.of(node.node());
            Set<CheckId> open = now.of(node.node());
            fleet.nodes += open.isEmpty() ? 0 : 1;
            fleet.began += then.isEmpty() && !open.isEmpty() ? 1 : 0;
            fleet.ended += !then.isEmpty() && open.isEmpty() ? 1 : 0;
            Set<CheckId> all = new HashSet<>(then);
            all.addAll(open);
            for (CheckId check : all) {
                Tally tally = checks.computeIfAbsent(check, _ -> new Tally());
                tally.nodes += open.contains(check) ? 1 : 0;
                tally.began += then.contains(check) ? 0 : 1;
                tally.ended += open.contains(check) ? 0 : 1;
            }
        }
        SortedMap<CheckId, DriftTrend.Count> counts = new TreeMap<>();
        checks.forEach((check, tally) -> counts.put(check, tally.count()));
        return new DriftTrend.Look(fleet.count(), counts);
    }

    /// Whether anything has come or gone.
    public static boolean isNews(DriftTrend.Look look) {
        return look.checks().values().stream().anyMatch(count -> count.began() + count.ended() > 0);
    }

    /// One record to write.
    ///
    /// @param record empty to delete what stands under the key
    public record Write(String key, Optional<DriftRecord> record) {}

    /// Those records that read otherwise than what stands, and those that stand and are no more.
    ///
    /// @param told what stands, by key
    /// @param wanted all that should stand, apart from what is kept whatever comes
    public static List<Write> writes(Map<String, byte[]> told, Collection<DriftRecord> wanted, Set<String> kept) {
        Map<String, Write> writes = new LinkedHashMap<>();
        Set<String> keys = new HashSet<>(kept);
        for (DriftRecord record : wanted) {
            keys.add(record.key());
            if (!Arrays.equals(told.get(record.key()), Wire.encode(record))) {
                writes.put(record.key(), new Write(record.key(), Optional.of(record)));
            }
        }
        told.keySet().stream()
                .filter(key -> !keys.contains(key))
                .sorted()
                .forEach(key -> writes.put(key, new Write(key, Optional.empty())));
        return List.copyOf(writes.values());
    }
}
