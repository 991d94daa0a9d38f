package io.holdfast.protocol.finding;

import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Instance;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One judgement about one check, with all instances that share outcome, expectation and observation.
///
/// @param expected the constraint in words, `none` or `>= 8`
/// @param observed what was read, or the reason why nothing was
/// @param since first time of the present outcome for these instances (node clock)
/// @param evidence where it was read: path or command line, with detail
/// @param declared what says so; empty where the check itself has a right value on every node
/// @param held why it is `WAIVED` or `SUPPRESSED`, where somebody decided so
public record Finding(
        CheckId check,
        List<Instance> instances,
        Scope scope,
        Outcome outcome,
        Severity severity,
        String expected,
        String observed,
        Instant since,
        String evidence,
        Optional<Declared> declared,
        Optional<Held> held) {
    /// Where a baseline says what is expected.
    ///
    /// @param layer the layer's word
    /// @param document the baseline or the layer document it stands in
    /// @param release whether a node may not be released to work before it is met
    public record Declared(String layer, String document, boolean release) {
        /// The layer of security advisories, which stand beside a baseline. The document is the advisory.
        public static final String FLOORS = "floors";

        /// The advisory that says so; empty text where it is none.
        public String advisory() {
            return layer.equals(FLOORS) ? document : "";
        }
    }

    /// What holds a finding back.
    ///
    /// @param outcome what it is beneath
    /// @param owner who answers for it; empty text where it is no exception
    /// @param until when it is a finding again
    public record Held(Outcome outcome, String reason, String owner, Instant until) {}

    /// The advisory that says so; empty text where it is none.
    public String advisory() {
        return declared.map(Declared::advisory).orElse("");
    }

    /// By the check's own measure.
    public Finding(
            CheckId check,
            List<Instance> instances,
            Scope scope,
            Outcome outcome,
            Severity severity,
            String expected,
            String observed,
            Instant since,
            String evidence) {
        this(
                check,
                instances,
                scope,
                outcome,
                severity,
                expected,
                observed,
                since,
                evidence,
                Optional.empty(),
                Optional.empty());
    }

    public Finding {
        instances = instances.stream().sorted().toList();
        if (instances.isEmpty()) {
            throw new IllegalArgumentException("finding of " + check + " names no instance");
        }
    }
}
