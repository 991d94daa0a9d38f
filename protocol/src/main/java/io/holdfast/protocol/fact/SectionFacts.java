package io.holdfast.protocol.fact;

import java.time.Instant;
import java.util.List;

/// The facts of one section as last observed, in `Fact.ORDER`.
///
/// @param observedAt when the youngest of its sources was read (node clock)
public record SectionFacts(Section section, Instant observedAt, List<Fact> facts) {
    public SectionFacts {
        facts = Fact.inOrder(facts);
    }
}
