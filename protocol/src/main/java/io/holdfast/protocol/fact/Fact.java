package io.holdfast.protocol.fact;

import java.util.Comparator;

/// One thing read on a node: which check, about what, what was read, and where (a path on the host or a command line).
public record Fact(CheckId check, Instance instance, Reading reading, String source) {
    /// By check, then instance: the order of every list of facts that leaves the agent.
    public static final Comparator<Fact> ORDER = Fact::order;

    /// By hand: thousands of facts are sorted for each judgement.
    private static int order(Fact one, Fact other) {
        int order = one.check.compareTo(other.check);
        if (order == 0) {
            order = one.instance.compareTo(other.instance);
        }
        return order == 0 ? one.source.compareTo(other.source) : order;
    }

    public boolean isMissing() {
        return reading instanceof Reading.Missing;
    }
}
