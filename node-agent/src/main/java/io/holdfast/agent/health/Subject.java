package io.holdfast.agent.health;

import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;

/// What a memory is about: one check of one instance. Compared by hand: thousands are looked up at each look.
record Subject(CheckId check, Instance instance) implements Comparable<Subject> {
    static Subject of(Fact fact) {
        return new Subject(fact.check(), fact.instance());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Subject(CheckId otherCheck, Instance otherInstance)
                && check.equals(otherCheck)
                && instance.equals(otherInstance);
    }

    @Override
    public int hashCode() {
        return 31 * check.hashCode() + instance.hashCode();
    }

    @Override
    public int compareTo(Subject other) {
        int order = check.compareTo(other.check);
        return order == 0 ? instance.compareTo(other.instance) : order;
    }
}
