package io.holdfast.agent.schedule;

import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.probe.Probe;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Section;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// A probe that sees what the test says.
public record TestingProbe(String name, Section section, Cadence cadence, AtomicInteger runs, Supplier<List<Fact>> sees)
        implements Probe {
    public static TestingProbe of(String name, Cadence cadence, Supplier<List<Fact>> sees) {
        return new TestingProbe(name, Section.GPU, cadence, new AtomicInteger(), sees);
    }

    @Override
    public List<Fact> observe(HostRoot host) {
        runs.incrementAndGet();
        return sees.get();
    }

    /// A whole number about the node.
    public static Fact fact(String check, long value) {
        return new Fact(new CheckId(check), Instance.NODE, new Reading.Whole(value), "/test/" + check);
    }

    /// A text about the node.
    public static Fact fact(String check, String value) {
        return new Fact(new CheckId(check), Instance.NODE, new Reading.Text(value), "/test/" + check);
    }
}
