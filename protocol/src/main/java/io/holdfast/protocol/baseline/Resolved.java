package io.holdfast.protocol.baseline;

import io.holdfast.protocol.fact.CheckId;
import java.util.List;

/// A baseline as put together, and what was left out of it.
public record Resolved(Baseline baseline, List<Variable> variables, List<LeftOut> leftOut) {
    public Resolved {
        variables = List.copyOf(variables);
        leftOut = List.copyOf(leftOut);
    }

    /// What a document says and the baseline does not.
    ///
    /// @param why `replaced by role (site/train)`, `network is infiniband`
    public record LeftOut(CheckId check, Expectation.Source from, String why) {}
}
