package io.holdfast.protocol.fact;

import java.util.Comparator;

/// One thing read on a node: which check, about what, what was read, and where (a path on the host or a command line).
public record Fact(CheckId check, Instance instance, Reading reading, String source) {
    /// By check, then instance: the order of every list of facts that leaves the agent.
    public static final Comparator<Fact> ORDER =
            Comparator.comparing(Fact::check).thenComparing(Fact::instance).thenComparing(Fact::source);

    public boolean isMissing() {
        return reading instanceof Reading.Missing;
    }
}
