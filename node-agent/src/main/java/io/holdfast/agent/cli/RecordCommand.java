package io.holdfast.agent.cli;

import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.host.KernelLog;
import io.holdfast.agent.host.LoopbackEndpoint;
import io.holdfast.agent.probe.DcgmProbe;
import io.holdfast.agent.probe.SiteChecks;
import io.holdfast.agent.probe.Sweep;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `holdfast record`: this machine as a folder that `snapshot --root` reads like the machine.
@Command(
        name = "record",
        mixinStandardHelpOptions = true,
        description = "Records this machine into a folder that can be read instead of it.")
final class RecordCommand implements Callable<Integer> {
    private static final Duration DEADLINE = Duration.ofMinutes(3);
    private static final int FILE_CAP = 1 << 20;
    private static final int LOG_CAP = 4 << 20;

    @Parameters(paramLabel = "DIR", description = "Made where it is not there; must be empty.")
    private Path folder = Path.of("");

    @Option(
            names = "--host",
            paramLabel = "DIR",
            description = "Where this machine's / is mounted, seen from a container. Default: /")
    private Path mount = Path.of("/");

    @Option(
            names = "--scrub",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Replace serial numbers and device UUIDs. On unless --no-scrub is given; secrets always go.")
    private boolean scrub = true;

    @Option(
            names = "--dcgm-url",
            paramLabel = "URL",
            description = "Record what dcgm-exporter serves there too: http://127.0.0.1:9400/metrics.")
    private @Nullable URI dcgm;

    @Option(names = "--kmsg", description = "Record the kernel log too.")
    private boolean kmsg;

    @Option(
            names = "--limit",
            paramLabel = "MIB",
            defaultValue = "64",
            description = "Most file content to take. Default: ${DEFAULT-VALUE} MiB")
    private long limit = 64;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        try {
            prepare();
            Recording.LeftOut leftOut = new Recording.LeftOut();
            Recording recording = new Recording(folder, new Scrubber(scrub), leftOut, limit << 20);
            HostRoot host = host();
            HostRoot tapped = host.tapped(recording);
            Sweep.run(tapped, SiteChecks.of(tapped).probes(), DEADLINE);
            readAll(host, recording);
            recording.write(host);
            if (kmsg) {
                log(host, leftOut);
            }
            report(recording, leftOut);
            return HoldfastCommand.FINE;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot record into " + folder + ": " + e.getMessage(), e);
        }
    }

    private HostRoot host() {
        HostRoot host = HostRoot.live(mount);
        try {
            return dcgm == null ? host : host.with(DcgmProbe.PAGE, new LoopbackEndpoint(dcgm));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        }
    }

    private void prepare() throws IOException {
        Files.createDirectories(folder);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            if (entries.iterator().hasNext()) {
                throw new CommandFailure(folder + " is not empty");
            }
        }
    }

    /// Adds what no probe asked for. Globs run on the plain host: what they pass over need not be recorded.
    private static void readAll(HostRoot host, Recording recording) {
        for (String pattern : RecordedPaths.PATTERNS) {
            for (String path : host.glob(pattern)) {
                recording.touched(path);
                if (RecordedPaths.isTaken(path) && !host.isDirectory(path)) {
                    recording.read(host.readBytes(path, FILE_CAP));
                }
            }
        }
    }

    private void log(HostRoot host, Recording.LeftOut leftOut) throws IOException {
        KernelLog.Drained drained = KernelLog.drain(host, LOG_CAP);
        if (!drained.refusal().isEmpty()) {
            leftOut.add(drained.refusal(), KernelLog.DEVICE);
            return;
        }
        Path file = folder.resolve(KernelLog.DEVICE.substring(1));
        Files.createDirectories(folder.resolve("dev"));
        Recording.text(file, new Scrubber(scrub).text(drained.text()));
    }

    private void report(Recording recording, Recording.LeftOut leftOut) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("Recorded " + recording.files() + " files, " + (recording.bytes() + 1023) / 1024 + " KiB (at most "
                + limit + " MiB), " + recording.commands() + " commands tried, into " + folder);
        out.println(
                scrub
                        ? "Serial numbers, device UUIDs and secrets were taken out; MAC addresses and GUIDs are in it."
                        : "Secrets were taken out; serial numbers and UUIDs are in it.");
        String reasons = leftOut.shown();
        out.print(reasons.isEmpty() ? "" : "Left out:\n" + reasons);
        out.flush();
    }
}
