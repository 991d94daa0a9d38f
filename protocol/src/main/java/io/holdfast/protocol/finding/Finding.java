package io.holdfast.protocol.finding;

import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Instance;
import java.time.Instant;
import java.util.List;

/// One judgement about one check, with all instances that share outcome, expectation and observation.
///
/// @param expected the constraint in words, `none` or `>= 8`
/// @param observed what was read, or the reason why nothing was
/// @param since first time of the present outcome for these instances (node clock)
/// @param evidence where it was read: path or command line, with detail
public record Finding(
        CheckId check,
        List<Instance> instances,
        Scope scope,
        Outcome outcome,
        Severity severity,
        String expected,
        String observed,
        Instant since,
        String evidence) {
    public Finding {
        instances = instances.stream().sorted().toList();
        if (instances.isEmpty()) {
            throw new IllegalArgumentException("finding of " + check + " names no instance");
        }
    }
}
