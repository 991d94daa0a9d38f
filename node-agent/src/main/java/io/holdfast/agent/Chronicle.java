package io.holdfast.agent;

import io.holdfast.agent.memory.Edge;
import io.holdfast.agent.memory.MemoryLane;
import io.holdfast.agent.metrics.AgentMetrics;
import io.holdfast.agent.report.FactChanges;
import io.holdfast.agent.report.Level;
import io.holdfast.agent.report.Transitions;
import io.holdfast.agent.schedule.Loop;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Section;
import io.holdfast.protocol.fact.SectionFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps what the newest verdict amounts to: the edges with the findings that they lead to, and what each setting read
/// last. Nobody waits for it: a report never waits for the disk.
///
/// One transaction of each kind at a time; what comes meanwhile is stored next, together. All methods are called on
/// the loop.
final class Chronicle {
    private static final Logger LOG = LoggerFactory.getLogger(Chronicle.class);
    private static final Duration STORE_AGAIN = Duration.ofMinutes(1);
    /// How often what changes by itself (latest values of counters) is stored while nothing else happens. A crash
    /// loses what came after, and with it no rise: the next process compares with the older value, and knows how
    /// old it is.
    private static final Duration STORE_ANYWAY = Duration.ofMinutes(5);

    /// What a chronicle needs.
    ///
    /// @param edgesStored the outbox has something new
    record Setting(Catalog catalog, MemoryLane memory, Loop loop, AgentMetrics metrics, Runnable edgesStored) {}

    private record Newest(String boot, Remembered remembered, Level level) {}

    private final Setting setting;
    private Optional<Newest> newest = Optional.empty();
    private Remembered stored;
    private boolean isStoring;
    private boolean isStoringDue;
    /// Digests of the sections whose facts are remembered as they stand.
    private final Map<Section, String> compared = new EnumMap<>(Section.class);
    private boolean isComparing;
    private boolean isStopped;

    Chronicle(Remembered stored, Setting setting) {
        this.stored = stored;
        this.setting = setting;
    }

    void start() {
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

    /// What an earlier process remembered, or this one has stored last.
    Remembered stored() {
        return stored;
    }

    /// Takes the newest verdict on the whole node: of half a node everything else would seem to be gone.
    void keep(String boot, Verdict verdict) {
        newest = Optional.of(new Newest(boot, verdict.remembered(), verdict.level()));
        store();
        compare();
    }

    private void store() {
        if (isStoring || newest.isEmpty()) {
            return;
        }
        Remembered now = newest.get().remembered();
        List<Edge> edges = Transitions.between(
                stored.findings(), now.findings(), setting.loop().now());
        if (edges.isEmpty() && !isStoringDue && now.health().saysTheSame(stored.health())) {
            return;
        }
        isStoring = true;
        isStoringDue = false;
        String boot = newest.get().boot();
        setting.memory()
                .tell(file -> file.judged(boot, now.findings(), now.health().encode(), edges))
                .onComplete(result -> setting.loop().run(() -> {
                    isStoring = false;
                    if (result.succeeded()) {
                        stored = now;
                        if (!edges.isEmpty()) {
                            setting.edgesStored().run();
                        }
                        store();
                    } else {
                        failed(edges.size() + " edges were not stored: ", result.cause());
                        setting.loop().after(STORE_AGAIN, this::store);
                    }
                }));
    }

    /// Tells what reads otherwise than it did: one section after another, and none that is as it was.
    private void compare() {
        if (isComparing || isStopped || newest.isEmpty()) {
            return;
        }
        Level level = newest.get().level();
        for (SectionFacts one : level.sections().values()) {
            String digest = level.report().sections().getOrDefault(one.section(), "");
            if (!digest.equals(compared.get(one.section()))) {
                compare(one.section(), one.facts(), digest);
                return;
            }
        }
    }

    private void compare(Section section, List<Fact> facts, String digest) {
        String boot = newest.map(Newest::boot).orElse("");
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
                            setting.edgesStored().run();
                        }
                        compare();
                    } else {
                        failed("the facts of " + section.word() + " were not compared: ", result.cause());
                        setting.loop().after(STORE_AGAIN, this::compare);
                    }
                }));
    }

    private void failed(String what, Throwable why) {
        setting.metrics().memoryFailed();
        LOG.warn("TRANSIENT {}{}", what, why.toString());
    }
}
