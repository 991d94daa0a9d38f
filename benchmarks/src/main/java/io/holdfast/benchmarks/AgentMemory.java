package io.holdfast.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// What the agent needs on a node with 8 GPUs and 10 network cards: memory at the end of a run, and CPU over its second
/// half, as a share of a core and as what one steady minute costs. The reference is the same agent with the defaults of
/// the virtual machine.
@Command(name = "agent-memory", mixinStandardHelpOptions = true, description = "Memory and CPU of a running agent.")
final class AgentMemory implements Callable<Integer> {
    @Option(names = "--minutes", defaultValue = "2", description = "How long each agent runs (${DEFAULT-VALUE}).")
    private int minutes;

    private static final double MINUTE = 60e9;

    private record Use(
            String rss, String anonymous, String pss, String threads, String workingSet, String cpu, String minute) {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new AgentMemory()).execute(arguments));
    }

    @Override
    @SuppressWarnings("SystemOut") // figures are printed
    public Integer call() throws Exception {
        Quiet.logging();
        System.out.println(Machine.line());
        Figures figures = new Figures();
        try (Scratch scratch = Scratch.create();
                AgentProcess.Stand stand = AgentProcess.Stand.start(scratch.path())) {
            Use plain = use(stand, AgentProcess.RECOMMENDED);
            Use ours =
                    use(stand, AgentProcess.withAotCache(stand, scratch.path().resolve("agent.aot")));
            Use defaults = use(stand, List.of());
            add(
                    figures,
                    "anonymous (RssAnon)",
                    List.of(ours.anonymous, plain.anonymous, defaults.anonymous),
                    "<= 72 MiB (stretch 56)");
            add(
                    figures,
                    "cgroup working set",
                    List.of(ours.workingSet, plain.workingSet, defaults.workingSet),
                    "<= 112 MiB under a 128 Mi limit");
            add(figures, "VmRSS", List.of(ours.rss, plain.rss, defaults.rss), "");
            add(figures, "Pss", List.of(ours.pss, plain.pss, defaults.pss), "");
            add(figures, "threads", List.of(ours.threads, plain.threads, defaults.threads), "");
            add(
                    figures,
                    "CPU, second half",
                    List.of(ours.cpu, plain.cpu, defaults.cpu),
                    "<= 0.5 % of a core for the agent");
            add(figures, "one steady minute", List.of(ours.minute, plain.minute, defaults.minute), "<= 300 ms of CPU");
        }
        System.out.println(
                minutes + " min each; figure: flags and AOT cache, without it; reference: JVM defaults; flags: "
                        + String.join(" ", AgentProcess.RECOMMENDED) + ", MALLOC_ARENA_MAX=2 in both");
        System.out.println(
                "The tools are stand-ins that print a recorded output: what the real ones cost is not here.");
        figures.print(System.out);
        return 0;
    }

    /// @param of with an AOT cache, without, and with the defaults of the virtual machine
    private static void add(Figures figures, String what, List<String> of, String aim) {
        figures.add(what, of.get(0) + "; without AOT cache " + of.get(1), of.get(2), aim);
    }

    private Use use(AgentProcess.Stand stand, List<String> options) throws IOException, InterruptedException {
        Optional<MemoryCgroup> group = MemoryCgroup.create();
        try (AgentProcess agent =
                AgentProcess.start(stand, group.map(MemoryCgroup::enter).orElse(List.of()), options)) {
            Duration half = Duration.ofMinutes(minutes).dividedBy(2);
            LockSupport.parkNanos(half.toNanos());
            CpuTime before = CpuTime.of(agent.pid());
            long start = System.nanoTime();
            LockSupport.parkNanos(half.toNanos());
            CpuTime used = CpuTime.of(agent.pid()).minus(before);
            double wall = System.nanoTime() - start;
            Path process = Path.of("/proc", Long.toString(agent.pid()));
            return new Use(
                    mebibytes(field(process.resolve("status"), "VmRSS:")),
                    mebibytes(field(process.resolve("status"), "RssAnon:")),
                    mebibytes(field(process.resolve("smaps_rollup"), "Pss:")),
                    Long.toString(field(process.resolve("status"), "Threads:")),
                    group.isPresent() ? mebibytes(group.get().workingSetBytes() / 1024) : "not available",
                    String.format(
                            Locale.ROOT,
                            "agent %.2f %% of a core, its tools %.2f %%",
                            100 * used.own().toNanos() / wall,
                            100 * used.children().toNanos() / wall),
                    String.format(
                            Locale.ROOT,
                            "agent %.0f ms, its tools %.0f ms",
                            used.own().toNanos() * MINUTE / wall / 1e6,
                            used.children().toNanos() * MINUTE / wall / 1e6));
        } finally {
            group.ifPresent(MemoryCgroup::close);
        }
    }

    private static String mebibytes(long kibibytes) {
        return String.format(Locale.ROOT, "%.1f MiB", kibibytes / 1024.0);
    }

    /// The number of a line such as `VmRSS:   104000 kB`.
    private static long field(Path file, String name) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).replace("kB", "").strip())
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow(() -> new IOException(file + " has no " + name));
    }
}
