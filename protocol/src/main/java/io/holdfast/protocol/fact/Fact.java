package io.holdfast.protocol.fact;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

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

    /// By hand, as in `CheckId`: each sweep is compared with the one before.
    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof Fact(var otherCheck, var otherInstance, var otherReading, var otherSource)
                        && check.equals(otherCheck)
                        && instance.equals(otherInstance)
                        && reading.equals(otherReading)
                        && source.equals(otherSource));
    }

    @Override
    public int hashCode() {
        return 31 * (31 * check.hashCode() + instance.hashCode()) + reading.hashCode();
    }

    /// In `ORDER`, as an unmodifiable list; the same list where it is one already.
    static List<Fact> inOrder(List<Fact> facts) {
        for (int i = 1; i < facts.size(); i++) {
            if (order(facts.get(i - 1), facts.get(i)) > 0) {
                List<Fact> sorted = new ArrayList<>(facts);
                sorted.sort(ORDER);
                return List.copyOf(sorted);
            }
        }
        return List.copyOf(facts);
    }

    public boolean isMissing() {
        return reading instanceof Reading.Missing;
    }
}
