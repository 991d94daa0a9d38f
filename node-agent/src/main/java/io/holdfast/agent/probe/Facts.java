package io.holdfast.agent.probe;

import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import java.util.ArrayList;
import java.util.List;

/// The facts of one observation, in the making.
public final class Facts {
    private final List<Fact> facts = new ArrayList<>();

    /// Something about the node as a whole.
    public Facts node(String check, Reading reading, String source) {
        return of(check, Instance.NODE, reading, source);
    }

    public Facts of(String check, Instance instance, Reading reading, String source) {
        facts.add(new Fact(new CheckId(check), instance, reading, source));
        return this;
    }

    /// As above, for a check that is named once and read often.
    public Facts of(CheckId check, Instance instance, Reading reading, String source) {
        facts.add(new Fact(check, instance, reading, source));
        return this;
    }

    public Facts all(List<Fact> more) {
        facts.addAll(more);
        return this;
    }

    public List<Fact> list() {
        return List.copyOf(facts);
    }
}
