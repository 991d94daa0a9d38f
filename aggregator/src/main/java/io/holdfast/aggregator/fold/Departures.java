package io.holdfast.aggregator.fold;

import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.finding.Finding;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What departs from the baseline on a node, held back for a while or not.
///
/// @param all the instances of each check; none where it is not known which
public record Departures(SortedMap<CheckId, SortedSet<Instance>> all) {
    /// A fleet's summaries are read by every replica: what departs on more instances than that is told by its check
    /// alone. A node has 144 PCI functions, and up to 1,270 virtual ones.
    static final int NAMED = 256;

    public Departures {
        TreeMap<CheckId, SortedSet<Instance>> kept = new TreeMap<>();
        all.forEach((check, instances) -> kept.put(check, Collections.unmodifiableSortedSet(new TreeSet<>(instances))));
        all = Collections.unmodifiableSortedMap(kept);
    }

    /// Checks of which it is not known on which instances they depart.
    public static Departures of(Collection<CheckId> checks) {
        return with(checks, Map.of());
    }

    static Departures with(Collection<CheckId> checks, Map<CheckId, List<Instance>> named) {
        TreeMap<CheckId, SortedSet<Instance>> all = new TreeMap<>();
        checks.forEach(check -> all.put(check, new TreeSet<>(named.getOrDefault(check, List.of()))));
        return new Departures(all);
    }

    /// The instances as a summary keeps them: names that many nodes share are kept once.
    static SortedMap<CheckId, List<Instance>> named(Collection<Finding> findings) {
        TreeMap<CheckId, SortedSet<Instance>> all = new TreeMap<>();
        findings.stream()
                .filter(one -> one.declared().isPresent())
                .filter(one -> switch (one.outcome()) {
                    case DRIFT, PENDING, FAULT, SUPPRESSED -> true;
                    case OK, UNKNOWN, NOT_APPLICABLE, WAIVED -> false;
                })
                .forEach(one ->
                        all.computeIfAbsent(one.check(), _ -> new TreeSet<>()).addAll(one.instances()));
        TreeMap<CheckId, List<Instance>> named = new TreeMap<>();
        all.forEach((check, instances) -> {
            if (instances.size() <= NAMED) {
                named.put(check, List.copyOf(instances));
            }
        });
        return named;
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    public Set<CheckId> checks() {
        return all.keySet();
    }

    /// Whether a check departs on an instance, or may do so.
    public boolean has(CheckId check, Instance instance) {
        SortedSet<Instance> its = all.get(check);
        return its != null && (its.isEmpty() || its.contains(instance));
    }

    /// Whether it does so on any of some.
    public boolean hasAny(CheckId check, Collection<Instance> instances) {
        return instances.stream().anyMatch(one -> has(check, one));
    }
}
