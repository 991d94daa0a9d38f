package io.holdfast.aggregator.rollout;

import io.holdfast.aggregator.fold.Highlights;
import io.holdfast.protocol.baseline.Selector;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Which nodes a baseline is for. Of several rules that fit a node the first counts.
///
/// @param name of the rule; rollouts go by it
/// @param baseline name of the baseline
/// @param set values of its variables
/// @param facts what the node has to be, by check; `*` stands for any letters
/// @param labels that it has to have
public record Rule(
        String name,
        String baseline,
        SortedMap<String, String> set,
        SortedMap<String, String> facts,
        SortedMap<String, String> labels) {
    public Rule {
        set = Collections.unmodifiableSortedMap(new TreeMap<>(set));
        facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    }

    /// For every node there is.
    public static Rule forAll(String baseline) {
        return new Rule(baseline, baseline, new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
    }

    /// Whether a node is meant. What is not known of a node fits nothing.
    boolean fits(Highlights known, Map<String, String> itsLabels) {
        return itsLabels.entrySet().containsAll(labels.entrySet())
                && facts.entrySet().stream()
                        .allMatch(fact -> known.of(fact.getKey())
                                .filter(value -> Selector.fits(List.of(fact.getValue()), value))
                                .isPresent());
    }

    /// The rule for a node.
    public static Optional<Rule> of(List<Rule> rules, Highlights known, Map<String, String> labels) {
        return rules.stream().filter(rule -> rule.fits(known, labels)).findFirst();
    }
}
