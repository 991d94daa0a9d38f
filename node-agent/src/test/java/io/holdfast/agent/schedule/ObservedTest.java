package io.holdfast.agent.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Section;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ObservedTest {
    private static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");
    private static final Duration DEADLINE = Duration.ofSeconds(25);
    private static final TestingProbe PROBE = TestingProbe.of("pci.config", Cadence.FAST, List::of);
    private static final Fact ONE =
            new Fact(new CheckId("pcie.link"), new Instance("0000:17:00.0"), new Reading.Whole(5), "/sys/17");
    private static final Fact TWO =
            new Fact(new CheckId("pcie.link"), new Instance("0000:18:00.0"), new Reading.Whole(5), "/sys/18");

    private static List<Fact> facts(Observed observed) {
        return observed.snapshot(new NodeId("lab", "n1"), "boot").facts();
    }

    private static Observed answered(Observed before, List<Fact> facts) {
        return before.after(new Attempt.Answered(PROBE, AT, Duration.ZERO, facts));
    }

    @Test
    void everyFactOfAProbeThatTimesOutIsMissingUnderItsOwnName() {
        Observed seen = answered(Observed.nothing(), List.of(ONE, TWO));

        Observed overdue = seen.after(new Attempt.Overdue(PROBE, AT.plusSeconds(30), DEADLINE));

        Reading late = Reading.missing(Reading.Why.TIMEOUT, "no answer within 25 s");
        assertEquals(
                List.of(
                        new Fact(ONE.check(), ONE.instance(), late, ONE.source()),
                        new Fact(TWO.check(), TWO.instance(), late, TWO.source())),
                facts(overdue));
        assertEquals(List.of(ONE, TWO), facts(answered(overdue, List.of(ONE, TWO))));
    }

    @Test
    void ofTwoSourcesOfOneFactTheOneThatLookedLastIsBelieved() {
        TestingProbe other = TestingProbe.of("pci.other", Cadence.FAST, List::of);
        Fact newer = new Fact(ONE.check(), ONE.instance(), new Reading.Whole(4), "elsewhere");
        Observed first = answered(Observed.nothing(), List.of(ONE, TWO));

        Observed both = first.after(new Attempt.Answered(other, AT.plusSeconds(1), Duration.ZERO, List.of(newer)));
        assertEquals(List.of(newer, TWO), facts(both));
        assertFalse(both.sameFacts(first));

        Observed alone = both.after(new Attempt.Answered(other, AT.plusSeconds(2), Duration.ZERO, List.of()));
        assertEquals(List.of(ONE, TWO), facts(alone));
    }

    @Test
    void aProbeThatNeverAnsweredIsItselfTheMissingFact() {
        Observed overdue = Observed.nothing().after(new Attempt.Overdue(PROBE, AT, DEADLINE));

        Fact only = facts(overdue).getFirst();
        assertEquals(new CheckId("agent.probe.pci.config"), only.check());
        assertEquals(Reading.missing(Reading.Why.TIMEOUT, "no answer within 25 s"), only.reading());
        assertEquals(List.of(ONE), facts(answered(overdue, List.of(ONE))));
    }

    @Test
    void aSectionStaysWhenItsLastFactGoes() {
        Observed empty = answered(answered(Observed.nothing(), List.of(ONE)), List.of());

        assertEquals(1, empty.sections().size());
        assertEquals(Section.GPU, empty.sections().getFirst().section());
        assertEquals(List.of(), empty.sections().getFirst().facts());
    }

    @Test
    void theTimeOfReadingIsNoDifference() {
        Observed once = answered(Observed.nothing(), List.of(ONE));
        Observed again = once.after(new Attempt.Answered(PROBE, AT.plusSeconds(30), Duration.ZERO, List.of(ONE)));

        assertTrue(once.sameFacts(again));
        assertEquals(AT.plusSeconds(30), again.sections().getFirst().observedAt());
        assertFalse(once.sameFacts(answered(once, List.of(TWO))));
    }

    @Test
    void whatIsKeptInOrderIsWhatSortingAllAnewWouldGive() {
        List<TestingProbe> probes = List.of(
                TestingProbe.of("a", Cadence.FAST, List::of),
                TestingProbe.of("b", Cadence.FAST, List::of),
                TestingProbe.of("c", Cadence.FAST, List::of));
        Map<String, List<Fact>> last = new TreeMap<>();
        Map<CheckId, Instant> readAt = new HashMap<>();
        Random random = new Random(7);
        Observed observed = Observed.nothing();
        for (int step = 0; step < 300; step++) {
            TestingProbe probe = probes.get(random.nextInt(probes.size()));
            List<Fact> facts = new ArrayList<>();
            for (int fact = random.nextInt(5); fact >= 0; fact--) {
                facts.add(new Fact(
                        new CheckId("pcie." + probe.name() + fact),
                        new Instance("0000:1" + random.nextInt(9) + ":00.0"),
                        new Reading.Whole(random.nextInt(3)),
                        "/sys/" + fact));
            }
            Instant at = AT.plusSeconds(step);
            observed = observed.after(new Attempt.Answered(probe, at, Duration.ZERO, facts));
            last.put(probe.name(), facts);
            readAt.keySet().removeIf(check -> check.text().startsWith("pcie." + probe.name()));
            facts.forEach(fact -> readAt.put(fact.check(), at));

            List<Fact> anew = last.values().stream()
                    .flatMap(List::stream)
                    .sorted(Fact.ORDER)
                    .toList();
            assertEquals(anew, facts(observed));
            assertEquals(
                    anew,
                    observed.sections().stream()
                            .flatMap(section -> section.facts().stream())
                            .toList());
            assertEquals(readAt, observed.readAt());
        }
    }
}
