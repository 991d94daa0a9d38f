package io.holdfast.agent.cli;

import io.holdfast.agent.AgentVersion;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.protocol.baseline.aicr.AicrMeasurements;
import io.holdfast.protocol.baseline.aicr.AicrSnapshot;
import io.holdfast.protocol.fact.Snapshot;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `holdfast snapshot`: all facts of this machine or of a recorded one.
@Command(
        name = "snapshot",
        mixinStandardHelpOptions = true,
        description = "Reads a machine and prints every fact about it.")
final class SnapshotCommand implements Callable<Integer> {
    enum Output {
        JSON,
        YAML,
        TABLE,
        /// As NVIDIA AICR writes one.
        AICR
    }

    @Mixin
    private HostOptions machine = new HostOptions();

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
        HostOptions.Seen seen = machine.read();
        Snapshot snapshot = seen.snapshot();
        PrintWriter out = spec.commandLine().getOut();
        try {
            switch (output) {
                case JSON -> SnapshotDocument.json(snapshot, out);
                case YAML -> SnapshotDocument.yaml(snapshot, out);
                case AICR -> AicrSnapshotDocument.write(aicr(seen.host(), snapshot), out);
                case TABLE ->
                    out.print(new SnapshotTable(seen.site().catalog(), new Colours(Colours.wanted())).of(snapshot));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the snapshot: " + e.getMessage(), e);
        }
        out.flush();
        seen.warn(spec.commandLine().getErr());
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
}
