package io.holdfast.aggregator.web;

import io.holdfast.protocol.drift.Difference;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.finding.Severity;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The gravest thing that tells a node from what was declared.
///
/// @param more how many other checks differ
record DriftBody(CheckId check, Severity severity, String expected, String observed, Instant since, int more) {
    /// Null where nothing is known to be otherwise.
    static @Nullable DriftBody of(List<Difference> differences) {
        List<Difference> open = differences.stream().filter(Difference::departs).toList();
        long checks = open.stream().map(Difference::check).distinct().count();
        return open.stream()
                .max(Comparator.comparing(Difference::severity)
                        .thenComparing(Difference::check, Comparator.reverseOrder()))
                .map(one -> new DriftBody(
                        one.check(), one.severity(), one.expected(), one.observed(), one.since(), (int) checks - 1))
                .orElse(null);
    }
}
