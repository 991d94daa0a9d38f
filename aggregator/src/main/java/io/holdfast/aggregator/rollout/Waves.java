package io.holdfast.aggregator.rollout;

import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.wire.Digests;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// Which node is due when: the canaries first, then by a hash of the node's name, so that a node that comes later has
/// its wave as well.
///
/// @param seed another one for each rollout: not always the same nodes go first
/// @param canaries nodes of wave 0
/// @param begun when each wave began, as far as any has
public record Waves(String seed, SortedSet<NodeId> canaries, List<Instant> begun) {
    /// Nobody is due.
    static final Waves NONE = new Waves("", new TreeSet<>(), List.of());

    /// Percent of all nodes that are due with each wave after the canaries.
    private static final List<Integer> PERCENT = List.of(5, 25, 100);

    private static final int HASHES = 10_000;
    private static final int NODES_PER_CANARY = 200;
    private static final int MOST_CANARIES = 5;

    public Waves {
        canaries = Collections.unmodifiableSortedSet(new TreeSet<>(canaries));
        // An older writer did not put it down.
        begun = begun == null ? List.of() : List.copyOf(begun);
    }

    /// @param fit nodes whose state would show that something is wrong with the baseline
    /// @param nodes how many there are altogether
    static Waves of(String seed, Collection<NodeId> fit, int nodes) {
        int count = Math.clamp(nodes / NODES_PER_CANARY, 1, MOST_CANARIES);
        TreeSet<NodeId> canaries = new TreeSet<>();
        fit.stream()
                .sorted(Comparator.comparingInt((NodeId node) -> hash(seed, node))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(count)
                .forEach(canaries::add);
        return new Waves(seed, canaries, List.of());
    }

    /// The last wave: all are due.
    public static int last() {
        return PERCENT.size();
    }

    /// With waves up to this one begun.
    Waves begun(int wave, Instant at) {
        List<Instant> times = new ArrayList<>(begun);
        while (times.size() <= wave) {
            times.add(at);
        }
        return new Waves(seed, canaries, times);
    }

    /// When the wave of a node began; empty while it has not, and where nobody put it down.
    Optional<Instant> begunFor(NodeId node) {
        int wave = of(node);
        return wave < begun.size() ? Optional.of(begun.get(wave)) : Optional.empty();
    }

    /// What a wave is called.
    public static String name(int wave) {
        return wave == 0 ? "canary" : PERCENT.get(wave - 1) + " %";
    }

    /// The wave a node is due with.
    public int of(NodeId node) {
        if (canaries.contains(node)) {
            return 0;
        }
        int hash = hash(seed, node);
        int wave = 1;
        while (hash >= PERCENT.get(wave - 1) * HASHES / 100) {
            wave++;
        }
        return wave;
    }

    private static int hash(String seed, NodeId node) {
        return Math.floorMod(
                Digests.of((seed + " " + node).getBytes(StandardCharsets.UTF_8)).hashCode(), HASHES);
    }
}
