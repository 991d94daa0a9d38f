package io.holdfast.agent.probe;

import io.holdfast.agent.probe.PciPlace.Connection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which card serves which GPU: the nearest one, and every card its share.
///
/// Pure. Where several are equally near the order of addresses decides, and the pair says so.
record RailMap(List<Pair> pairs) {
    /// A GPU and its card.
    ///
    /// @param isByOrder whether another card would have been as near
    record Pair(PciPlace gpu, PciPlace card, Connection connection, boolean isByOrder) {}

    private record Candidate(PciPlace gpu, PciPlace card, Connection connection, boolean isOtherNode) {}

    RailMap {
        pairs = List.copyOf(pairs);
    }

    /// @param gpus in the order of addresses
    /// @param cards of the fabric between GPUs, in the order of addresses
    static RailMap of(List<PciPlace> gpus, List<PciPlace> cards) {
        if (gpus.isEmpty() || cards.isEmpty()) {
            return new RailMap(List.of());
        }
        int perCard = share(gpus.size(), cards.size());
        int perGpu = share(cards.size(), gpus.size());
        List<Candidate> candidates = candidates(gpus, cards);
        Map<PciPlace, Integer> ofCard = new HashMap<>();
        Map<PciPlace, Integer> ofGpu = new HashMap<>();
        List<Pair> pairs = new ArrayList<>();
        for (Candidate one : candidates) {
            boolean isFree = ofCard.getOrDefault(one.card(), 0) < perCard && ofGpu.getOrDefault(one.gpu(), 0) < perGpu;
            if (isFree) {
                boolean isByOrder = candidates.stream()
                        .anyMatch(other -> other.gpu().equals(one.gpu())
                                && !other.card().equals(one.card())
                                && isAlike(one, other));
                ofCard.merge(one.card(), 1, Integer::sum);
                ofGpu.merge(one.gpu(), 1, Integer::sum);
                pairs.add(new Pair(one.gpu(), one.card(), one.connection(), isByOrder && perGpu == 1));
            }
        }
        pairs.sort(Comparator.comparingInt((Pair pair) -> gpus.indexOf(pair.gpu()))
                .thenComparingInt(pair -> cards.indexOf(pair.card())));
        return new RailMap(pairs);
    }

    private static int share(int many, int among) {
        return (many + among - 1) / among;
    }

    private static boolean isAlike(Candidate one, Candidate other) {
        return Connection.ORDER.compare(one.connection(), other.connection()) == 0
                && one.isOtherNode() == other.isOtherNode();
    }

    private static List<Candidate> candidates(List<PciPlace> gpus, List<PciPlace> cards) {
        List<Candidate> candidates = new ArrayList<>();
        for (PciPlace gpu : gpus) {
            for (PciPlace card : cards) {
                boolean isOtherNode = !gpu.numaNode().equals(card.numaNode());
                candidates.add(new Candidate(gpu, card, gpu.to(card), isOtherNode));
            }
        }
        // The sort is stable: among equals the order of addresses stays.
        candidates.sort(
                Comparator.comparing(Candidate::connection, Connection.ORDER).thenComparing(Candidate::isOtherNode));
        return candidates;
    }

    /// The cards in the order of the GPUs they serve: the rails.
    List<PciPlace> rails() {
        return pairs.stream().map(Pair::card).distinct().toList();
    }
}
