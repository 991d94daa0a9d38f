package io.holdfast.protocol.baseline;

import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.finding.Outcome;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What only the aggregator can know of a node. Each entry ends by itself.
///
/// @param labels the node's Kubernetes labels
public record Overrides(SortedMap<String, String> labels, List<Waiver> waivers, List<Suppression> suppressions) {
    /// Nothing is known.
    public static final Overrides NONE = new Overrides(new TreeMap<>(), List.of(), List.of());

    public Overrides {
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
        waivers = List.copyOf(waivers);
        suppressions = List.copyOf(suppressions);
    }

    /// An approved exception: still judged, shown and counted, never as OK.
    ///
    /// @param check name of a check, or of a family as `gpu.xid.*`
    /// @param owner who answers for it
    /// @param until when what it covers is a finding again
    public record Waiver(String check, Selector where, String reason, String owner, Instant until) {
        public Waiver {
            if (reason.isBlank() || owner.isBlank()) {
                throw new IllegalArgumentException("waiver of " + check + " names no reason or no owner");
            }
        }

        /// Whether it is about a check.
        public boolean covers(CheckId other) {
            return other.text().equals(check) || (check.endsWith("*") && Selector.fits(List.of(check), other.text()));
        }
    }

    /// When anything of it ends, in order, as far as that is still to come.
    public List<Instant> ends(Instant now) {
        return Stream.concat(
                        waivers.stream().map(Waiver::until),
                        suppressions.stream().map(Suppression::until))
                .filter(now::isBefore)
                .distinct()
                .sorted()
                .toList();
    }

    /// Findings held back while an upgrade, a rollout or a maintenance is under way.
    ///
    /// @param checks names of checks, with `*` for any letters; empty for all
    /// @param outcomes which findings of these; empty for all
    /// @param until when they are findings again
    public record Suppression(
            List<String> checks, Selector where, SortedSet<Outcome> outcomes, String reason, Instant until) {
        public Suppression {
            checks = List.copyOf(checks);
            // An older writer knows none.
            outcomes = Collections.unmodifiableSortedSet(outcomes == null ? new TreeSet<>() : new TreeSet<>(outcomes));
            if (reason.isBlank()) {
                throw new IllegalArgumentException("suppression names no reason");
            }
        }

        /// Of all that departs.
        public Suppression(List<String> checks, Selector where, String reason, Instant until) {
            this(checks, where, new TreeSet<>(), reason, until);
        }

        /// Whether it is about a finding.
        public boolean covers(CheckId check, Outcome outcome) {
            return (outcomes.isEmpty() || outcomes.contains(outcome))
                    && (checks.isEmpty() || Selector.fits(checks, check.text()));
        }
    }
}
