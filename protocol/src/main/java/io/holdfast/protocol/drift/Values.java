package io.holdfast.protocol.drift;

import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.drift.DriftReport.Value;
import io.holdfast.protocol.finding.Outcome;

/// Puts beside a difference what is known of its check and of who says so.
final class Values {
    private Values() {}

    static Value of(Difference one, Background background) {
        Check row = background.catalog().find(one.check()).orElseGet(() -> Check.unlisted(one.check()));
        // Nobody repairs what nobody could judge.
        boolean isMendable = one.outcome() != Outcome.UNKNOWN;
        return new Value(
                one.check(),
                row.title(),
                one.outcome(),
                one.severity(),
                one.expected(),
                one.observed(),
                row.unit(),
                one.layer(),
                one.document(),
                background
                        .sources()
                        .place(one.check(), one.expected(), one.document())
                        .orElse(""),
                isMendable ? row.fix() : "",
                isMendable ? row.cost() : Check.Cost.NONE);
    }
}
