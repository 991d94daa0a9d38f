package io.holdfast.agent.health;

import io.holdfast.protocol.baseline.Constraint;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Section;
import io.holdfast.protocol.fact.Snapshot;
import io.holdfast.protocol.finding.Outcome;
import io.holdfast.protocol.judge.Judge;
import io.holdfast.protocol.judge.Judgement;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Judges the newest look at a node in the light of those before: a memory in, judgements and a memory
/// out. Pure.
///
/// Time is the time of the readings, never that of the judgement: judging the same reading twice says the
/// same twice.
public final class Health {
    /// After a boot links train, drivers load and applications start: what counters count then is no fault.
    static final Duration GRACE = Duration.ofMinutes(10);

    private static final CheckId UPTIME = new CheckId("os.uptime");

    /// Tells one device in a place from the next one there; its counters start anew.
    private static final List<CheckId> IDENTITIES = List.of(
            new CheckId("gpu.uuid"), new CheckId("nic.guid"), new CheckId("port.guid"), new CheckId("nvme.serial"));
    /// A GPU's counters start anew with its driver.
    private static final CheckId GPU_DRIVER = new CheckId("gpu.driver.version");

    private static final Set<CheckId> TELLING = telling();

    private static Set<CheckId> telling() {
        Set<CheckId> all = new HashSet<>(IDENTITIES);
        all.add(GPU_DRIVER);
        return all;
    }

    /// What was seen.
    ///
    /// @param readAt when each check was read last
    /// @param now when a check was last looked for that no probe names any more
    public record Sight(Snapshot snapshot, Map<CheckId, Instant> readAt, Instant now) {}

    /// What it amounts to.
    public record Result(List<Judgement> judgements, HealthMemory memory) {}

    private final Catalog catalog;
    private final Sight sight;
    private final HealthMemory before;
    private final boolean isNewBoot;
    private final Optional<Instant> booted;
    private final Map<CheckId, Map<Instance, String>> identities = new HashMap<>();
    private final List<Judgement> judgements = new ArrayList<>();
    private final SortedMap<Subject, Condition> conditions = new TreeMap<>();
    private final SortedMap<Subject, Counter> counters = new TreeMap<>();

    /// By the checks' own measure.
    public static Result judge(HealthMemory before, Sight sight, Catalog catalog) {
        return judge(before, sight, catalog, Judge.judgements(sight.snapshot(), catalog));
    }

    /// In the light of what was judged already.
    ///
    /// @param now what the newest look amounts to by itself
    public static Result judge(HealthMemory before, Sight sight, Catalog catalog, List<Judgement> now) {
        Health health = new Health(before, sight, catalog);
        now.forEach(health::level);
        health.count();
        health.lookForTheRest();
        return new Result(
                health.judgements, new HealthMemory(sight.snapshot().bootId(), health.conditions, health.counters));
    }

    private Health(HealthMemory before, Sight sight, Catalog catalog) {
        this.before = before;
        this.sight = sight;
        this.catalog = catalog;
        this.isNewBoot = !before.boot().equals(sight.snapshot().bootId());
        Optional<Instant> up = Optional.empty();
        for (Fact fact : sight.snapshot().facts()) {
            if (fact.check().equals(UPTIME)) {
                if (fact.reading() instanceof Reading.Quantity(BigDecimal seconds, String _)) {
                    up = Optional.of(at(UPTIME).minusSeconds(seconds.longValue()));
                }
            } else if (TELLING.contains(fact.check())) {
                identities
                        .computeIfAbsent(fact.check(), _ -> new HashMap<>())
                        .put(
                                fact.instance(),
                                fact.isMissing() ? "" : fact.reading().shown());
            }
        }
        this.booted = up;
    }

    private Instant at(CheckId check) {
        return sight.readAt().getOrDefault(check, sight.now());
    }

    private Look look(CheckId check) {
        Instant at = at(check);
        boolean isGrace = booted.filter(from -> at.isBefore(from.plus(GRACE))).isPresent();
        return new Look(at, isNewBoot, isGrace);
    }

    private void level(Judgement judged) {
        if (before.conditions().isEmpty() && judged.outcome() != Outcome.FAULT) {
            judgements.add(judged);
            return;
        }
        Subject subject = Subject.of(judged.fact());
        Condition known = before.conditions().get(subject);
        Condition next = known == null ? begin(judged) : after(known, judged);
        if (next == null) {
            judgements.add(judged);
            return;
        }
        judgements.add(next.said(judged));
        if (!next.isOver()) {
            conditions.put(subject, next);
        }
    }

    private @org.jspecify.annotations.Nullable Condition begin(Judgement judged) {
        return judged.outcome() == Outcome.FAULT
                ? Condition.begin(judged, look(judged.fact().check()))
                : null;
    }

    private Condition after(Condition known, Judgement judged) {
        Look look = look(judged.fact().check());
        if (!isNewBoot && look.at().equals(known.readAt())) {
            return known;
        }
        return switch (judged.outcome()) {
            case FAULT -> known.after(Condition.Phase.BAD, judged, look);
            case OK -> known.after(Condition.Phase.GOOD, judged, look);
            case NOT_APPLICABLE ->
                isNotPermitted(judged.fact().reading())
                        ? known.afterNothing(look)
                        : known.after(Condition.Phase.GONE, judged, look);
            case DRIFT, PENDING -> known.after(Condition.Phase.GOOD, judged, look);
            case UNKNOWN, SUPPRESSED, WAIVED -> known.afterNothing(look);
        };
    }

    private static boolean isNotPermitted(Reading reading) {
        return reading instanceof Reading.Missing(Reading.Why why, String _) && why == Reading.Why.NOT_PERMITTED;
    }

    private void count() {
        List<Fact> facts = sight.snapshot().facts();
        int at = 0;
        while (at < facts.size()) {
            CheckId check = facts.get(at).check();
            int end = at + 1;
            while (end < facts.size() && facts.get(end).check().equals(check)) {
                end++;
            }
            Optional<Check> row = counted(check);
            if (row.isPresent()) {
                Counting rule = new Counting(row.get(), row.get().overTime().words(), look(check));
                facts.subList(at, end).forEach(fact -> count(fact, rule));
            }
            at = end;
        }
    }

    private Optional<Check> counted(CheckId check) {
        return catalog.find(check).filter(one -> !one.overTime().rises().isEmpty());
    }

    /// How a check's facts are counted.
    ///
    /// @param expected the rule in words
    private record Counting(Check row, String expected, Look look) {}

    private void count(Fact fact, Counting rule) {
        Check row = rule.row();
        Look look = rule.look();
        Subject subject = Subject.of(fact);
        Counter known = before.counters().get(subject);
        Optional<BigDecimal> value = Counter.value(fact.reading());
        Counter next;
        if (known == null) {
            next = value.map(now -> Counter.begin(now, look, device(fact, row), row))
                    .orElse(null);
        } else if (value.isPresent()) {
            boolean isRead = !isNewBoot && look.at().equals(known.readAt());
            next = isRead ? known : known.after(value.get(), look, device(fact, row), row);
        } else {
            Counter same = known.afterNothing(look);
            next = Counter.isGone(fact.reading()) ? same.afterGone(look) : same;
        }
        if (next == null || next.isOver(look, row)) {
            judgements.add(Counter.unread(fact, row, rule.expected()));
        } else {
            judgements.add(next.said(fact, row, rule.expected()));
            counters.put(subject, next);
        }
    }

    /// What counts there.
    private Device device(Fact fact, Check row) {
        List<String> parts = new ArrayList<>();
        for (CheckId identity : IDENTITIES) {
            parts.add(identities.getOrDefault(identity, Map.of()).getOrDefault(fact.instance(), ""));
        }
        boolean isGpu = row.section() == Section.GPU;
        parts.add(isGpu ? identities.getOrDefault(GPU_DRIVER, Map.of()).getOrDefault(Instance.NODE, "") : "");
        return new Device(parts);
    }

    /// What is remembered and no probe names any more: it keeps its faults for a while.
    private void lookForTheRest() {
        if (conditions.keySet().containsAll(before.conditions().keySet())
                && counters.keySet().containsAll(before.counters().keySet())) {
            return;
        }
        Set<Subject> seen = new HashSet<>();
        judgements.forEach(one -> seen.add(Subject.of(one.fact())));
        before.conditions().forEach((subject, known) -> {
            if (!seen.contains(subject)) {
                catalog.find(subject.check())
                        .map(row -> Judgement.of(
                                gone(subject, known.source()),
                                row,
                                Outcome.NOT_APPLICABLE,
                                row.healthy().map(Constraint::words).orElse("")))
                        .ifPresent(this::level);
            }
        });
        before.counters().forEach((subject, known) -> {
            if (!seen.contains(subject)) {
                counted(subject.check())
                        .ifPresent(row -> count(
                                gone(subject, row.source()),
                                new Counting(row, row.overTime().words(), look(subject.check()))));
            }
        });
    }

    private static Fact gone(Subject subject, String source) {
        return new Fact(
                subject.check(), subject.instance(), Reading.missing(Reading.Why.ABSENT, "no longer there"), source);
    }
}
