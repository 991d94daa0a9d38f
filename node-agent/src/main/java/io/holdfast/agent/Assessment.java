package io.holdfast.agent;

import io.holdfast.agent.memory.MemoryLane;
import io.holdfast.agent.metrics.AgentMetrics;
import io.holdfast.agent.probe.Probe;
import io.holdfast.agent.report.Level;
import io.holdfast.agent.schedule.Attempt;
import io.holdfast.agent.schedule.Loop;
import io.holdfast.agent.schedule.Observed;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.SectionFacts;
import io.holdfast.protocol.judge.Declaration;
import io.holdfast.protocol.report.Origin;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// From what the probes say to what the node says: takes in attempts, judges, hands on the level, and has the edges
/// stored.
///
/// One judgement at a time, in a thread of its own; what comes in meanwhile is judged next, together. Probes that run
/// together answer one after the other: the first of them is waited for with, `SETTLE` long. Nothing is judged before
/// every probe has answered once or was given up: half a node would look like a node whose faults are gone.
///
/// All methods are called on the loop.
final class Assessment {
    private static final Logger LOG = LoggerFactory.getLogger(Assessment.class);
    private static final Duration SETTLE = Duration.ofMillis(250);
    /// What ends later than this is found at the next look of a probe: timers know nothing of a clock that is set.
    private static final Duration LOOKED_AHEAD = Duration.ofDays(2);
    private static final Duration JUST_AFTER = Duration.ofMillis(1);
    private static final CheckId BOOT_ID = new CheckId("os.boot_id");

    /// What an assessment needs.
    ///
    /// @param threads starts a task at once
    record Setting(Catalog catalog, MemoryLane memory, Loop loop, Executor threads, AgentMetrics metrics) {}

    /// Who it is about.
    record Subject(NodeId node, String agentVersion, Origin origin) {}

    /// Who hears of it.
    interface Listener {
        void judged(Level level);

        void edgesStored();

        /// The node runs in another boot than before.
        void booted(String before, String bootId);
    }

    private final Subject subject;
    private final Setting setting;
    private final Listener listener;
    /// Probes that have neither answered nor been given up, by name.
    private final Map<String, Probe> unheard = new TreeMap<>();
    private boolean isLogAwaited;
    private boolean isPatient = true;
    /// Also read by the management pages, from another thread.
    private volatile boolean isComplete;
    private String bootId;
    private Observed observed = Observed.nothing();
    private Declaration declaration = Declaration.NONE;
    private Optional<Verdict> last = Optional.empty();
    private final Chronicle chronicle;
    private boolean isJudging;
    private boolean isDirty;
    private boolean isSettling;
    private boolean isUrgent;
    private boolean isStopped;

    Assessment(Subject subject, String bootId, Remembered remembered, Setting setting, Listener listener) {
        this.subject = subject;
        this.bootId = bootId;
        this.setting = setting;
        this.listener = listener;
        this.chronicle = new Chronicle(
                remembered,
                new Chronicle.Setting(
                        setting.catalog(), setting.memory(), setting.loop(), setting.metrics(), listener::edgesStored));
    }

    /// Names the probes without which nothing is judged, and how long they are waited for.
    void awaits(List<Probe> probes, Duration patience) {
        probes.forEach(probe -> unheard.put(probe.name(), probe));
        setting.loop().after(patience, () -> {
            isPatient = false;
            List.copyOf(unheard.values()).stream()
                    .map(probe -> new Attempt.NotYet(probe, setting.loop().now(), patience))
                    .forEach(this::take);
        });
        chronicle.start();
    }

    /// Stores what a next process would have to find out anew.
    void stop() {
        isStopped = true;
        chronicle.stop();
    }

    /// Judges by this from now on, and again when what it holds back is a finding once more.
    void declare(Declaration newest) {
        declaration = newest;
        judgeAnew();
        Instant now = setting.loop().now();
        newest.overrides().ends(now).stream()
                .takeWhile(end -> end.isBefore(now.plus(LOOKED_AHEAD)))
                .forEach(end -> setting.loop().after(Duration.between(now, end).plus(JUST_AFTER), this::judgeAnew));
    }

    /// Without waiting for anything else.
    private void judgeAnew() {
        if (!isStopped) {
            isDirty = true;
            isUrgent = true;
            judge();
        }
    }

    /// Nothing is judged either before the kernel's log was read.
    void awaitsLog() {
        isLogAwaited = true;
    }

    /// Takes in what the kernel's log tells.
    void hear(List<SectionFacts> facts) {
        isLogAwaited = false;
        observed = observed.told("kernel.log", facts);
        judgeAnew();
    }

    /// Whether every probe has answered once or has had its time.
    boolean isComplete() {
        return isComplete;
    }

    String bootId() {
        return bootId;
    }

    void take(Attempt attempt) {
        measure(attempt);
        observed = observed.after(attempt);
        switch (attempt) {
            case Attempt.Answered(Probe probe, Instant _, Duration _, List<Fact> facts) -> {
                unheard.remove(probe.name());
                facts.stream().filter(fact -> fact.check().equals(BOOT_ID)).forEach(fact -> lookAtBoot(fact.reading()));
            }
            case Attempt.Overdue(Probe probe, Instant _, Duration _) -> unheard.remove(probe.name());
            case Attempt.Broken(Probe probe, Instant _, Duration _, String _) -> unheard.remove(probe.name());
            case Attempt.NotYet _, Attempt.StillRunning _ -> {}
        }
        isDirty |= !(attempt instanceof Attempt.StillRunning);
        if (last.isEmpty()) {
            judge();
        } else if (isDirty && !isSettling) {
            isSettling = true;
            setting.loop().after(SETTLE, () -> {
                isSettling = false;
                judge();
            });
        }
    }

    private void measure(Attempt attempt) {
        AgentMetrics metrics = setting.metrics();
        String probe = attempt.probe().name();
        switch (attempt) {
            case Attempt.Answered(Probe _, Instant _, Duration took, var _) -> metrics.probed(probe, took);
            case Attempt.Overdue _ -> metrics.probeFailed(probe, "timeout");
            case Attempt.Broken _ -> metrics.probeFailed(probe, "broken");
            case Attempt.NotYet _ -> metrics.probeFailed(probe, "not-yet");
            case Attempt.StillRunning _ -> metrics.probeFailed(probe, "still-running");
        }
    }

    private void lookAtBoot(Reading reading) {
        if (reading instanceof Reading.Text(String now) && !now.equals(bootId)) {
            LOG.info("{} runs in another boot: {}", subject.node(), now);
            String before = bootId;
            bootId = now;
            listener.booted(before, now);
        }
    }

    private void judge() {
        isComplete = (unheard.isEmpty() && !isLogAwaited) || !isPatient;
        if (!isComplete || isJudging || !isDirty) {
            return;
        }
        isJudging = true;
        isDirty = false;
        isUrgent = false;
        Verdict.Sight sight = new Verdict.Sight(
                observed,
                declaration,
                new Level.Speaker(
                        subject.node(), bootId, subject.agentVersion(), subject.origin(), declaration.digest()));
        Instant now = setting.loop().now();
        Optional<Verdict> before = last;
        Remembered previous = before.map(Verdict::remembered).orElseGet(chronicle::stored);
        setting.threads().execute(() -> {
            try {
                Verdict verdict = Verdict.of(sight, before, previous, now, setting.catalog());
                setting.loop().run(() -> done(verdict));
            } catch (RuntimeException e) {
                LOG.error("INTERNAL the judgement failed", e);
                setting.loop().run(() -> isJudging = false);
            }
        });
    }

    private void done(Verdict verdict) {
        isJudging = false;
        last = Optional.of(verdict);
        measure(verdict.level());
        listener.judged(verdict.level());
        if (unheard.isEmpty() && !isLogAwaited) {
            chronicle.keep(bootId, verdict);
        }
        if (isUrgent || !isSettling) {
            judge();
        }
    }

    private void measure(Level level) {
        AgentMetrics metrics = setting.metrics();
        level.sections()
                .forEach(
                        (section, facts) -> metrics.facts(section, facts.facts().size()));
        for (Reading.Why why : Reading.Why.values()) {
            if (why != Reading.Why.UNKNOWN) {
                metrics.missing(why, level.report().missing().getOrDefault(why, 0));
            }
        }
        metrics.uncovered(level.report().uncovered());
        metrics.findings(level.report().findings());
    }
}
