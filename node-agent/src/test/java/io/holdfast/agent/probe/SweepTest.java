package io.holdfast.agent.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.host.HostRoot;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Section;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepTest {
    @TempDir
    private Path empty;

    @Test
    void aProbeThatThrowsSpoilsOnlyItsOwnFacts() {
        Probe good = probe("good", Section.OS, () -> one("os.release.id"));
        Probe bad = probe("bad.one", Section.MODULE, () -> {
            throw new IllegalStateException("broken");
        });

        SweepResult result = Sweep.run(HostRoot.at(empty), List.of(bad, good), Duration.ofMinutes(1));

        assertEquals(
                Map.of("agent.probe.bad.one", "(unreadable)", "os.release.id", "x"),
                TestingHosts.shown(result.facts()));
        assertEquals(
                List.of("agent.probe.bad.one"),
                result.sections().getOrDefault(Section.MODULE, List.of()).stream()
                        .map(fact -> fact.check().text())
                        .toList());
        assertEquals(
                List.of("bad.one"),
                result.runs().stream()
                        .filter(run -> run.failure().isPresent())
                        .map(SweepResult.Run::probe)
                        .toList());
        assertTrue(result.runs().getFirst().failure().orElseThrow().detail().contains("broken"));
    }

    @Test
    void aProbeThatOverrunsIsNamedAndNotStartedAgainBeforeItEnds() throws InterruptedException {
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        AtomicInteger starts = new AtomicInteger();
        Probe slow = probe("slow", Section.GPU, () -> {
            starts.incrementAndGet();
            await(hanging);
            ended.countDown();
            return one("gpu.late");
        });
        Probe quick = probe("quick", Section.OS, () -> one("os.release.id"));
        Sweep sweep = new Sweep(HostRoot.at(empty), Duration.ofMillis(100));

        Map<String, String> first =
                TestingHosts.shown(sweep.run(List.of(slow, quick)).facts());
        Map<String, String> second =
                TestingHosts.shown(sweep.run(List.of(slow, quick)).facts());

        assertEquals(Map.of("agent.probe.slow", "(timeout)", "os.release.id", "x"), first);
        assertEquals(first, second);
        assertEquals(1, starts.get());
        hanging.countDown();
        ended.await();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError("a probe is not interrupted", e);
        }
    }

    private static List<Fact> one(String check) {
        return new Facts().node(check, new Reading.Text("x"), "a test").list();
    }

    private static Probe probe(String name, Section section, Supplier<List<Fact>> facts) {
        return new TestingProbe(name, section, facts);
    }

    private record TestingProbe(String name, Section section, Supplier<List<Fact>> facts) implements Probe {
        @Override
        public Cadence cadence() {
            return Cadence.FAST;
        }

        @Override
        public List<Fact> observe(HostRoot host) {
            return facts.get();
        }
    }
}
