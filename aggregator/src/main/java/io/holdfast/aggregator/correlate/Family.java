package io.holdfast.aggregator.correlate;

import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.fact.Fact;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where something of a family of checks was read, with a fact that shows it.
final class Family {
    private final @Nullable Fact[] shown;

    private Family(int nodes) {
        this.shown = new Fact[nodes];
    }

    /// @param row of the family
    static Family of(Check row, Extract extract, Catalog catalog) {
        Family family = new Family(extract.nodes().size());
        extract.readings().forEach((check, readings) -> {
            if (catalog.find(check).filter(row::equals).isPresent()) {
                family.add(readings);
            }
        });
        return family;
    }

    private void add(Extract.Readings readings) {
        @Nullable Fact[] read = new Fact[readings.size()];
        for (int number = 0; number < read.length; number++) {
            for (Fact fact : readings.facts(number)) {
                if (!fact.isMissing()) {
                    read[number] = fact;
                    break;
                }
            }
        }
        for (int node = 0; node < shown.length; node++) {
            if (shown[node] == null) {
                shown[node] = read[readings.of(node)];
            }
        }
    }

    Optional<Fact> fact(int node) {
        return Optional.ofNullable(shown[node]);
    }
}
