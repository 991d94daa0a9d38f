package io.holdfast.agent.probe;

import io.holdfast.agent.host.HostRoot;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Runs probes side by side on one host. A probe that throws or overruns its deadline spoils its own facts only, and
/// says so in the fact `agent.probe.<name>`: nothing is silently missing.
///
/// A probe that overran goes on in its thread, and is not started again before it has ended. It is not interrupted:
/// an interrupt would close the kernel files it shares with others.
public final class Sweep {
    private final HostRoot host;
    private final Duration deadline;
    private final Set<String> running = ConcurrentHashMap.newKeySet();

    /// @param deadline for each probe
    public Sweep(HostRoot host, Duration deadline) {
        this.host = host;
        this.deadline = deadline;
    }

    /// One sweep over a host that no earlier sweep knows.
    public static SweepResult run(HostRoot host, List<Probe> probes, Duration deadline) {
        return new Sweep(host, deadline).run(probes);
    }

    /// One probe's answer.
    private record Answer(List<Fact> facts, Duration took) {}

    public SweepResult run(List<Probe> probes) {
        long start = System.nanoTime();
        List<CompletableFuture<Answer>> answers =
                probes.stream().map(this::start).toList();
        Map<Section, List<Fact>> facts = new EnumMap<>(Section.class);
        List<SweepResult.Run> runs = new ArrayList<>();
        for (int i = 0; i < probes.size(); i++) {
            Probe probe = probes.get(i);
            SweepResult.Run run = await(probe, answers.get(i), start, facts);
            runs.add(run);
            run.failure()
                    .ifPresent(failure -> section(facts, probe)
                            .addAll(new Facts()
                                    .node("agent.probe." + probe.name(), failure, "probe " + probe.name())
                                    .list()));
        }
        return new SweepResult(facts, runs);
    }

    private CompletableFuture<Answer> start(Probe probe) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        if (!running.add(probe.name())) {
            answer.completeExceptionally(new TimeoutException("its last run has not ended yet"));
            return answer;
        }
        Thread.ofVirtual().name("probe-" + probe.name()).start(() -> {
            long start = System.nanoTime();
            try {
                List<Fact> facts = probe.observe(host);
                running.remove(probe.name());
                answer.complete(new Answer(facts, since(start)));
            } catch (RuntimeException | Error e) {
                running.remove(probe.name());
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    private SweepResult.Run await(
            Probe probe, CompletableFuture<Answer> answer, long start, Map<Section, List<Fact>> facts) {
        try {
            Answer done = answer.get(Math.max(0, deadline.minus(since(start)).toNanos()), TimeUnit.NANOSECONDS);
            section(facts, probe).addAll(done.facts());
            return new SweepResult.Run(probe.name(), done.took(), Optional.empty());
        } catch (TimeoutException _) {
            return failed(probe, start, Reading.missing(Why.TIMEOUT, "no end in " + deadline.toMillis() + " ms"));
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            Why why = cause instanceof TimeoutException ? Why.TIMEOUT : Why.UNREADABLE;
            return failed(probe, start, Reading.missing(why, String.valueOf(cause.getMessage())));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return failed(probe, start, Reading.missing(Why.TIMEOUT, "the sweep was told to stop"));
        }
    }

    private static SweepResult.Run failed(Probe probe, long start, Reading.Missing why) {
        return new SweepResult.Run(probe.name(), since(start), Optional.of(why));
    }

    private static List<Fact> section(Map<Section, List<Fact>> facts, Probe probe) {
        return facts.computeIfAbsent(probe.section(), _ -> new ArrayList<>());
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
