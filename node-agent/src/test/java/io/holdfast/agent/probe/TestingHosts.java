package io.holdfast.agent.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.agent.host.HostRoot;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Recorded hosts of the tests, and their facts as text.
public final class TestingHosts {
    private TestingHosts() {}

    /// A host below `src/test/resources/hosts`.
    public static HostRoot host(String name) {
        return HostRoot.at(Path.of("src/test/resources/hosts", name));
    }

    /// The facts of all probes; fails where one of them gave none.
    static Map<String, String> facts(HostRoot host) {
        SweepResult sweep = Sweep.run(host, Probes.all(), Duration.ofMinutes(2));
        assertEquals(
                List.of(),
                sweep.runs().stream().filter(run -> run.failure().isPresent()).toList());
        return shown(sweep.facts());
    }

    /// `check` or `check instance` to the value, with unit, or the reason in parentheses.
    static Map<String, String> shown(List<Fact> facts) {
        Map<String, String> shown = new TreeMap<>();
        facts.forEach(fact -> shown.put(
                fact.instance().equals(Instance.NODE) ? fact.check().text() : fact.check() + " " + fact.instance(),
                switch (fact.reading()) {
                    case Reading.Missing missing -> "(" + missing.shown() + ")";
                    case Reading.Quantity quantity -> quantity.shown() + " " + quantity.unit();
                    case Reading other -> other.shown();
                }));
        return shown;
    }
}
