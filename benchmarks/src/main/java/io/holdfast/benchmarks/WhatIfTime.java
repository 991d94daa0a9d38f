package io.holdfast.benchmarks;

import static io.holdfast.benchmarks.CopiedFleet.CATALOG;

import io.holdfast.aggregator.correlate.FactColumns;
import io.holdfast.aggregator.correlate.NodeWaivers;
import io.holdfast.aggregator.correlate.WhatIf;
import io.holdfast.protocol.baseline.Overrides;
import io.holdfast.protocol.drift.Background;
import io.holdfast.protocol.drift.DriftReport;
import io.holdfast.protocol.drift.DriftReports;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fact.Section;
import io.holdfast.protocol.fact.Snapshot;
import io.holdfast.protocol.judge.Judge;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// How long it takes to say what a baseline would find on a fleet (`CopiedFleet`). The reference judges each node.
@Command(
        name = "what-if",
        mixinStandardHelpOptions = true,
        description = "What a baseline would find on a fleet, judged on distinct values.")
final class WhatIfTime implements Callable<Integer> {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final int JUDGED = 200;

    @Option(names = "--nodes", defaultValue = "10000", description = "Nodes of the fleet.")
    private int nodes;

    @Option(names = "--waivers", defaultValue = "100", description = "Approved exceptions in force.")
    private int waivers;

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
        CopiedFleet fleet = CopiedFleet.read();
        FactColumns columns = fleet.columns(nodes);
        SortedMap<NodeId, SortedMap<String, String>> labels = new TreeMap<>();
        for (int number = 0; number < nodes; number++) {
            labels.put(CopiedFleet.node(number), CopiedFleet.labels(number));
        }
        System.out.println(nodes + " nodes of " + fleet.facts().size() + " facts; "
                + fleet.baseline().expectations().size() + " expectations");
        String each = eachNode(fleet);
        Figures figures = new Figures();
        add("what a baseline would find", 0, fleet, columns, labels, each, figures);
        add("the same with " + waivers + " waivers in force", waivers, fleet, columns, labels, each, figures);
        figures.print(System.out);
        return 0;
    }

    @SuppressWarnings("SystemOut") // figures are printed
    private void add(
            String what,
            int waived,
            CopiedFleet fleet,
            FactColumns columns,
            SortedMap<NodeId, SortedMap<String, String>> labels,
            String each,
            Figures figures)
            throws IOException {
        Runs<WhatIf.Answer> answers = Runs.of(runs, () -> {
            NodeWaivers held = NodeWaivers.of(fleet.waivers(waived, NOW.plusSeconds(60)), labels);
            return new WhatIf(CATALOG, columns, held, NOW).judge(fleet.baseline(), "digest", labels);
        });
        Runs<DriftReport> reports =
                Runs.of(runs, () -> DriftReports.of(answers.last().nodes(), true, Background.of(CATALOG), NOW));
        System.out.println(what + ": " + answers.last().judgements() + " judgements, "
                + reports.last().summary());
        figures.add(what, answers.figure(), each, "< 2 s");
        figures.add("its report grouped by cause", reports.figure(), "", "");
    }

    /// Judging every node.
    private String eachNode(CopiedFleet fleet) {
        long took = 0;
        for (int number = 0; number < JUDGED; number++) {
            List<Fact> facts = new ArrayList<>();
            for (Section section : fleet.first().keySet()) {
                facts.addAll(fleet.facts(section, number));
            }
            Snapshot snapshot = new Snapshot(CopiedFleet.node(number), "boot", facts);
            long start = System.nanoTime();
            Judge.evaluate(snapshot, CATALOG, fleet.baseline(), Overrides.NONE, List.of(), NOW);
            took += number < JUDGED / 2 ? 0 : System.nanoTime() - start;
        }
        double each = took / (JUDGED / 2.0);
        return String.format(Locale.ROOT, "each node: %,.1f s (%,.1f ms a node)", each * nodes / 1e9, each / 1e6);
    }
}
