package io.holdfast.benchmarks;

import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.probe.Probes;
import io.holdfast.agent.probe.Sweep;
import io.holdfast.aggregator.correlate.CohortRule;
import io.holdfast.aggregator.correlate.FactColumns;
import io.holdfast.aggregator.correlate.WhatIf;
import io.holdfast.protocol.baseline.Baseline;
import io.holdfast.protocol.baseline.Constraint;
import io.holdfast.protocol.baseline.Expectation;
import io.holdfast.protocol.baseline.Layer;
import io.holdfast.protocol.baseline.Selector;
import io.holdfast.protocol.baseline.Waiver;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Section;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Copies of a made-up node with 8 GPUs and 10 network cards, as all probes read it. Each has serial numbers of its
/// own,
/// and one in fifty reads three settings otherwise. The baseline expects of every setting what the first node reads.
record CopiedFleet(Map<Section, List<Fact>> first, Baseline baseline, List<CheckId> settings) {
    static final Catalog CATALOG = Catalog.shipped();

    /// Whether a check tells single devices apart.
    private static final Map<CheckId, Boolean> OWN = new HashMap<>();

    static CopiedFleet read() throws IOException {
        try (Scratch scratch = Scratch.create()) {
            NodeTree.write(scratch.path());
            Map<Section, List<Fact>> first = Sweep.run(
                            HostRoot.at(scratch.path()), Probes.all(), Duration.ofSeconds(60))
                    .sections();
            Baseline baseline =
                    baseline(first.values().stream().flatMap(List::stream).toList());
            List<CheckId> settings = baseline.expectations().stream()
                    .map(Expectation::check)
                    .distinct()
                    .toList();
            return new CopiedFleet(first, baseline, settings);
        }
    }

    static NodeId node(int number) {
        return new NodeId("bench", "gpu-%05d".formatted(number));
    }

    static SortedMap<String, String> labels(int number) {
        return new TreeMap<>(Map.of("rack", "r" + number / 16));
    }

    List<Fact> facts() {
        return first.values().stream().flatMap(List::stream).toList();
    }

    /// What all of them read.
    FactColumns columns(int nodes) {
        FactColumns columns = new FactColumns(WhatIf.wanted(CATALOG), WhatIf.limited(CohortRule.shipped(), CATALOG));
        for (int number = 0; number < nodes; number++) {
            for (Section section : first.keySet()) {
                columns.put(node(number), section, facts(section, number));
            }
        }
        return columns;
    }

    /// What one of them reads.
    List<Fact> facts(Section section, int number) {
        return first.getOrDefault(section, List.of()).stream()
                .map(fact -> copy(fact, number))
                .toList();
    }

    /// Exceptions as a fleet has them: for a rack, for nodes by name, for all of one check, for one card.
    List<Waiver> waivers(int count, Instant expires) {
        List<Waiver> waivers = new ArrayList<>();
        for (int at = 0; at < count; at++) {
            String check = settings.get(at * 7 % settings.size()).text();
            List<String> nodes =
                    at % 4 == 1 ? List.of(node(at).toString(), "bench/gpu-%03d*".formatted(at)) : List.of();
            Selector where = switch (at % 4) {
                case 0 -> new Selector(new TreeMap<>(), new TreeMap<>(Map.of("rack", "r" + at)));
                case 3 -> Selector.of(Selector.Trait.ROLE, "east-west");
                default -> Selector.ALL;
            };
            waivers.add(new Waiver("w" + at, check, nodes, where, "reason " + at, "owner", expires));
        }
        return waivers;
    }

    /// With an expectation of each check: what the first instance reads.
    Baseline with(List<CheckId> checks) {
        List<Expectation> all = new ArrayList<>(baseline.expectations());
        List<Fact> facts = facts();
        for (CheckId check : checks) {
            facts.stream()
                    .filter(fact -> fact.check().equals(check))
                    .findFirst()
                    .ifPresent(fact -> all.add(
                            expectation(check, Selector.ALL, fact.reading().shown())));
        }
        return new Baseline(baseline.name(), baseline.title(), baseline.variables(), all);
    }

    /// One expectation for each setting that all its instances read alike, else one for each instance.
    private static Baseline baseline(List<Fact> facts) {
        List<Expectation> expectations = new ArrayList<>();
        facts.stream()
                .filter(fact -> !fact.isMissing()
                        && !isOwn(fact)
                        && CATALOG.find(fact.check())
                                .filter(row -> row.kind() == Check.Kind.DRIFT && !row.isVolatile())
                                .isPresent())
                .collect(Collectors.groupingBy(Fact::check))
                .forEach((check, same) -> {
                    List<String> values = same.stream()
                            .map(fact -> fact.reading().shown())
                            .distinct()
                            .toList();
                    if (values.size() == 1) {
                        expectations.add(expectation(check, Selector.ALL, values.getFirst()));
                    } else {
                        same.forEach(fact -> expectations.add(expectation(
                                check,
                                Selector.of(
                                        Selector.Trait.INSTANCE, fact.instance().text()),
                                fact.reading().shown())));
                    }
                });
        return new Baseline("bench/first", "What the first node reads", new TreeMap<>(), expectations);
    }

    private static Expectation expectation(CheckId check, Selector where, String value) {
        return new Expectation(
                check,
                where,
                new Constraint.EqualTo(value),
                Expectation.Terms.PLAIN,
                new Expectation.Source(Layer.BASE, "bench/first"));
    }

    private Fact copy(Fact fact, int number) {
        boolean isOdd = number % 50 == 1
                && (settings.indexOf(fact.check()) + number / 50) % Math.max(1, settings.size() / 3) == 0
                && settings.contains(fact.check());
        boolean isOwn = isOwn(fact);
        if (!(fact.reading() instanceof Reading.Missing) && (isOdd || isOwn)) {
            String value = fact.reading().shown() + (isOwn ? "-" + number : "-odd");
            return new Fact(fact.check(), fact.instance(), new Reading.Text(value), fact.source());
        }
        return fact;
    }

    private static boolean isOwn(Fact fact) {
        return OWN.computeIfAbsent(fact.check(), check -> check.text().matches(".*(serial|uuid|guid|mac).*"));
    }
}
