package io.holdfast.agent.metrics;

import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Section;
import io.holdfast.protocol.finding.Finding;
import io.holdfast.protocol.finding.Outcome;
import io.holdfast.protocol.finding.Severity;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// The meters of an agent. Every name begins with `holdfast_agent_` and every meter has a description.
///
/// Labels come from closed lists (probes, sections, reasons), so the number of series is fixed. May be used
/// from any
/// thread.
public final class AgentMetrics {
    private static final String PREFIX = "holdfast.agent.";

    /// How many checks `holdfast_agent_critical` names at most.
    private static final int CRITICAL_NAMED = 12;

    private final MeterRegistry registry;
    private final Map<String, AtomicLong> levels = new ConcurrentHashMap<>();
    private final Set<String> uncovered = ConcurrentHashMap.newKeySet();
    private final AtomicLong lastReportMillis = new AtomicLong();
    private final MultiGauge critical;
    private volatile Tags who = Tags.empty();

    public AgentMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.critical = MultiGauge.builder(PREFIX + "critical")
                .description("Critical findings that are open, known and not held back: instances, for at most "
                        + CRITICAL_NAMED + " checks")
                .register(registry);
        findings(List.of());
        Gauge.builder(PREFIX + "last.report.age.seconds", this, AgentMetrics::lastReportAge)
                .description("Seconds since the broker confirmed a report; NaN before the first")
                .register(registry);
        FunctionCounter.builder(PREFIX + "cpu.seconds", this, _ -> cpuSeconds())
                .description("Processor time of the agent's own process")
                .register(registry);
        Gauge.builder(PREFIX + "heap.used.bytes", this, _ -> usedHeap())
                .description("Java heap in use, garbage included")
                .register(registry);
    }

    /// A probe ended, in time or not.
    public void probed(String probe, Duration took) {
        Timer.builder(PREFIX + "probe.duration")
                .description("How long a probe took")
                .tag("probe", probe)
                .register(registry)
                .record(took);
    }

    /// A run of a probe gave no facts.
    ///
    /// @param reason `timeout`, `broken`, `not-yet` or `still-running`
    public void probeFailed(String probe, String reason) {
        Counter.builder(PREFIX + "probe.failures")
                .description("Runs of a probe that gave no facts")
                .tag("probe", probe)
                .tag("reason", reason)
                .register(registry)
                .increment();
    }

    public void facts(Section section, int count) {
        level("facts", "Facts of the present state", "section", section.word(), count);
    }

    public void missing(Reading.Why why, int count) {
        level("facts.missing", "Facts without a value", "reason", Reading.word(why), count);
    }

    /// What this install may not read. What it may read by now is 0.
    ///
    /// @param checks how many checks, by the privileges they need
    public void uncovered(Map<String, Integer> checks) {
        Set<String> all = new HashSet<>(checks.keySet());
        all.addAll(uncovered);
        uncovered.addAll(all);
        all.forEach(needs -> level(
                "checks.uncovered",
                "Checks that this install may not read",
                "needs",
                needs,
                checks.getOrDefault(needs, 0)));
    }

    /// Says of every severity how many findings are open.
    public void findings(List<Finding> open) {
        for (Severity severity : Severity.values()) {
            if (severity != Severity.UNKNOWN) {
                long count = open.stream()
                        .filter(finding -> finding.severity() == severity && finding.outcome() != Outcome.SUPPRESSED)
                        .count();
                String word = severity.name().toLowerCase(Locale.ROOT);
                level(
                        "findings",
                        "Open findings, unknown outcomes included, without those held back",
                        "severity",
                        word,
                        count);
            }
        }
        critical(open);
    }

    /// What is unknown is no reason to page: `holdfast_agent_findings` counts it, and the aggregator shows it.
    private void critical(List<Finding> open) {
        Map<String, Integer> instances = new TreeMap<>();
        open.stream()
                .filter(finding -> finding.severity() == Severity.CRITICAL)
                .filter(finding -> switch (finding.outcome()) {
                    case FAULT, DRIFT, PENDING -> true;
                    case OK, UNKNOWN, NOT_APPLICABLE, SUPPRESSED, WAIVED -> false;
                })
                .forEach(finding -> instances.merge(
                        finding.check().text(), finding.instances().size(), Integer::sum));
        critical.register(
                instances.entrySet().stream()
                        .limit(CRITICAL_NAMED)
                        .map(check -> MultiGauge.Row.of(who.and("check", check.getKey()), check.getValue()))
                        .toList(),
                true);
    }

    /// Which node and which program this is. Of the other meters only the one that pages bears the node's name: a
    /// scrape knows where it went.
    public void speaksFor(NodeId node, String version) {
        who = Tags.of("cluster", node.cluster(), "node", node.name());
        Gauge.builder(PREFIX + "info", () -> 1)
                .description("Always 1: the node that the agent speaks for, and the agent's version")
                .tags(who)
                .tag("version", version)
                .register(registry);
    }

    /// The broker has confirmed a record.
    ///
    /// @param type the CloudEvents type
    public void sent(String type) {
        Counter.builder(PREFIX + "records.sent")
                .description("Records that the broker confirmed")
                .tag("type", type)
                .register(registry)
                .increment();
    }

    public void reportSent(Instant at) {
        lastReportMillis.set(at.toEpochMilli());
    }

    public void sendFailed(String type) {
        Counter.builder(PREFIX + "send.failures")
                .description("Records that could not be handed to the broker and will be sent again as they then stand")
                .tag("type", type)
                .register(registry)
                .increment();
    }

    /// How many records are not confirmed yet.
    ///
    /// @param what `report` or `snapshot`
    public void waiting(String what, int count) {
        level("records.waiting", "Records that are due and not sent, or not confirmed yet", "what", what, count);
    }

    public void outboxRows(long rows) {
        level("outbox.rows", "Edges that no broker has confirmed", "", "", rows);
    }

    public void inboxFollowed(String type) {
        Counter.builder(PREFIX + "inbox.accepted")
                .description("Records of the inbox that were verified and followed")
                .tag("type", type)
                .register(registry)
                .increment();
    }

    public void inboxRefused(String reason) {
        Counter.builder(PREFIX + "inbox.refused")
                .description("Records of the inbox that were not followed")
                .tag("reason", reason)
                .register(registry)
                .increment();
    }

    /// An enrolment was asked for.
    ///
    /// @param result `granted`, `refused`, `undecided`, `no-proof`, `untrusted`, `unreachable` or `malformed`
    public void enrolment(String result) {
        Counter.builder(PREFIX + "enrolments")
                .description("Enrolments asked for, by what came of them")
                .tag("result", result)
                .register(registry)
                .increment();
    }

    public void memoryFailed() {
        Counter.builder(PREFIX + "memory.failures")
                .description("Reads and writes of agent.db that failed")
                .register(registry)
                .increment();
    }

    public void memoryDurable(boolean isDurable) {
        level("memory.durable", "Whether what is remembered outlives the process", "", "", isDurable ? 1 : 0);
    }

    private void level(String name, String description, String tag, String value, long level) {
        levels.computeIfAbsent(name + "/" + value, _ -> {
                    AtomicLong holder = new AtomicLong();
                    Gauge.Builder<AtomicLong> gauge = Gauge.builder(PREFIX + name, holder, AtomicLong::doubleValue)
                            .description(description);
                    if (!tag.isEmpty()) {
                        gauge.tag(tag, value);
                    }
                    gauge.register(registry);
                    return holder;
                })
                .set(level);
    }

    private double lastReportAge() {
        long last = lastReportMillis.get();
        return last == 0 ? Double.NaN : (System.currentTimeMillis() - last) / 1000.0;
    }

    private static double cpuSeconds() {
        return ProcessHandle.current()
                        .info()
                        .totalCpuDuration()
                        .orElse(Duration.ZERO)
                        .toMillis()
                / 1000.0;
    }

    private static double usedHeap() {
        Runtime runtime = Runtime.getRuntime();
        return (double) runtime.totalMemory() - runtime.freeMemory();
    }
}
