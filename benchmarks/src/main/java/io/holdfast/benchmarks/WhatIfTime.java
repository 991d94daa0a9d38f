package io.holdfast.benchmarks;

import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.probe.Probes;
import io.holdfast.agent.probe.Sweep;
import io.holdfast.aggregator.correlate.CohortRule;
import io.holdfast.aggregator.correlate.FactColumns;
import io.holdfast.aggregator.correlate.NodeWaivers;
import io.holdfast.aggregator.correlate.WhatIf;
import io.holdfast.protocol.baseline.Baseline;
import io.holdfast.protocol.baseline.Constraint;
import io.holdfast.protocol.baseline.Expectation;
import io.holdfast.protocol.baseline.Layer;
import io.holdfast.protocol.baseline.Overrides;
import io.holdfast.protocol.baseline.Selector;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.drift.Background;
import io.holdfast.protocol.drift.DriftReports;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Section;
import io.holdfast.protocol.fact.Snapshot;
import io.holdfast.protocol.judge.Judge;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// How long it takes to say what a baseline would find on a fleet. The nodes are copies of a made-up node with 8 GPUs
/// and 10 network cards, as all probes read it; each has serial numbers of its own, and one in fifty reads three
/// settings otherwise. The baseline expects of every setting what the first node reads. The reference judges each node.
@Command(
        name = "what-if",
        mixinStandardHelpOptions = true,
        description = "What a baseline would find on a fleet, judged on distinct values.")
final class WhatIfTime implements Callable<Integer> {
    private static final Catalog CATALOG = Catalog.shipped();
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final int JUDGED = 200;
    /// Whether a check tells single devices apart.
    private static final Map<CheckId, Boolean> OWN = new HashMap<>();

    @Option(names = "--nodes", defaultValue = "10000", description = "Nodes of the fleet.")
    private int nodes;

    @Option(names = "--runs", defaultValue = "5", description = "Runs; the median counts.")
    private int runs;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new WhatIfTime()).execute(arguments));
    }

    @Override
    @SuppressWarnings("SystemOut") // figures are printed
    public Integer call() throws IOException {
        Quiet.logging();
        System.out.println(Machine.line());
        Map<Section, List<Fact>> first;
        try (Scratch scratch = Scratch.create()) {
            NodeTree.write(scratch.path());
            first = Sweep.run(HostRoot.at(scratch.path()), Probes.all(), Duration.ofSeconds(60))
                    .sections();
        }
        List<Fact> facts = first.values().stream().flatMap(List::stream).toList();
        Baseline baseline = baseline(facts);
        List<CheckId> settings = baseline.expectations().stream()
                .map(Expectation::check)
                .distinct()
                .toList();
        FactColumns columns = new FactColumns(WhatIf.wanted(CATALOG), WhatIf.limited(CohortRule.shipped(), CATALOG));
        SortedMap<NodeId, SortedMap<String, String>> labels = new TreeMap<>();
        for (int number = 0; number < nodes; number++) {
            NodeId node = node(number);
            for (Map.Entry<Section, List<Fact>> section : first.entrySet()) {
                columns.put(node, section.getKey(), copy(section.getValue(), number, settings));
            }
            labels.put(node, new TreeMap<>(Map.of("rack", "r" + number / 16)));
        }
        System.out.println(nodes + " nodes of " + facts.size() + " facts; "
                + baseline.expectations().size() + " expectations");
        print(columns, baseline, labels, new Reference(facts, settings));
        return 0;
    }

    @SuppressWarnings("SystemOut") // figures are printed
    private void print(
            FactColumns columns,
            Baseline baseline,
            SortedMap<NodeId, SortedMap<String, String>> labels,
            Reference reference) {
        String each = reference.time(baseline, nodes);
        List<Long> answers = new ArrayList<>();
        List<Long> reports = new ArrayList<>();
        String said = "";
        for (int run = 0; run <= runs; run++) {
            long start = System.nanoTime();
            WhatIf.Answer answer =
                    new WhatIf(CATALOG, columns, NodeWaivers.NONE, NOW).judge(baseline, "digest", labels);
            long judged = System.nanoTime();
            said = answer.judgements() + " judgements, "
                    + DriftReports.of(answer.nodes(), true, Background.of(CATALOG), NOW)
                            .summary();
            if (run > 0) {
                answers.add(judged - start);
                reports.add(System.nanoTime() - start);
            }
        }
        System.out.println(said);
        Figures figures = new Figures();
        figures.add("what a baseline would find", millis(answers), each, "< 2 s");
        figures.add("the same, with its report grouped by cause", millis(reports), each, "< 2 s");
        figures.print(System.out);
    }

    private static String millis(List<Long> nanos) {
        return String.format(
                Locale.ROOT, "%,.0f ms", nanos.stream().sorted().toList().get(nanos.size() / 2) / 1e6);
    }

    private static NodeId node(int number) {
        return new NodeId("bench", "gpu-%05d".formatted(number));
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

    private static List<Fact> copy(List<Fact> facts, int number, List<CheckId> settings) {
        return facts.stream().map(fact -> copy(fact, number, settings)).toList();
    }

    private static Fact copy(Fact fact, int number, List<CheckId> settings) {
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

    /// Judging every node.
    private record Reference(List<Fact> facts, List<CheckId> settings) {
        String time(Baseline baseline, int nodes) {
            long took = 0;
            for (int number = 0; number < JUDGED; number++) {
                Snapshot snapshot = new Snapshot(node(number), "boot", copy(facts, number, settings));
                long start = System.nanoTime();
                Judge.evaluate(snapshot, CATALOG, baseline, Overrides.NONE, List.of(), NOW);
                took += number < JUDGED / 2 ? 0 : System.nanoTime() - start;
            }
            double each = took / (JUDGED / 2.0);
            return String.format(Locale.ROOT, "each node: %,.1f s (%,.1f ms a node)", each * nodes / 1e9, each / 1e6);
        }
    }
}
