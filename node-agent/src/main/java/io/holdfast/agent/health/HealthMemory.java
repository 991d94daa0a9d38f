package io.holdfast.agent.health;

import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.wire.Wire;
import io.holdfast.protocol.wire.WireException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// What has to be remembered between two looks at a node: every counter that has a rule, and every
/// condition that is not well or was not a moment ago. A value; on a healthy node it holds the counters'
/// latest values and nothing else.
public final class HealthMemory {
    /// Of a node that was never looked at.
    public static final HealthMemory NONE = new HealthMemory("", new TreeMap<>(), new TreeMap<>());

    private final String boot;
    private final SortedMap<Subject, Condition> conditions;
    private final SortedMap<Subject, Counter> counters;

    HealthMemory(String boot, SortedMap<Subject, Condition> conditions, SortedMap<Subject, Counter> counters) {
        this.boot = boot;
        this.conditions = Collections.unmodifiableSortedMap(conditions);
        this.counters = Collections.unmodifiableSortedMap(counters);
    }

    String boot() {
        return boot;
    }

    SortedMap<Subject, Condition> conditions() {
        return conditions;
    }

    SortedMap<Subject, Counter> counters() {
        return counters;
    }

    /// Whether time alone changes nothing that is said: there is nothing to wait for.
    public boolean isIdle() {
        return conditions.isEmpty() && counters.isEmpty();
    }

    /// Whether another memory has the same faults and the same downs. Where it has not, it is to be
    /// stored at once; what else differs (latest values, how long a condition has held) a process that
    /// starts again makes up for.
    public boolean saysTheSame(HealthMemory other) {
        return boot.equals(other.boot) && notable().equals(other.notable());
    }

    private List<Object> notable() {
        List<Object> notable = new ArrayList<>();
        conditions.forEach((subject, one) -> notable.add(List.of(subject, one.isRaised(), one.cycles())));
        counters.forEach((subject, one) -> {
            if (one.isRaised()) {
                notable.add(List.of(
                        subject, one.windows().stream().map(Window::isRaised).toList()));
            }
        });
        return notable;
    }

    private record Stored(String boot, List<StoredCondition> conditions, List<StoredCounter> counters) {}

    private record StoredCondition(CheckId check, Instance instance, Condition is) {}

    private record StoredCounter(CheckId check, Instance instance, Counter is) {}

    /// As it is stored.
    public byte[] encode() {
        return Wire.encode(new Stored(
                boot,
                conditions.entrySet().stream()
                        .map(one -> new StoredCondition(
                                one.getKey().check(), one.getKey().instance(), one.getValue()))
                        .toList(),
                counters.entrySet().stream()
                        .map(one -> new StoredCounter(
                                one.getKey().check(), one.getKey().instance(), one.getValue()))
                        .toList()));
    }

    /// As it was stored; nothing where another version wrote it. The time since was seen by nobody.
    public static HealthMemory decode(byte[] data) {
        try {
            Stored stored = Wire.decode(data, Stored.class);
            SortedMap<Subject, Condition> conditions = new TreeMap<>();
            stored.conditions()
                    .forEach(one -> conditions.put(
                            new Subject(one.check(), one.instance()), one.is().interrupted()));
            SortedMap<Subject, Counter> counters = new TreeMap<>();
            stored.counters().forEach(one -> counters.put(new Subject(one.check(), one.instance()), one.is()));
            return new HealthMemory(stored.boot(), conditions, counters);
        } catch (WireException _) {
            return NONE;
        }
    }

    /// What is raised, for a person who reads a log.
    @Override
    public String toString() {
        List<Subject> raised = new ArrayList<>();
        conditions.forEach((subject, one) -> {
            if (one.isRaised()) {
                raised.add(subject);
            }
        });
        counters.forEach((subject, one) -> {
            if (one.isRaised()) {
                raised.add(subject);
            }
        });
        return counters.size() + " counters, " + conditions.size() + " conditions, raised: " + raised;
    }
}
