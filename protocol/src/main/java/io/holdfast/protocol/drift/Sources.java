package io.holdfast.protocol.drift;

import io.holdfast.protocol.baseline.Baseline;
import io.holdfast.protocol.fact.CheckId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// What is known of baselines beside what nodes tell of them.
public interface Sources {
    /// Nothing is known.
    Sources NONE = of(List.of());

    /// File and line of an expectation, `site/train.yaml:12`; empty where that is not known.
    ///
    /// @param expected the constraint in words
    Optional<String> place(CheckId check, String expected, String document);

    /// Name of a baseline; empty where no such baseline is known.
    Optional<String> name(String digest);

    /// Those of baselines as they were read.
    static Sources of(Collection<Baseline> baselines) {
        return new Sources() {
            @Override
            public Optional<String> place(CheckId check, String expected, String document) {
                return baselines.stream()
                        .flatMap(one -> one.of(check).stream())
                        .filter(one -> one.from().document().equals(document))
                        .filter(one -> one.constraint().words().equals(expected))
                        .map(one -> one.from().place())
                        .filter(place -> !place.isEmpty())
                        .findFirst();
            }

            @Override
            public Optional<String> name(String digest) {
                return Optional.empty();
            }
        };
    }
}
