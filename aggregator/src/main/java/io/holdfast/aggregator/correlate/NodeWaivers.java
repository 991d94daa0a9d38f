package io.holdfast.aggregator.correlate;

import io.holdfast.protocol.baseline.Overrides;
import io.holdfast.protocol.baseline.Selector;
import io.holdfast.protocol.baseline.Waiver;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.NodeId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Predicate;

/// Which approved exceptions are for which nodes. Names and labels are compared once for all questions about a fleet.
public final class NodeWaivers {
    /// Nothing is waived anywhere.
    public static final NodeWaivers NONE = new NodeWaivers(Map.of(), List.of());

    /// One that is for some nodes.
    ///
    /// @param told what of it a node is told
    record One(Overrides.Waiver told, BitSet nodes) {}

    private final Map<NodeId, Integer> places;
    private final List<One> all;

    private NodeWaivers(Map<NodeId, Integer> places, List<One> all) {
        this.places = places;
        this.all = List.copyOf(all);
    }

    /// Compares names and labels.
    ///
    /// @param waivers those in force
    /// @param labels of the nodes that are asked about
    public static NodeWaivers of(Collection<Waiver> waivers, SortedMap<NodeId, ? extends Map<String, String>> labels) {
        if (waivers.isEmpty()) {
            return NONE;
        }
        List<NodeId> nodes = List.copyOf(labels.keySet());
        List<Map<String, String>> labelled = List.copyOf(labels.values());
        List<String> names = nodes.stream().map(NodeId::toString).toList();
        Map<NodeId, Integer> places = new HashMap<>();
        Map<String, Integer> byName = new HashMap<>();
        for (int at = 0; at < nodes.size(); at++) {
            places.put(nodes.get(at), at);
            byName.put(names.get(at).toLowerCase(Locale.ROOT), at);
        }
        Map<Overrides.Waiver, BitSet> told = new LinkedHashMap<>();
        for (Waiver waiver : waivers) {
            BitSet meant = named(waiver.nodes(), names, byName);
            meant.stream().filter(at -> !waiver.fits(labelled.get(at))).forEach(meant::clear);
            if (!meant.isEmpty()) {
                told.computeIfAbsent(waiver.forNode(), _ -> new BitSet()).or(meant);
            }
        }
        List<One> all = new ArrayList<>();
        told.forEach((one, meant) -> all.add(new One(one, meant)));
        return new NodeWaivers(places, all);
    }

    private static BitSet named(List<String> wanted, List<String> names, Map<String, Integer> byName) {
        BitSet meant = new BitSet();
        if (wanted.isEmpty()) {
            meant.set(0, names.size());
            return meant;
        }
        List<String> patterns = new ArrayList<>();
        for (String one : wanted) {
            Integer at = byName.get(one.toLowerCase(Locale.ROOT));
            if (one.contains("*")) {
                patterns.add(one);
            } else if (at != null) {
                meant.set(at);
            }
        }
        if (!patterns.isEmpty()) {
            Predicate<String> isMeant = Selector.fitting(patterns);
            for (int at = 0; at < names.size(); at++) {
                if (isMeant.test(names.get(at))) {
                    meant.set(at);
                }
            }
        }
        return meant;
    }

    /// The same for what a few checks are about.
    NodeWaivers about(Collection<CheckId> checks) {
        return all.isEmpty()
                ? this
                : new NodeWaivers(
                        places,
                        all.stream()
                                .filter(one -> checks.stream().anyMatch(one.told()::covers))
                                .toList());
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    List<One> all() {
        return all;
    }

    /// Which of all are for a node, by their number.
    BitSet of(NodeId node) {
        BitSet its = new BitSet();
        Integer at = places.get(node);
        for (int number = 0; at != null && number < all.size(); number++) {
            its.set(number, all.get(number).nodes().get(at));
        }
        return its;
    }

    /// What a node is told.
    public List<Overrides.Waiver> on(NodeId node) {
        return told(of(node));
    }

    List<Overrides.Waiver> told(BitSet numbers) {
        return numbers.stream().mapToObj(number -> all.get(number).told()).toList();
    }
}
