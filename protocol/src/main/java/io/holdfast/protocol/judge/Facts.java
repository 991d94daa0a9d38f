package io.holdfast.protocol.judge;

import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Snapshot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The facts of a snapshot by check and instance.
final class Facts {
    private final Map<CheckId, Map<Instance, Fact>> byCheck = new HashMap<>();

    Facts(Snapshot snapshot) {
        snapshot.facts()
                .forEach(fact -> byCheck.computeIfAbsent(fact.check(), _ -> new HashMap<>())
                        .put(fact.instance(), fact));
    }

    boolean has(CheckId check) {
        return byCheck.containsKey(check);
    }

    Set<CheckId> checks() {
        return byCheck.keySet();
    }

    /// In the order of instances.
    List<Fact> of(CheckId check) {
        return byCheck.getOrDefault(check, Map.of()).values().stream()
                .sorted(Fact.ORDER)
                .toList();
    }

    Optional<Fact> find(CheckId check, Instance instance) {
        return Optional.ofNullable(byCheck.getOrDefault(check, Map.of()).get(instance));
    }

    Optional<Reading> reading(CheckId check, Instance instance) {
        return find(check, instance).map(Fact::reading);
    }

    /// Whether a reading says that what it asks for is not there. Where the tool that would tell is not there
    /// itself, nothing is known.
    static boolean saysAbsent(Fact fact) {
        return fact.reading() instanceof Reading.Missing(Reading.Why why, String detail)
                && why == Reading.Why.ABSENT
                && !isToolAbsent(fact.source(), detail);
    }

    private static boolean isToolAbsent(String source, String detail) {
        return !source.startsWith("/") && detail.equals("no " + source.split(" ", 2)[0]);
    }
}
