package io.holdfast.agent.health;

import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.check.TestingCatalogs;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Snapshot;
import io.holdfast.protocol.finding.Finding;
import io.holdfast.protocol.judge.Judge;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A node that is looked at when the test says so, and what its agent finds and remembers.
final class TestingNode {
    private static final Catalog CATALOG = TestingCatalogs.overTime();
    private static final NodeId NODE = new NodeId("lab", "n1");

    private final Map<Subject, Reading> readings = new TreeMap<>();
    private String boot = "boot-1";
    private Instant booted = Instant.parse("2026-11-20T00:00:00Z");
    private Instant now = Instant.parse("2026-11-22T10:00:00Z");
    private HealthMemory memory = HealthMemory.NONE;
    private List<Finding> findings = List.of();

    TestingNode reads(String check, String instance, Reading reading) {
        readings.put(new Subject(new CheckId(check), new Instance(instance)), reading);
        return this;
    }

    TestingNode reads(String check, String instance, String word) {
        return reads(check, instance, new Reading.Text(word));
    }

    TestingNode reads(String check, String instance, long number) {
        return reads(check, instance, new Reading.Whole(number));
    }

    TestingNode cannotRead(String check, String instance, Reading.Why why) {
        return reads(check, instance, Reading.missing(why, ""));
    }

    TestingNode loses(String check, String instance) {
        readings.remove(new Subject(new CheckId(check), new Instance(instance)));
        return this;
    }

    /// Lets time pass, and looks then.
    TestingNode after(Duration time) {
        now = now.plus(time);
        return look();
    }

    /// Lets time pass, looking every 30 s.
    TestingNode watchedFor(Duration time) {
        Instant end = now.plus(time);
        while (now.isBefore(end)) {
            after(Duration.ofSeconds(30));
        }
        return this;
    }

    TestingNode look() {
        return judge(now);
    }

    /// Judges again what was read at the last look.
    TestingNode judgeAgain(Duration later) {
        return judge(now.plus(later));
    }

    private TestingNode judge(Instant at) {
        reads(
                "os.uptime",
                "node",
                Reading.Quantity.of(Duration.between(booted, now).toSeconds(), "s"));
        List<Fact> facts = readings.entrySet().stream()
                .map(one -> new Fact(one.getKey().check(), one.getKey().instance(), one.getValue(), "/test"))
                .toList();
        Map<CheckId, Instant> readAt = new HashMap<>();
        facts.forEach(fact -> readAt.put(fact.check(), now));
        Health.Result result =
                Health.judge(memory, new Health.Sight(new Snapshot(NODE, boot, facts), readAt, at), CATALOG);
        memory = result.memory();
        findings = Judge.findings(result.judgements(), findings, at);
        return this;
    }

    /// The agent is another process: it knows what was stored.
    TestingNode restarts() {
        memory = HealthMemory.decode(memory.encode());
        return this;
    }

    TestingNode reboots() {
        boot = boot + "'";
        booted = now;
        return this;
    }

    HealthMemory memory() {
        return memory;
    }

    /// `FAULT critical mlx5_0/1: expected .., observed ..`, one for each finding.
    List<String> found() {
        return findings.stream()
                .map(one -> one.outcome() + " " + one.severity() + " "
                        + String.join(
                                " ",
                                one.instances().stream().map(Instance::text).toList()) + ": expected "
                        + one.expected() + ", observed " + one.observed())
                .toList();
    }

    Instant since() {
        return findings.getFirst().since();
    }
}
