package io.holdfast.agent.cli;

import io.holdfast.agent.host.HostRoot;
import io.holdfast.protocol.baseline.LearnedBaseline;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.fact.Snapshot;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `holdfast baseline learn`: a first baseline from what is.
@Command(
        name = "learn",
        mixinStandardHelpOptions = true,
        description = "Writes a first baseline from a good machine, or from the most usual of a fleet, ready to edit.")
final class LearnCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private HostOptions machine = new HostOptions();

    @Option(
            names = "--from",
            paramLabel = "SNAPSHOT",
            description =
                    "What holdfast snapshot -o json or yaml wrote, or the folder of a recorded host. Default: this"
                            + " machine.")
    private Optional<Path> from = Optional.empty();

    @ArgGroup(exclusive = false, heading = "From a fleet:%n")
    private @Nullable FleetAddress fleet;

    @Option(
            names = "--like",
            paramLabel = "CLUSTER/NODE",
            description = "The node of the fleet to learn from. Default: the one that is most like its peers, among the"
                    + " most nodes of the same hardware.")
    private Optional<String> like = Optional.empty();

    @Option(
            names = "--name",
            paramLabel = "NAME",
            defaultValue = "site/learned",
            description = "Its name. Default: site/learned")
    private String name = "";

    @Override
    public Integer call() {
        if (!LearnedBaseline.isName(name)) {
            throw new CommandFailure("--name " + name + ": expected a name as site/train");
        }
        if (from.isPresent() && fleet != null) {
            throw new CommandFailure("--from and --fleet: expected one of them");
        }
        if (like.isPresent() && fleet == null) {
            throw new CommandFailure("--like " + like.get() + ": expected --fleet URL beside it");
        }
        PrintWriter out = spec.commandLine().getOut();
        out.print(fleet == null ? ofMachine() : ofFleet(fleet));
        out.flush();
        return HoldfastCommand.FINE;
    }

    private String ofMachine() {
        Snapshot snapshot = from.map(path -> Files.isDirectory(path)
                        ? machine.read(HostRoot.at(path)).snapshot()
                        : SnapshotReader.read(path, Catalog.shipped()))
                .orElseGet(() -> machine.read().snapshot());
        return LearnedBaseline.of(name, snapshot, LearnedBaseline.Peers.NONE, Catalog.shipped());
    }

    private String ofFleet(FleetAddress address) {
        String path = "/api/v1/baselines/learned?name=" + quoted(name)
                + like.map(node -> "&node=" + quoted(node)).orElse("");
        return new String(address.get(path), StandardCharsets.UTF_8);
    }

    private static String quoted(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
