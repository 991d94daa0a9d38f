package io.holdfast.protocol.judge;

import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.finding.Outcome;
import io.holdfast.protocol.finding.Severity;

/// What one fact amounts to.
///
/// @param outcome `NOT_APPLICABLE` where the device or this install has no answer to give
/// @param expected what it has to be, in words
/// @param observed what was read, in words
public record Judgement(Fact fact, Check row, Outcome outcome, Severity severity, String expected, String observed) {
    /// By the row's own severity; what could not be judged is a warning.
    public static Judgement of(Fact fact, Check row, Outcome outcome, String expected) {
        Severity severity = outcome == Outcome.UNKNOWN ? Severity.WARNING : row.severityOf(fact.reading());
        return new Judgement(
                fact, row, outcome, severity, expected, fact.reading().shown());
    }

    /// The same fact, concluded otherwise.
    public Judgement with(Outcome other, Severity severity, String observed) {
        return new Judgement(fact, row, other, severity, expected, observed);
    }

    /// Whether somebody has to be told.
    public boolean isFinding() {
        return outcome != Outcome.OK && outcome != Outcome.NOT_APPLICABLE;
    }
}
