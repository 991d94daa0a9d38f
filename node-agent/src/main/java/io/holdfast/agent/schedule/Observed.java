package io.holdfast.agent.schedule;

import io.holdfast.agent.probe.Probe;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import io.holdfast.protocol.fact.SectionFacts;
import io.holdfast.protocol.fact.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// What all probes of a node saw last: the present state, in one value.
///
/// Two probes may speak of the same check of the same instance while one source takes over from another (NVML from
/// nvidia-smi). Then the one that looked last is believed; the other's word counts again once it is alone.
public final class Observed {
    /// @param believed those of the facts that no other probe has told since
    /// @param checks that those are of
    private record Seen(Section section, Instant at, List<Fact> facts, List<Fact> believed, Set<CheckId> checks) {
        static Seen of(Section section, Instant at, List<Fact> facts) {
            List<Fact> all = List.copyOf(facts);
            return new Seen(section, at, all, all, checks(all));
        }

        /// The next look of the same probe. What reads the same stays the very same, so that nobody has to compare it
        /// letter by letter again.
        Seen then(Instant later, List<Fact> now) {
            List<Fact> kept = new ArrayList<>(now);
            boolean isSame = now.size() == facts.size();
            for (int i = 0; i < Math.min(now.size(), facts.size()); i++) {
                if (facts.get(i).equals(now.get(i))) {
                    kept.set(i, facts.get(i));
                } else {
                    isSame = false;
                }
            }
            return isSame ? new Seen(section, later, facts, believed, checks) : of(section, later, kept);
        }

        Seen believing(List<Fact> some) {
            return some.equals(believed) ? this : new Seen(section, at, facts, some, checks(some));
        }

        private static Set<CheckId> checks(List<Fact> facts) {
            Set<CheckId> checks = new HashSet<>();
            facts.forEach(fact -> checks.add(fact.check()));
            return checks;
        }
    }

    /// What a fact speaks of.
    private record Subject(CheckId check, Instance instance) {
        static Subject of(Fact fact) {
            return new Subject(fact.check(), fact.instance());
        }
    }

    private static final Observed NOTHING = new Observed(new TreeMap<>(), new EnumMap<>(Section.class));

    /// By name of the probe.
    private final SortedMap<String, Seen> byProbe;
    /// The facts of each section in order: only those of a section that hears something new are sorted again.
    private final Map<Section, SectionFacts> bySection;

    private Observed(SortedMap<String, Seen> byProbe, Map<Section, SectionFacts> bySection) {
        this.byProbe = byProbe;
        this.bySection = bySection;
    }

    public static Observed nothing() {
        return NOTHING;
    }

    /// Takes in what came of a probe. A probe that was given up or broke loses its values and keeps the
    /// names of what
    /// it had seen: each of its facts is missing from then on, until it answers again.
    public Observed after(Attempt attempt) {
        Probe probe = attempt.probe();
        return switch (attempt) {
            case Attempt.Answered(Probe _, Instant at, var _, List<Fact> facts) ->
                with(probe.name(), probe.section(), at, facts);
            case Attempt.Overdue(Probe _, Instant at, Duration deadline) ->
                with(probe.name(), probe.section(), at, missing(probe, late("no answer within ", deadline)));
            case Attempt.NotYet(Probe _, Instant at, Duration after) ->
                with(probe.name(), probe.section(), at, missing(probe, late("no answer yet after ", after)));
            case Attempt.Broken(Probe _, Instant at, var _, String what) ->
                with(
                        probe.name(),
                        probe.section(),
                        at,
                        missing(probe, Reading.missing(Why.UNREADABLE, "the probe failed: " + what)));
            case Attempt.StillRunning _ -> this;
        };
    }

    /// Takes in what a source tells that no probe asks. What it told before is replaced.
    public Observed told(String source, List<SectionFacts> sections) {
        Observed next = this;
        for (SectionFacts section : sections) {
            next = next.with(
                    source + "." + section.section().word(), section.section(), section.observedAt(), section.facts());
        }
        return next;
    }

    private static Reading.Missing late(String what, Duration time) {
        return Reading.missing(Why.TIMEOUT, what + time.toSeconds() + " s");
    }

    private Observed with(String name, Section section, Instant at, List<Fact> facts) {
        Optional<Seen> before = Optional.ofNullable(byProbe.get(name)).filter(known -> known.section() == section);
        Seen seen = before.map(known -> known.then(at, facts)).orElseGet(() -> Seen.of(section, at, facts));
        SortedMap<String, Seen> next = new TreeMap<>(byProbe);
        next.put(name, seen);
        Map<Section, SectionFacts> sorted = new EnumMap<>(bySection);
        boolean isSame =
                before.filter(known -> known.facts().equals(seen.facts())).isPresent();
        Set<CheckId> shared = shared(next, section);
        if (isSame && Collections.disjoint(shared, seen.checks())) {
            sorted.computeIfPresent(
                    section, (_, one) -> new SectionFacts(section, later(one.observedAt(), at), one.facts()));
        } else {
            believeTheYoungest(next, section, shared);
            sorted.put(section, sorted(next, section));
        }
        return new Observed(next, sorted);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static SectionFacts sorted(SortedMap<String, Seen> byProbe, Section section) {
        List<Fact> facts = new ArrayList<>();
        Instant youngest = Instant.EPOCH;
        for (Seen seen : byProbe.values()) {
            if (seen.section() == section) {
                facts.addAll(seen.believed());
                youngest = later(youngest, seen.at());
            }
        }
        return new SectionFacts(section, youngest, facts);
    }

    /// The checks that more than one probe of a section tells of.
    private static Set<CheckId> shared(SortedMap<String, Seen> byProbe, Section section) {
        Set<CheckId> told = new HashSet<>();
        Set<CheckId> shared = new HashSet<>();
        for (Seen seen : byProbe.values()) {
            if (seen.section() == section) {
                Set<CheckId> checks = seen.facts().equals(seen.believed()) ? seen.checks() : Seen.checks(seen.facts());
                for (CheckId check : checks) {
                    if (!told.add(check)) {
                        shared.add(check);
                    }
                }
            }
        }
        return shared;
    }

    private static void believeTheYoungest(SortedMap<String, Seen> byProbe, Section section, Set<CheckId> shared) {
        List<String> probes = byProbe.entrySet().stream()
                .filter(entry -> entry.getValue().section() == section)
                .sorted(Comparator.comparing((Map.Entry<String, Seen> entry) ->
                                entry.getValue().at())
                        .reversed())
                .map(Map.Entry::getKey)
                .toList();
        Set<Subject> told = new HashSet<>();
        for (String probe : probes) {
            byProbe.computeIfPresent(probe, (_, seen) -> {
                List<Fact> believed = new ArrayList<>();
                for (Fact fact : seen.facts()) {
                    if (!shared.contains(fact.check()) || !told.contains(Subject.of(fact))) {
                        believed.add(fact);
                    }
                }
                for (Fact fact : seen.facts()) {
                    if (shared.contains(fact.check())) {
                        told.add(Subject.of(fact));
                    }
                }
                return seen.believing(believed.size() == seen.facts().size() ? seen.facts() : List.copyOf(believed));
            });
        }
    }

    private List<Fact> missing(Probe probe, Reading.Missing why) {
        Seen seen = byProbe.get(probe.name());
        if (seen == null || seen.facts().isEmpty()) {
            CheckId itself = new CheckId("agent.probe." + probe.name());
            return List.of(new Fact(itself, Instance.NODE, why, "probe " + probe.name()));
        }
        return seen.facts().stream()
                .map(fact -> new Fact(fact.check(), fact.instance(), why, fact.source()))
                .toList();
    }

    /// Whether both say the same, whenever they were read.
    public boolean sameFacts(Observed other) {
        return facts().equals(other.facts());
    }

    private Map<String, List<Fact>> facts() {
        Map<String, List<Fact>> facts = new HashMap<>();
        byProbe.forEach((probe, seen) -> facts.put(probe, seen.believed()));
        return facts;
    }

    public Snapshot snapshot(NodeId node, String bootId) {
        List<Fact> facts = new ArrayList<>();
        bySection.values().forEach(section -> facts.addAll(section.facts()));
        return new Snapshot(node, bootId, facts);
    }

    /// When each check was read last.
    public Map<CheckId, Instant> readAt() {
        Map<CheckId, Instant> readAt = new HashMap<>();
        for (Seen seen : byProbe.values()) {
            for (CheckId check : seen.checks()) {
                readAt.merge(check, seen.at(), (one, two) -> one.isAfter(two) ? one : two);
            }
        }
        return readAt;
    }

    /// Every section that any probe has spoken for, also where it has no fact now.
    public List<SectionFacts> sections() {
        return List.copyOf(bySection.values());
    }
}
