package io.holdfast.protocol.judge;

import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Snapshot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The facts of a snapshot by check and instance. Of two about one thing the later counts.
final class Facts {
    /// Those of one check, in the order of instances; the checks in their order.
    private final Map<CheckId, List<Fact>> byCheck = new LinkedHashMap<>();

    Facts(Snapshot snapshot) {
        List<Fact> all = snapshot.facts();
        int start = 0;
        for (int end = 1; end <= all.size(); end++) {
            if (end == all.size() || !all.get(end).check().equals(all.get(start).check())) {
                byCheck.put(all.get(start).check(), distinct(all.subList(start, end)));
                start = end;
            }
        }
    }

    private static List<Fact> distinct(List<Fact> facts) {
        boolean isDistinct = true;
        for (int i = 1; i < facts.size(); i++) {
            isDistinct &= !isSameInstance(facts, i);
        }
        if (isDistinct) {
            return facts;
        }
        List<Fact> last = new ArrayList<>();
        for (int i = 0; i < facts.size(); i++) {
            if (i + 1 == facts.size() || !isSameInstance(facts, i + 1)) {
                last.add(facts.get(i));
            }
        }
        return last;
    }

    /// Whether a fact is about what the one before is about.
    private static boolean isSameInstance(List<Fact> facts, int at) {
        return facts.get(at).instance().equals(facts.get(at - 1).instance());
    }

    boolean has(CheckId check) {
        return byCheck.containsKey(check);
    }

    /// In their order.
    Set<CheckId> checks() {
        return byCheck.keySet();
    }

    /// In the order of instances.
    List<Fact> of(CheckId check) {
        return byCheck.getOrDefault(check, List.of());
    }

    Optional<Fact> find(CheckId check, Instance instance) {
        List<Fact> facts = of(check);
        int low = 0;
        int high = facts.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = facts.get(middle).instance().compareTo(instance);
            if (order == 0) {
                return Optional.of(facts.get(middle));
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return Optional.empty();
    }

    Optional<Reading> reading(CheckId check, Instance instance) {
        return find(check, instance).map(Fact::reading);
    }

    /// Whether any check of a row was read.
    boolean areAnyRead(Check row, Catalog catalog) {
        return byCheck.entrySet().stream()
                .anyMatch(entry -> hasValue(entry.getValue())
                        && catalog.find(entry.getKey()).filter(row::equals).isPresent());
    }

    private static boolean hasValue(List<Fact> facts) {
        return facts.stream().anyMatch(fact -> !fact.isMissing());
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
