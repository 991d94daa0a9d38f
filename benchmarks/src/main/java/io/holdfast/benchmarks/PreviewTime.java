package io.holdfast.benchmarks;

import static io.holdfast.benchmarks.CopiedFleet.CATALOG;

import io.holdfast.aggregator.correlate.FactColumns;
import io.holdfast.aggregator.fold.Departures;
import io.holdfast.aggregator.rollout.Foretelling;
import io.holdfast.aggregator.rollout.Preview;
import io.holdfast.protocol.baseline.Baseline;
import io.holdfast.protocol.baseline.Overrides;
import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fact.Section;
import io.holdfast.protocol.fact.SectionFacts;
import io.holdfast.protocol.fact.Snapshot;
import io.holdfast.protocol.judge.Judge;
import io.holdfast.protocol.wire.SectionScan;
import io.holdfast.protocol.wire.SectionWire;
import io.holdfast.protocol.wire.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// How long a rollout's preview takes on a fleet (`CopiedFleet`): what columns keep is judged on distinct values, and
/// what changes by itself on each node, from sections that lie in RocksDB as the aggregator's do. Only the sections
/// that are asked for are stored. The reference decodes all sections of a node and judges it by the whole baseline.
@Command(
        name = "rollout-preview",
        mixinStandardHelpOptions = true,
        description = "What a rollout would find on a fleet, with checks that each node is asked by itself.")
final class PreviewTime implements Callable<Integer> {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final int JUDGED = 100;
    private static final List<CheckId> VOLATILE =
            List.of(new CheckId("gpu.ecc.uncorrectable.aggregate"), new CheckId("gpu.temp.gpu"));

    @Option(names = "--nodes", defaultValue = "10000", description = "Nodes of the fleet.")
    private int nodes;

    @Option(names = "--waivers", defaultValue = "100", description = "Approved exceptions in force.")
    private int waivers;

    @Option(names = "--runs", defaultValue = "5", description = "Runs; the median counts.")
    private int runs;

    @Option(
            names = "--all-sections",
            description = "One check that changes by itself of every section, so that all of them are read.")
    private boolean allSections;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new PreviewTime()).execute(arguments));
    }

    @Override
    @SuppressWarnings("SystemOut") // figures are printed
    public Integer call() throws IOException, RocksDBException {
        Quiet.logging();
        System.out.println(Machine.line());
        CopiedFleet fleet = CopiedFleet.read();
        List<CheckId> asked = allSections ? oneOfEach(fleet) : VOLATILE;
        Set<Section> sections = EnumSet.noneOf(Section.class);
        asked.forEach(check -> CATALOG.find(check).map(Check::section).ifPresent(sections::add));
        FactColumns columns = fleet.columns(nodes);
        try (Scratch scratch = Scratch.create();
                Options options = new Options().setCreateIfMissing(true);
                RocksDB store = RocksDB.open(options, scratch.path().toString())) {
            long bytes = fill(store, fleet, sections);
            System.out.printf(
                    Locale.ROOT,
                    "%d nodes of %d facts; %d expectations; %s read of each node, %.1f kB%n",
                    nodes,
                    fleet.facts().size(),
                    fleet.with(asked).expectations().size(),
                    sections,
                    bytes / 1000.0 / nodes);
            String each = eachNode(fleet, fleet.with(asked));
            Foretelling foretelling =
                    new Foretelling(columns, (node, wanted, checks) -> facts(store, node, wanted, checks));
            Figures figures = new Figures();
            add("all from columns", fleet.baseline(), 0, fleet, foretelling, each, figures);
            add(asked.size() + " checks asked of each node", fleet.with(asked), 0, fleet, foretelling, each, figures);
            add(
                    "the same with " + waivers + " waivers in force",
                    fleet.with(asked),
                    waivers,
                    fleet,
                    foretelling,
                    each,
                    figures);
            figures.print(System.out);
        }
        return 0;
    }

    private static List<CheckId> oneOfEach(CopiedFleet fleet) {
        List<CheckId> checks = new ArrayList<>();
        fleet.first()
                .forEach((_, facts) -> facts.stream()
                        .filter(fact -> !fact.isMissing()
                                && CATALOG.find(fact.check())
                                        .filter(Check::isVolatile)
                                        .isPresent())
                        .findFirst()
                        .ifPresent(fact -> checks.add(fact.check())));
        return checks;
    }

    private static byte[] key(NodeId node, Section section) {
        return (node + "#" + section.word()).getBytes(StandardCharsets.UTF_8);
    }

    private long fill(RocksDB store, CopiedFleet fleet, Set<Section> sections) throws RocksDBException {
        long bytes = 0;
        for (int number = 0; number < nodes; number++) {
            for (Section section : sections) {
                byte[] value = encoded(fleet, section, number);
                store.put(key(CopiedFleet.node(number), section), value);
                bytes += value.length;
            }
        }
        return bytes;
    }

    private static byte[] encoded(CopiedFleet fleet, Section section, int number) {
        return SectionWire.encode(new SectionFacts(section, NOW, fleet.facts(section, number)), CATALOG)
                .data();
    }

    private static Optional<List<Fact>> facts(
            RocksDB store, NodeId node, Set<Section> sections, Predicate<CheckId> wanted) {
        List<Fact> facts = new ArrayList<>();
        try {
            for (Section section : sections) {
                byte[] value = store.get(key(node, section));
                if (value == null) {
                    return Optional.empty();
                }
                facts.addAll(SectionScan.facts(value, wanted));
            }
        } catch (RocksDBException e) {
            throw new IllegalStateException(e);
        }
        return Optional.of(facts);
    }

    @SuppressWarnings("SystemOut") // figures are printed
    private void add(
            String what,
            Baseline baseline,
            int waived,
            CopiedFleet fleet,
            Foretelling foretelling,
            String each,
            Figures figures)
            throws IOException {
        List<Foretelling.Node> asked = new ArrayList<>();
        for (int number = 0; number < nodes; number++) {
            asked.add(new Foretelling.Node(
                    CopiedFleet.node(number),
                    CopiedFleet.labels(number),
                    Departures.of(List.of()),
                    fleet.first().keySet()));
        }
        Runs<Preview> took = Runs.of(
                runs, () -> foretelling.of(baseline, asked, 0, fleet.waivers(waived, NOW.plusSeconds(60)), NOW));
        Preview preview = took.last();
        System.out.println(what + ": " + preview.nodes() + " nodes judged, "
                + preview.rows().size() + " values depart, record of " + Wire.encode(preview).length / 1000 + " kB");
        figures.add(what, took.figure(), each, "< 2 s");
    }

    /// Decoding every section of a node and judging it by all of the baseline.
    private String eachNode(CopiedFleet fleet, Baseline baseline) {
        long took = 0;
        for (int number = 0; number < JUDGED; number++) {
            List<byte[]> sections = new ArrayList<>();
            for (Section section : fleet.first().keySet()) {
                sections.add(encoded(fleet, section, number));
            }
            long start = System.nanoTime();
            List<Fact> facts = sections.stream()
                    .flatMap(data -> SectionWire.decode(data).facts().facts().stream())
                    .toList();
            Snapshot snapshot = new Snapshot(CopiedFleet.node(number), "boot", facts);
            Judge.evaluate(snapshot, CATALOG, baseline, Overrides.NONE, List.of(), NOW);
            took += number < JUDGED / 2 ? 0 : System.nanoTime() - start;
        }
        double each = took / (JUDGED / 2.0);
        return String.format(Locale.ROOT, "each node: %,.1f s (%,.1f ms a node)", each * nodes / 1e9, each / 1e6);
    }
}
