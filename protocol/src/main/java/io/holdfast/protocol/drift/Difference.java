package io.holdfast.protocol.drift;

import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.finding.Finding;
import io.holdfast.protocol.finding.Outcome;
import io.holdfast.protocol.finding.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One finding of a node that tells it from what was declared, in short: the node's page has the rest.
///
/// @param instances how many of the node's instances
/// @param since first time of it (node clock)
/// @param layer which layer of the baseline says so; empty text where the check itself does
/// @param document the document it stands in; empty text as above
public record Difference(
        CheckId check,
        int instances,
        Outcome outcome,
        Severity severity,
        String expected,
        String observed,
        Instant since,
        String layer,
        String document) {
    /// A fleet drifts in few words: each is kept once, not once for each node.
    public Difference {
        expected = expected.intern();
        observed = observed.intern();
        layer = layer.intern();
        document = document.intern();
    }

    /// The differences among a node's findings.
    public static List<Difference> of(List<Finding> findings) {
        return findings.stream().filter(Difference::isOne).map(Difference::of).toList();
    }

    private static Difference of(Finding finding) {
        return new Difference(
                finding.check(),
                finding.instances().size(),
                finding.outcome(),
                finding.severity(),
                finding.expected(),
                finding.observed(),
                finding.since(),
                finding.declared().map(Finding.Declared::layer).orElse(""),
                finding.declared().map(Finding.Declared::document).orElse(""));
    }

    /// A fault is one where a baseline declared otherwise. What could not be judged is one where the node waits for
    /// it; elsewhere it is coverage.
    private static boolean isOne(Finding finding) {
        Optional<Finding.Declared> declared = finding.declared();
        Outcome beneath = finding.held().map(Finding.Held::outcome).orElse(finding.outcome());
        return switch (beneath) {
            case DRIFT, PENDING -> true;
            case FAULT, SUPPRESSED, WAIVED -> declared.isPresent();
            case UNKNOWN -> declared.filter(Finding.Declared::release).isPresent();
            case OK, NOT_APPLICABLE -> false;
        };
    }

    /// Whether it is known to be otherwise: what could not be judged is neither as declared nor drift.
    public boolean departs() {
        return switch (outcome) {
            case DRIFT, PENDING, FAULT -> true;
            case UNKNOWN, SUPPRESSED, WAIVED, OK, NOT_APPLICABLE -> false;
        };
    }

    /// Whether somebody decided to live with it for a while.
    public boolean isHeld() {
        return outcome == Outcome.WAIVED || outcome == Outcome.SUPPRESSED;
    }
}
