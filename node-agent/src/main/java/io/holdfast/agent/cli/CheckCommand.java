package io.holdfast.agent.cli;

import io.holdfast.protocol.baseline.Baseline;
import io.holdfast.protocol.baseline.Overrides;
import io.holdfast.protocol.baseline.Waiver;
import io.holdfast.protocol.baseline.aicr.AicrBaseline;
import io.holdfast.protocol.baseline.floor.Advisory;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.drift.Background;
import io.holdfast.protocol.drift.Changes;
import io.holdfast.protocol.drift.Difference;
import io.holdfast.protocol.drift.DriftReport;
import io.holdfast.protocol.drift.DriftReports;
import io.holdfast.protocol.drift.DriftTrend;
import io.holdfast.protocol.drift.NodeDrift;
import io.holdfast.protocol.drift.Sources;
import io.holdfast.protocol.fact.Snapshot;
import io.holdfast.protocol.finding.Finding;
import io.holdfast.protocol.finding.Outcome;
import io.holdfast.protocol.judge.FloorJudge;
import io.holdfast.protocol.judge.Judge;
import io.holdfast.protocol.judge.Judgement;
import io.holdfast.protocol.wire.BaselineWire;
import io.holdfast.protocol.wire.Wire;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `holdfast check`: what a machine is beside what it should be.
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = "Judges a machine by a baseline.",
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:nothing differs", "1:something differs, is at fault, or holds the node back", "2:wrong usage"
        })
final class CheckCommand implements Callable<Integer> {
    enum Output {
        TABLE,
        JSON,
        CTRF,
        JUNIT,
        SARIF
    }

    @Mixin
    private HostOptions machine = new HostOptions();

    @Option(
            names = "--from",
            paramLabel = "SNAPSHOT",
            description = "Judge what holdfast snapshot -o json or yaml wrote, instead of a machine.")
    private Optional<Path> from = Optional.empty();

    @Option(
            names = "--baseline",
            paramLabel = "NAME|FILE",
            description = "What the machine should be; holdfast baseline list names those that ship."
                    + " Default: only health is judged.")
    private Optional<String> baseline = Optional.empty();

    @Option(names = "--set", paramLabel = "VARIABLE=VALUE", description = "A choice that the baseline leaves open.")
    private Map<String, String> set = new LinkedHashMap<>();

    @Option(
            names = "--floors",
            paramLabel = "FILE",
            description = "Security advisories, in our own form or as CSAF: the least versions. Repeatable.")
    private List<Path> floors = List.of();

    @Option(
            names = "--waivers",
            paramLabel = "FILE",
            description =
                    "Approved exceptions, as waivers.yaml: what they cover is told as waived. Labels are not known"
                            + " here and fit none. Repeatable.")
    private List<Path> waivers = List.of();

    @Option(
            names = "--strict",
            description = "Also tell what an AICR recipe asks for and no node can ever be judged by.")
    private boolean isStrict;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "One of ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}",
            defaultValue = "TABLE")
    private Output output = Output.TABLE;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /// What other programs read.
    ///
    /// @param drift as the aggregator tells it of a node; without memory, `since` is the time of this look
    private record Answer(String node, String baseline, String digest, List<Finding> findings, DriftReport drift) {}

    @Override
    public Integer call() {
        Instant start = Instant.now();
        Optional<HostOptions.Seen> seen = from.isPresent() ? Optional.empty() : Optional.of(machine.read());
        Catalog catalog = seen.map(HostOptions.Seen::catalog).orElseGet(Catalog::shipped);
        Snapshot snapshot =
                seen.map(HostOptions.Seen::snapshot).orElseGet(() -> SnapshotReader.read(from.orElseThrow(), catalog));
        AicrBaseline chosen = baseline.map(name -> BaselineChoice.choose(name, set, catalog))
                .orElseGet(() -> new AicrBaseline(Baseline.NONE, List.of()));
        Baseline declared = chosen.baseline();
        List<AicrBaseline.Never> never = isStrict ? chosen.never() : List.of();
        Instant stop = Instant.now();
        List<Advisory> advisories = advisories();
        List<Judgement> judged = new ArrayList<>(Judge.judgements(snapshot, catalog, declared, Overrides.NONE));
        judged.addAll(FloorJudge.judgements(snapshot, catalog, advisories));
        judged = Judge.held(judged, snapshot, waived(snapshot, catalog), stop);
        List<Finding> findings = Judge.findings(judged, List.of(), stop);
        CheckResult result =
                CheckResult.of(snapshot.node(), declared.name(), new CheckResult.Span(start, stop), judged, never);
        PrintWriter out = spec.commandLine().getOut();
        try {
            switch (output) {
                case TABLE -> {
                    out.print(new CheckTable(catalog, declared, new Colours(Colours.wanted()))
                            .of(drift(snapshot, declared, findings, catalog, stop), snapshot.node(), judged, findings));
                    never.forEach(one ->
                            out.println("never judged: " + one.constraint() + " " + one.expected() + ": " + one.why()));
                }
                case JSON ->
                    out.println(Wire.mapper()
                            .writerWithDefaultPrettyPrinter()
                            .writeValueAsString(new Answer(
                                    snapshot.node().toString(),
                                    declared.name(),
                                    BaselineWire.digest(declared),
                                    findings,
                                    drift(snapshot, declared, findings, catalog, stop))));
                case CTRF -> CtrfDocument.write(result, out);
                case JUNIT -> JunitDocument.write(result, out);
                case SARIF -> SarifDocument.write(result, out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the result: " + e.getMessage(), e);
        }
        out.flush();
        seen.ifPresent(one -> one.warn(spec.commandLine().getErr()));
        tellUnused(advisories);
        return findings.stream().anyMatch(CheckCommand::counts) || !never.isEmpty()
                ? HoldfastCommand.FINDINGS
                : HoldfastCommand.FINE;
    }

    private Overrides waived(Snapshot snapshot, Catalog catalog) {
        List<Overrides.Waiver> waived = waivers.stream()
                .flatMap(file -> DeclaredFiles.waivers(file, catalog).stream())
                .filter(waiver -> waiver.isFor(snapshot.node(), Map.of()))
                .map(Waiver::forNode)
                .toList();
        return new Overrides(new TreeMap<>(), waived, List.of());
    }

    private static DriftReport drift(
            Snapshot snapshot, Baseline declared, List<Finding> findings, Catalog catalog, Instant now) {
        int unjudged = findings.stream()
                .filter(one -> one.outcome() == Outcome.UNKNOWN)
                .mapToInt(one -> one.instances().size())
                .sum();
        NodeDrift node = new NodeDrift(
                snapshot.node(),
                declared.isNone() ? "" : BaselineWire.digest(declared),
                true,
                unjudged,
                Difference.of(findings));
        Background background = new Background(catalog, Changes.NONE, Sources.of(List.of(declared)), DriftTrend.NONE);
        return DriftReports.of(List.of(node), true, background, now);
    }

    private List<Advisory> advisories() {
        return floors.stream()
                .flatMap(file -> DeclaredFiles.advisories(file).stream())
                .toList();
    }

    /// What of an advisory is not judged, so that nobody takes silence for safety.
    private void tellUnused(List<Advisory> advisories) {
        PrintWriter err = spec.commandLine().getErr();
        advisories.forEach(one -> one.notes().forEach(note -> err.println(one.id() + ": not judged: " + note)));
        err.flush();
    }

    /// What could not be judged counts where the node may not be released before it was.
    static boolean counts(Finding finding) {
        return switch (finding.outcome()) {
            case DRIFT, FAULT, PENDING -> true;
            case UNKNOWN -> finding.declared().filter(Finding.Declared::release).isPresent();
            case OK, NOT_APPLICABLE, SUPPRESSED, WAIVED -> false;
        };
    }
}
