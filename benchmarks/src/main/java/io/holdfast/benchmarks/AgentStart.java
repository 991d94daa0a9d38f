package io.holdfast.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// From the start of the agent's process to ready (enrolled, node read once) with an AOT cache; the reference is the
/// same without.
@Command(name = "agent-start", mixinStandardHelpOptions = true, description = "Start of the agent to ready.")
final class AgentStart implements Callable<Integer> {
    @Option(names = "--runs", defaultValue = "5", description = "Starts of each kind (${DEFAULT-VALUE}).")
    private int runs;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new AgentStart()).execute(arguments));
    }

    @Override
    @SuppressWarnings("SystemOut") // figures are printed
    public Integer call() throws Exception {
        Quiet.logging();
        System.out.println(Machine.line());
        Figures figures = new Figures();
        try (Scratch scratch = Scratch.create();
                AgentProcess.Stand stand = AgentProcess.Stand.start(scratch.path())) {
            Path cache = scratch.path().resolve("agent.aot");
            List<String> with = AgentProcess.withAotCache(stand, cache);
            figures.add(
                    "start to ready with an AOT cache of " + Files.size(cache) / (1 << 20) + " MiB, median of " + runs,
                    starts(stand, with),
                    "without: " + starts(stand, AgentProcess.RECOMMENDED),
                    "<= 0.5 s");
        }
        figures.print(System.out);
        return 0;
    }

    private String starts(AgentProcess.Stand stand, List<String> options) throws IOException, InterruptedException {
        List<Duration> took = new ArrayList<>();
        List<Duration> cpu = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            try (AgentProcess agent = AgentProcess.start(stand, List.of(), options)) {
                took.add(agent.ready());
                cpu.add(agent.cpuUntilReady());
            }
        }
        List<Duration> sorted = took.stream().sorted().toList();
        return String.format(
                Locale.ROOT,
                "%.2f s (%.2f to %.2f), CPU %.2f s",
                sorted.get(runs / 2).toMillis() / 1e3,
                sorted.getFirst().toMillis() / 1e3,
                sorted.getLast().toMillis() / 1e3,
                cpu.stream().sorted().toList().get(runs / 2).toMillis() / 1e3);
    }
}
