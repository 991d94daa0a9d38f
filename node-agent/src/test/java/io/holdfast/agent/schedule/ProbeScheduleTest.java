package io.holdfast.agent.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.probe.Probe;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProbeScheduleTest {
    private static final Fact FACT = TestingProbe.fact("test.gpu.count", 8);
    private static final Executor INLINE = Runnable::run;
    private static final Executor VIRTUAL = task -> Thread.ofVirtual().start(task);

    private final TestingLoop loop = new TestingLoop();
    private final List<Attempt> attempts = new ArrayList<>();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path host;

    private ProbeSchedule start(Executor threads, Probe... probes) {
        var setting = new ProbeSchedule.Setting(
                HostRoot.at(host), Timing.live().probes(), loop, threads, new Jitter(new Random(7)));
        ProbeSchedule schedule = new ProbeSchedule(List.of(probes), setting, attempts::add);
        schedule.start();
        return schedule;
    }

    private long count(Class<? extends Attempt> kind, Probe of) {
        return attempts.stream()
                .filter(attempt -> kind.isInstance(attempt) && attempt.probe().equals(of))
                .count();
    }

    @Test
    void eachProbeRunsAtItsOwnPace() {
        TestingProbe fast = TestingProbe.of("fast", Cadence.FAST, () -> List.of(FACT));
        TestingProbe config = TestingProbe.of("config", Cadence.CONFIG, () -> List.of(FACT));
        TestingProbe rare = TestingProbe.of("rare", Cadence.RARE, () -> List.of(FACT));
        TestingProbe boot = TestingProbe.of("boot", Cadence.BOOT, () -> List.of(FACT));
        ProbeSchedule schedule = start(Runnable::run, fast, config, rare, boot);

        loop.advance(Duration.ofHours(1));

        assertTrue(fast.runs().get() > 108 && fast.runs().get() < 135, "fast: " + fast.runs());
        assertTrue(config.runs().get() > 10 && config.runs().get() < 15, "config: " + config.runs());
        assertTrue(rare.runs().get() == 2 || rare.runs().get() == 3, "rare: " + rare.runs());
        assertEquals(1, boot.runs().get());

        schedule.bootChanged();
        loop.settle();
        assertEquals(2, boot.runs().get());
    }

    @Test
    void aHungProbeIsGivenUpOnceNeverStartedTwiceAndHoldsUpNobody() {
        CountDownLatch hang = new CountDownLatch(1);
        TestingProbe hung = TestingProbe.of("hung", Cadence.FAST, () -> {
            awaitQuietly(hang);
            return List.of(FACT);
        });
        TestingProbe well = TestingProbe.of("well", Cadence.FAST, () -> List.of(FACT));
        AtomicInteger started = new AtomicInteger();
        // The hung probe is the first to be started; all others end at once.
        start(task -> (started.incrementAndGet() == 1 ? VIRTUAL : INLINE).execute(task), hung, well);
        loop.settle();
        assertEquals(1, count(Attempt.Answered.class, well));

        loop.advance(Duration.ofSeconds(26));
        assertEquals(1, count(Attempt.Overdue.class, hung));

        loop.advance(Duration.ofMinutes(2));
        assertTrue(count(Attempt.Answered.class, well) >= 4);
        assertEquals(1 + count(Attempt.Answered.class, well), started.get());
        assertEquals(1, count(Attempt.Overdue.class, hung));
        assertTrue(count(Attempt.StillRunning.class, hung) >= 3);

        hang.countDown();
    }

    @Test
    void whatAProbeSaysAfterItWasGivenUpIsNotBelievedAndItIsAskedAgain() {
        List<Runnable> threads = new ArrayList<>();
        TestingProbe slow = TestingProbe.of("slow", Cadence.RARE, () -> List.of(FACT));
        start(threads::add, slow);
        // A tool that asks a card's firmware may take two minutes, and wait for others.
        loop.advance(Duration.ofSeconds(359));
        assertEquals(0, attempts.size());
        loop.advance(Duration.ofSeconds(2));
        assertEquals(1, count(Attempt.Overdue.class, slow));

        threads.removeFirst().run();
        loop.settle();
        assertEquals(0, count(Attempt.Answered.class, slow));

        for (int second = 0; second < 360 && threads.isEmpty(); second++) {
            loop.advance(Duration.ofSeconds(1));
        }
        threads.removeFirst().run();
        loop.settle();
        assertEquals(1, count(Attempt.Answered.class, slow));
    }

    @Test
    void aProbeThatThrowsIsBrokenAndRunsAgain() {
        TestingProbe broken = TestingProbe.of("broken", Cadence.FAST, () -> {
            throw new IllegalStateException("a bug");
        });
        start(Runnable::run, broken);
        loop.advance(Duration.ofSeconds(40));
        assertEquals(2, count(Attempt.Broken.class, broken));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
