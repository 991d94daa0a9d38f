package io.holdfast.protocol.baseline;

import io.holdfast.protocol.baseline.floor.Advisory;
import io.holdfast.protocol.fact.CheckId;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a node should be: a flat list of expectations, put together from layers. Known by the digest of its
/// content.
///
/// @param name `ai-factory/1-4-3-200-h200`; empty text for none
/// @param title one line of meaning
/// @param variables the choices it was put together with
/// @param expectations by check; of several that fit one instance the later of the most specific ones counts
/// @param advisories security floors, judged beside the expectations
public record Baseline(
        String name,
        String title,
        SortedMap<String, String> variables,
        List<Expectation> expectations,
        List<Advisory> advisories) {
    /// No baseline: conformance is not claimed.
    public static final Baseline NONE = new Baseline("", "", new TreeMap<>(), List.of());

    public Baseline(String name, String title, SortedMap<String, String> variables, List<Expectation> expectations) {
        this(name, title, variables, expectations, List.of());
    }

    public Baseline {
        advisories = List.copyOf(advisories);
        variables = Collections.unmodifiableSortedMap(new TreeMap<>(variables));
        expectations = expectations.stream()
                .sorted(Comparator.comparing(Expectation::check)
                        .thenComparingInt(one -> one.where().specificity())
                        .thenComparing(one -> one.from().layer()))
                .toList();
    }

    public boolean isNone() {
        return name.isEmpty();
    }

    /// With other advisories beside it.
    public Baseline with(List<Advisory> others) {
        return new Baseline(name, title, variables, expectations, others);
    }

    /// The advisories as far as they are about a check.
    public List<Advisory> advisoriesOf(CheckId check) {
        return advisories.stream().flatMap(one -> one.about(check).stream()).toList();
    }

    /// What it says of a check, the weakest first.
    public List<Expectation> of(CheckId check) {
        return expectations.stream().filter(one -> one.check().equals(check)).toList();
    }
}
