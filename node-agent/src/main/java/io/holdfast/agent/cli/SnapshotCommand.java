package io.holdfast.agent.cli;

import io.holdfast.agent.AgentVersion;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.kernel.KernelSnapshot;
import io.holdfast.agent.probe.SiteChecks;
import io.holdfast.agent.probe.Sweep;
import io.holdfast.agent.probe.SweepResult;
import io.holdfast.protocol.baseline.aicr.AicrMeasurements;
import io.holdfast.protocol.baseline.aicr.AicrSnapshot;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Snapshot;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/// `holdfast snapshot`: all facts of this machine or of a recorded one.
@Command(
        name = "snapshot",
        mixinStandardHelpOptions = true,
        description = "Reads a machine and prints every fact about it.")
final class SnapshotCommand implements Callable<Integer> {
    /// Longer than the slowest tool a probe runs.
    private static final Duration DEADLINE = Duration.ofSeconds(90);

    enum Output {
        JSON,
        YAML,
        TABLE,
        /// As NVIDIA AICR writes one.
        AICR
    }

    @Option(names = "--root", paramLabel = "DIR", description = "Read the recorded host in this folder.")
    private Optional<Path> recorded = Optional.empty();

    @Option(
            names = "--host",
            paramLabel = "DIR",
            description = "Where this machine's / is mounted, seen from a container. Default: /")
    private Path mount = Path.of("/");

    @Option(
            names = "--node",
            paramLabel = "CLUSTER/NAME",
            converter = NodeIdConverter.class,
            description = "The node's id. Default: local/<host name>")
    private Optional<NodeId> node = Optional.empty();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "One of ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}",
            defaultValue = "TABLE")
    private Output output = Output.TABLE;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        HostRoot host = recorded.map(HostRoot::at).orElseGet(() -> HostRoot.live(mount));
        SiteChecks site = SiteChecks.of(host);
        SweepResult sweep = Sweep.run(host, site.probes(), DEADLINE);
        Snapshot snapshot = snapshot(host, sweep);
        PrintWriter out = spec.commandLine().getOut();
        try {
            switch (output) {
                case JSON -> SnapshotDocument.json(snapshot, out);
                case YAML -> SnapshotDocument.yaml(snapshot, out);
                case AICR -> AicrSnapshotDocument.write(aicr(host, snapshot), out);
                case TABLE -> out.print(new SnapshotTable(site.catalog(), new Colours(Colours.wanted())).of(snapshot));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the snapshot: " + e.getMessage(), e);
        }
        out.flush();
        warn(sweep, spec.commandLine().getErr());
        return HoldfastCommand.FINE;
    }

    private static AicrSnapshot aicr(HostRoot host, Snapshot snapshot) {
        return AicrMeasurements.of(
                snapshot,
                SystemSettings.kernel(host),
                SystemSettings.release(host),
                Instant.now(),
                AgentVersion.text());
    }

    private Snapshot snapshot(HostRoot host, SweepResult sweep) {
        NodeId id = node.orElseGet(() -> NodeNames.of(host));
        String bootId = sweep.facts().stream()
                .filter(fact -> fact.check().text().equals("os.boot_id"))
                .filter(fact -> fact.instance().equals(Instance.NODE) && !fact.isMissing())
                .map(fact -> fact.reading().shown())
                .findFirst()
                .orElse("");
        List<Fact> facts = new ArrayList<>(sweep.facts());
        facts.addAll(KernelSnapshot.facts(host, bootId, Instant.now()));
        return new Snapshot(id, bootId, facts);
    }

    private static void warn(SweepResult sweep, PrintWriter err) {
        sweep.runs()
                .forEach(run -> run.failure()
                        .ifPresent(failure -> err.println("holdfast: probe " + run.probe() + " gave no facts: "
                                + Reading.word(failure.why()) + ", " + failure.detail())));
        err.flush();
    }

    /// `<cluster>/<node>`.
    static final class NodeIdConverter implements ITypeConverter<NodeId> {
        @Override
        public NodeId convert(String text) {
            try {
                return NodeId.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
