package io.holdfast.agent.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.protocol.baseline.Constraint;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Snapshot;
import io.holdfast.protocol.finding.Finding;
import io.holdfast.protocol.judge.Judge;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Questions that tests ask of a list of facts.
final class TestingFacts {
    private final List<Fact> facts;

    TestingFacts(List<Fact> facts) {
        this.facts = facts;
    }

    List<Fact> all() {
        return facts;
    }

    /// The one reading of a check about an instance.
    Reading of(String check, String instance) {
        List<Fact> found = facts.stream()
                .filter(fact -> fact.check().text().equals(check)
                        && fact.instance().text().equals(instance))
                .toList();
        assertEquals(1, found.size(), check + " of " + instance);
        return found.getFirst().reading();
    }

    Reading node(String check) {
        return of(check, "node");
    }

    /// The value as shown, or the reason why there is none.
    String shown(String check, String instance) {
        return of(check, instance).shown();
    }

    String source(String check, String instance) {
        return facts.stream()
                .filter(fact -> fact.check().text().equals(check)
                        && fact.instance().text().equals(instance))
                .findFirst()
                .orElseThrow()
                .source();
    }

    Set<String> instances(String check) {
        Set<String> instances = new TreeSet<>();
        facts.stream()
                .filter(fact -> fact.check().text().equals(check))
                .forEach(fact -> instances.add(fact.instance().text()));
        return instances;
    }

    /// Open findings as `check/outcome`.
    Set<String> findings() {
        Snapshot snapshot = new Snapshot(NodeId.parse("c/n"), "", facts);
        Set<String> found = new TreeSet<>();
        for (Finding finding : Judge.evaluate(snapshot, Catalog.shipped(), List.of(), Instant.EPOCH)) {
            found.add(finding.check() + "/" + finding.outcome());
        }
        return found;
    }

    /// Facts whose catalog row is met: what a person would see as well.
    Set<Fact> wells() {
        Set<Fact> wells = new HashSet<>();
        for (Fact fact : facts) {
            Catalog.shipped().find(fact.check()).flatMap(Check::healthy).ifPresent(healthy -> {
                if (healthy.judge(fact.reading(), other(healthy, fact)) == Constraint.Verdict.MET) {
                    wells.add(fact);
                }
            });
        }
        return wells;
    }

    private Reading other(Constraint healthy, Fact fact) {
        CheckId wanted = healthy instanceof Constraint.SameAs(CheckId other) ? other : fact.check();
        return facts.stream()
                .filter(each -> each.check().equals(wanted) && each.instance().equals(fact.instance()))
                .map(Fact::reading)
                .findFirst()
                .orElse(Reading.missing(Reading.Why.ABSENT, ""));
    }

    /// Every fact has a catalog row of its type, and no two facts claim the same.
    void assertWellFormed() {
        Set<String> seen = new HashSet<>();
        for (Fact fact : facts) {
            Check row = Catalog.shipped()
                    .find(fact.check())
                    .orElseThrow(() -> new AssertionError("no catalog row for " + fact.check()));
            Check.Type type = switch (fact.reading()) {
                case Reading.Text _ -> Check.Type.TEXT;
                case Reading.Whole _ -> Check.Type.WHOLE;
                case Reading.Quantity(var _, String unit) -> {
                    assertEquals(row.unit().orElse("none"), unit, fact.toString());
                    yield Check.Type.QUANTITY;
                }
                case Reading.Flag _ -> Check.Type.FLAG;
                case Reading.Version _ -> Check.Type.VERSION;
                case Reading.Words _ -> Check.Type.WORDS;
                case Reading.Missing _ -> row.type();
            };
            assertEquals(row.type(), type, fact.toString());
            assertTrue(seen.add(fact.check() + " " + fact.instance()), "twice: " + fact);
        }
    }
}
