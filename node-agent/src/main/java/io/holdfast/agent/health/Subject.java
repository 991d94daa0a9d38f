package io.holdfast.agent.health;

import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import java.util.Comparator;

/// What a memory is about: one check of one instance.
record Subject(CheckId check, Instance instance) implements Comparable<Subject> {
    private static final Comparator<Subject> ORDER =
            Comparator.comparing(Subject::check).thenComparing(Subject::instance);

    static Subject of(Fact fact) {
        return new Subject(fact.check(), fact.instance());
    }

    @Override
    public int compareTo(Subject other) {
        return ORDER.compare(this, other);
    }
}
