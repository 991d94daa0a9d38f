package io.holdfast.protocol.judge;

import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.finding.Finding;
import io.holdfast.protocol.finding.Outcome;
import io.holdfast.protocol.finding.Severity;
import java.util.Optional;

/// What one fact amounts to.
///
/// @param outcome `NOT_APPLICABLE` where the device or this install has no answer to give
/// @param expected what it has to be, in words
/// @param observed what was read, in words
/// @param declared what says so; empty where the check itself has a right value
/// @param held why it is `WAIVED` or `SUPPRESSED`, where somebody decided so
public record Judgement(
        Fact fact,
        Check row,
        Outcome outcome,
        Severity severity,
        String expected,
        String observed,
        Optional<Finding.Declared> declared,
        Optional<Finding.Held> held) {
    /// By the check's own measure.
    public Judgement(Fact fact, Check row, Outcome outcome, Severity severity, String expected, String observed) {
        this(fact, row, outcome, severity, expected, observed, Optional.empty(), Optional.empty());
    }

    /// By the row's own severity; what could not be judged is a warning.
    public static Judgement of(Fact fact, Check row, Outcome outcome, String expected) {
        Severity severity = outcome == Outcome.UNKNOWN ? Severity.WARNING : row.severityOf(fact.reading());
        return new Judgement(
                fact, row, outcome, severity, expected, fact.reading().shown());
    }

    /// The same fact, concluded otherwise.
    public Judgement with(Outcome other, Severity severity, String observed) {
        return new Judgement(fact, row, other, severity, expected, observed, declared, held);
    }

    /// As somebody declared it.
    Judgement declaredBy(Finding.Declared source) {
        return new Judgement(fact, row, outcome, severity, expected, observed, Optional.of(source), held);
    }

    /// Held back.
    Judgement heldBy(Outcome other, Finding.Held why) {
        return new Judgement(fact, row, other, severity, expected, observed, declared, Optional.of(why));
    }

    /// Whether somebody has to be told.
    public boolean isFinding() {
        return outcome != Outcome.OK && outcome != Outcome.NOT_APPLICABLE;
    }
}
