package io.holdfast.protocol.judge;

import io.holdfast.protocol.baseline.Baseline;
import io.holdfast.protocol.baseline.Overrides;
import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.finding.Outcome;
import io.holdfast.protocol.finding.Severity;
import io.holdfast.protocol.wire.Topics;
import java.util.Optional;

/// What a node is judged by beside the checks' own measure.
///
/// @param digest of the baseline; empty text for none
/// @param lack why the baseline that was assigned is not the one judged by; empty text where it is
public record Declaration(String digest, Baseline baseline, Overrides overrides, String lack) {
    private static final CheckId UNAVAILABLE = new CheckId("baseline.unavailable");

    /// Nothing is declared.
    public static final Declaration NONE = new Declaration("", Baseline.NONE, Overrides.NONE, "");

    /// What is to be told of a baseline that was assigned and is not there.
    public Optional<Judgement> unavailable() {
        if (lack.isEmpty()) {
            return Optional.empty();
        }
        Fact fact =
                new Fact(UNAVAILABLE, Instance.NODE, Reading.missing(Reading.Why.ABSENT, lack), Topics.BASELINE.name());
        return Optional.of(new Judgement(
                fact, Check.unlisted(UNAVAILABLE), Outcome.UNKNOWN, Severity.WARNING, "the assigned baseline", lack));
    }

    /// Whether it may say another thing later of the same facts: what is held back ends by itself.
    boolean endsByItself() {
        return !overrides.waivers().isEmpty() || !overrides.suppressions().isEmpty();
    }

    /// Whether the same facts judged again, later, may come out otherwise than by this other one.
    public boolean mayDifferFrom(Declaration earlier) {
        return endsByItself() || !equals(earlier);
    }
}
