package io.holdfast.benchmarks;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.CommandResult;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.host.HostTap;
import io.holdfast.agent.probe.Probe;
import io.holdfast.agent.probe.Probes;
import io.holdfast.agent.probe.Sweep;
import io.holdfast.agent.probe.SweepResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// How long a sweep of all probes takes on a made-up node with 8 GPUs and 10 network cards: the first of a
/// fresh process, and the median of many. The reference opens, reads and closes the same files, with nothing
/// parsed.
@Command(name = "sweep", mixinStandardHelpOptions = true, description = "A full sweep of an 8-GPU/10-NIC node.")
final class SweepTime implements Callable<Integer> {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private static final String AIM = "<= 50 ms warm (full file sweep)";

    @Option(names = "--sweeps", defaultValue = "200", description = "Warm ones.")
    private int sweeps;

    @Option(names = "--fresh", defaultValue = "5", description = "Fresh processes, each for one sweep.")
    private int fresh;

    @Option(names = "--once", hidden = true, description = "One sweep of this folder, for a fresh process.")
    private String once = "";

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new SweepTime()).execute(arguments));
    }

    @Override
    @SuppressWarnings("SystemOut") // figures are printed
    public Integer call() throws IOException {
        Quiet.logging();
        if (!once.isEmpty()) {
            System.out.println(sweep(HostRoot.at(Path.of(once)), Probes.all()).toNanos());
            return 0;
        }
        System.out.println(Machine.line());
        Figures figures = new Figures();
        try (Scratch scratch = Scratch.create()) {
            int functions = NodeTree.write(scratch.path());
            List<Path> read = filesRead(scratch.path());
            System.out.println(functions + " PCI functions; a sweep reads " + read.size() + " files, "
                    + sizeOf(read) / 1024 + " KiB, and gives "
                    + Sweep.run(HostRoot.at(scratch.path()), Probes.all(), DEADLINE)
                            .facts()
                            .size() + " facts");
            Duration plain = median(sweeps, () -> readAll(read));
            String reference = "open, read, close the same files: " + millis(plain);
            HostRoot recorded = HostRoot.at(scratch.path());
            HostRoot live = HostRoot.live(
                    scratch.path(),
                    List.of(scratch.path().resolve(NodeTree.ENTER).toString()));
            List<Probe> files = Probes.all().stream()
                    .filter(probe -> !startsTool(live, probe))
                    .toList();
            System.out.println(
                    files.size() + " of " + Probes.all().size() + " probes start no tool on it: the files' sweep");
            figures.add(
                    "files, warm, live reader (files kept open), median of " + sweeps,
                    millis(median(sweeps, () -> sweep(live, files))),
                    reference,
                    AIM);
            figures.add(
                    "files and stand-in tools, warm, live reader, median of " + sweeps,
                    millis(median(sweeps, () -> sweep(live, Probes.all()))),
                    reference,
                    "");
            figures.add(
                    "files and recorded outputs, warm, recorded host, median of " + sweeps,
                    millis(median(sweeps, () -> sweep(recorded, Probes.all()))),
                    reference,
                    "");
            for (Probe probe : Probes.all()) {
                figures.add(
                        "warm, live reader, " + probe.name() + " alone",
                        millis(median(sweeps / 4, () -> sweep(live, List.of(probe)))),
                        "",
                        "");
            }
            figures.add(
                    "cold: first sweep of a fresh process, median of " + fresh,
                    millis(coldSweep(scratch.path())),
                    reference,
                    "");
        }
        figures.print(System.out);
        return 0;
    }

    private Duration coldSweep(Path tree) throws IOException {
        List<Duration> took = new ArrayList<>();
        for (int process = 0; process < fresh; process++) {
            try (ChildJvm child = ChildJvm.start(
                    List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx64m"),
                    SweepTime.class,
                    List.of("--once", tree.toString()))) {
                took.add(Duration.ofNanos(Long.parseLong(child.nextLine())));
            }
        }
        return median(took);
    }

    /// The interface of what is timed.
    @FunctionalInterface
    private interface Timed {
        Duration run() throws IOException;
    }

    private static Duration median(int times, Timed timed) throws IOException {
        List<Duration> took = new ArrayList<>();
        for (int run = 0; run < times; run++) {
            timed.run();
        }
        for (int run = 0; run < times; run++) {
            took.add(timed.run());
        }
        return median(took);
    }

    private static Duration median(List<Duration> durations) {
        return durations.stream().sorted(Comparator.naturalOrder()).toList().get(durations.size() / 2);
    }

    /// The files that a sweep reads with success.
    private static List<Path> filesRead(Path tree) {
        ConcurrentSkipListSet<Path> files = new ConcurrentSkipListSet<>();
        HostTap tap = new HostTap() {
            @Override
            public void read(Attribute<byte[]> read) {
                if (read instanceof Attribute.Value<byte[]>(String path, byte[] _)) {
                    files.add(tree.resolve(path.substring(1)));
                }
            }

            @Override
            public void touched(String path) {}

            @Override
            public void ran(CommandResult result) {}
        };
        sweep(HostRoot.at(tree).tapped(tap), Probes.all());
        return List.copyOf(files);
    }

    /// Whether a probe starts a tool on this node: one that it would ask is not installed, and looking for it
    /// belongs to reading files.
    private static boolean startsTool(HostRoot host, Probe probe) {
        AtomicBoolean hasStarted = new AtomicBoolean();
        HostTap tap = new HostTap() {
            @Override
            public void read(Attribute<byte[]> read) {}

            @Override
            public void touched(String path) {}

            @Override
            public void ran(CommandResult result) {
                if (!(result instanceof CommandResult.Absent)) {
                    hasStarted.set(true);
                }
            }
        };
        sweep(host.tapped(tap), List.of(probe));
        return hasStarted.get();
    }

    private static long sizeOf(List<Path> files) throws IOException {
        long size = 0;
        for (Path file : files) {
            size += Files.size(file);
        }
        return size;
    }

    private static String millis(Duration duration) {
        return String.format(Locale.ROOT, "%.2f ms", duration.toNanos() / 1e6);
    }

    private static Duration sweep(HostRoot host, List<Probe> probes) {
        long start = System.nanoTime();
        SweepResult result = Sweep.run(host, probes, DEADLINE);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        result.runs().stream()
                .flatMap(run -> run.failure().stream())
                .findFirst()
                .ifPresent(failure -> {
                    throw new IllegalStateException("a probe failed: " + failure);
                });
        return took;
    }

    private static Duration readAll(List<Path> files) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
        long start = System.nanoTime();
        for (Path file : files) {
            buffer.clear();
            try (FileChannel channel = FileChannel.open(file)) {
                while (channel.read(buffer) > 0) {
                    // to the end
                }
            }
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
