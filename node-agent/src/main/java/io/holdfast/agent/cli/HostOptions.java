package io.holdfast.agent.cli;

import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.kernel.KernelSnapshot;
import io.holdfast.agent.probe.SiteChecks;
import io.holdfast.agent.probe.Sweep;
import io.holdfast.agent.probe.SweepResult;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Snapshot;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// Which machine a command reads, and the reading of it.
final class HostOptions {
    /// Longer than the slowest tool a probe runs.
    private static final Duration DEADLINE = Duration.ofSeconds(90);

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

    /// A machine as it was read.
    record Seen(HostRoot host, SiteChecks site, SweepResult sweep, Snapshot snapshot) {
        Catalog catalog() {
            return site.catalog();
        }

        /// Says which probes gave nothing.
        void warn(PrintWriter err) {
            sweep.runs()
                    .forEach(run -> run.failure()
                            .ifPresent(failure -> err.println("holdfast: probe " + run.probe() + " gave no facts: "
                                    + Reading.word(failure.why()) + ", " + failure.detail())));
            err.flush();
        }
    }

    Seen read() {
        return read(recorded.map(HostRoot::at).orElseGet(() -> HostRoot.live(mount)));
    }

    Seen read(HostRoot host) {
        SiteChecks site = SiteChecks.of(host);
        SweepResult sweep = Sweep.run(host, site.probes(), DEADLINE);
        NodeId id = node.orElseGet(() -> NodeNames.of(host));
        String bootId = sweep.facts().stream()
                .filter(fact -> fact.check().text().equals("os.boot_id"))
                .filter(fact -> fact.instance().equals(Instance.NODE) && !fact.isMissing())
                .map(fact -> fact.reading().shown())
                .findFirst()
                .orElse("");
        List<Fact> facts = new ArrayList<>(sweep.facts());
        facts.addAll(KernelSnapshot.facts(host, bootId, Instant.now()));
        return new Seen(host, site, sweep, new Snapshot(id, bootId, facts));
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
