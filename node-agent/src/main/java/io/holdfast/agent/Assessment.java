package io.holdfast.agent;

import io.holdfast.agent.health.Health;
import io.holdfast.agent.health.HealthMemory;
import io.holdfast.agent.memory.Edge;
import io.holdfast.agent.memory.MemoryLane;
import io.holdfast.agent.metrics.AgentMetrics;
import io.holdfast.agent.probe.Probe;
import io.holdfast.agent.report.FactChanges;
import io.holdfast.agent.report.Level;
import io.holdfast.agent.report.Transitions;
import io.holdfast.agent.schedule.Attempt;
import io.holdfast.agent.schedule.Loop;
import io.holdfast.agent.schedule.Observed;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Section;
import io.holdfast.protocol.fact.SectionFacts;
import io.holdfast.protocol.fact.Snapshot;
import io.holdfast.protocol.finding.Finding;
import io.holdfast.protocol.judge.Declaration;
import io.holdfast.protocol.judge.Judge;
import io.holdfast.protocol.judge.Judgement;
import io.holdfast.protocol.report.Origin;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// From what the probes say to what the node says: takes in attempts, judges, hands on the level, and
/// stores the edges.
///
/// One judgement at a time, in a thread of its own; what comes in meanwhile is judged next, together.
/// Nothing is judged
/// before every probe has answered once or was given up: half a node would look like a node whose faults
/// are gone.
///
/// All methods are called on the loop.
final class Assessment {
    private static final Logger LOG = LoggerFactory.getLogger(Assessment.class);
    private static final Duration STORE_AGAIN = Duration.ofMinutes(1);
    /// How often what changes by itself (latest values of counters) is stored while nothing else happens.
    /// A crash loses what came after, and with it no rise: the next process compares with the older
    /// value, and knows how old it is.
    private static final Duration STORE_ANYWAY = Duration.ofMinutes(5);
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

    /// What outlives the process: the findings that the stored edges lead to, and what they were judged
    /// by. The two are stored in one transaction with those edges.
    record Remembered(List<Finding> findings, HealthMemory health) {}

    private record Judged(Observed observed, Declaration declaration, Level level, HealthMemory health) {
        Remembered remembered() {
            return new Remembered(level.report().findings(), health);
        }
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
    private Optional<Judged> last = Optional.empty();
    private boolean isJudging;
    private boolean isDirty;
    private Remembered stored;
    private boolean isStoring;
    private boolean isStoringDue;
    /// Digests of the sections whose facts are remembered as they stand.
    private final Map<Section, String> compared = new EnumMap<>(Section.class);
    private boolean isComparing;
    private boolean isStopped;

    Assessment(Subject subject, String bootId, Remembered remembered, Setting setting, Listener listener) {
        this.subject = subject;
        this.bootId = bootId;
        this.stored = remembered;
        this.setting = setting;
        this.listener = listener;
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
        setting.loop().after(STORE_ANYWAY, this::storeAnyway);
    }

    private void storeAnyway() {
        if (!isStopped) {
            isStoringDue = true;
            store();
            setting.loop().after(STORE_ANYWAY, this::storeAnyway);
        }
    }

    /// Stores what a next process would have to find out anew.
    void stop() {
        isStopped = true;
        isStoringDue = true;
        store();
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

    private void judgeAnew() {
        if (!isStopped) {
            isDirty = true;
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
        isDirty = true;
        judge();
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
        judge();
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
        Sight sight = new Sight(
                observed,
                declaration,
                new Level.Speaker(
                        subject.node(), bootId, subject.agentVersion(), subject.origin(), declaration.digest()));
        Instant now = setting.loop().now();
        Optional<Judged> before = last;
        Remembered previous = before.map(Judged::remembered).orElse(stored);
        setting.threads().execute(() -> {
            try {
                Judged judged = judged(sight, before, previous, now);
                setting.loop().run(() -> done(judged));
            } catch (RuntimeException e) {
                LOG.error("INTERNAL the judgement failed", e);
                setting.loop().run(() -> isJudging = false);
            }
        });
    }

    /// What is judged, by what, and who says it.
    private record Sight(Observed present, Declaration declaration, Level.Speaker speaker) {}

    /// Pure.
    private Judged judged(Sight sight, Optional<Judged> before, Remembered previous, Instant now) {
        Catalog catalog = setting.catalog();
        Observed present = sight.present();
        Level.Speaker speaker = sight.speaker();
        Optional<Level> earlier = before.map(Judged::level);
        boolean isSame = before.filter(one -> one.observed().sameFacts(present))
                .filter(one -> !sight.declaration().mayDifferFrom(one.declaration()))
                .isPresent();
        if (isSame && previous.health().isIdle()) {
            Level same = Level.of(speaker, present.sections(), previous.findings(), catalog, earlier);
            return new Judged(present, sight.declaration(), same, previous.health());
        }
        Snapshot snapshot = present.snapshot(speaker.node(), speaker.bootId());
        Declaration by = sight.declaration();
        Health.Result health = Health.judge(
                previous.health(),
                new Health.Sight(snapshot, present.readAt(), now),
                catalog,
                Judge.judgements(snapshot, catalog, by.baseline(), by.overrides()));
        List<Judgement> judgements = new ArrayList<>(Judge.held(health.judgements(), snapshot, by.overrides(), now));
        by.unavailable().ifPresent(judgements::add);
        List<Finding> findings = Judge.findings(judgements, previous.findings(), now);
        Level level = Level.of(speaker, present.sections(), findings, catalog, earlier);
        return new Judged(present, sight.declaration(), level, health.memory());
    }

    private void done(Judged judged) {
        isJudging = false;
        last = Optional.of(judged);
        measure(judged.level());
        listener.judged(judged.level());
        store();
        compare();
        judge();
    }

    /// Tells what reads otherwise than it did: one section after another, and none that is as it was.
    private void compare() {
        if (isComparing || isStopped || last.isEmpty() || !unheard.isEmpty()) {
            return;
        }
        Level level = last.get().level();
        for (SectionFacts one : level.sections().values()) {
            String digest = level.report().sections().getOrDefault(one.section(), "");
            if (!digest.equals(compared.get(one.section()))) {
                compare(one.section(), one.facts(), digest);
                return;
            }
        }
    }

    private void compare(Section section, List<Fact> facts, String digest) {
        String boot = bootId;
        Instant now = setting.loop().now();
        isComparing = true;
        setting.memory()
                .ask(file -> file.facts(
                        boot, section, digest, known -> FactChanges.between(known, facts, setting.catalog(), now)))
                .onComplete(result -> setting.loop().run(() -> {
                    isComparing = false;
                    if (result.succeeded()) {
                        compared.put(section, digest);
                        if (result.result() > 0) {
                            listener.edgesStored();
                        }
                        compare();
                    } else {
                        setting.metrics().memoryFailed();
                        LOG.warn(
                                "TRANSIENT the facts of {} were not compared: {}",
                                section.word(),
                                result.cause().toString());
                        setting.loop().after(STORE_AGAIN, this::compare);
                    }
                }));
    }

    /// Not waited for: a report never waits for the disk.
    private void store() {
        if (isStoring || last.isEmpty() || !unheard.isEmpty() || isLogAwaited) {
            return;
        }
        Remembered newest = last.get().remembered();
        List<Edge> edges = Transitions.between(
                stored.findings(), newest.findings(), setting.loop().now());
        if (edges.isEmpty() && !isStoringDue && newest.health().saysTheSame(stored.health())) {
            return;
        }
        isStoring = true;
        isStoringDue = false;
        String boot = bootId;
        setting.memory()
                .tell(file ->
                        file.judged(boot, newest.findings(), newest.health().encode(), edges))
                .onComplete(result -> setting.loop().run(() -> {
                    isStoring = false;
                    if (result.succeeded()) {
                        stored = newest;
                        if (!edges.isEmpty()) {
                            listener.edgesStored();
                        }
                        store();
                    } else {
                        setting.metrics().memoryFailed();
                        LOG.warn(
                                "TRANSIENT {} edges were not stored: {}",
                                edges.size(),
                                result.cause().toString());
                        setting.loop().after(STORE_AGAIN, this::store);
                    }
                }));
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
