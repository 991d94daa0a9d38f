package io.holdfast.standalone;

import io.holdfast.aggregator.BaselineConfig;
import io.holdfast.aggregator.Listen;
import io.holdfast.aggregator.WebConfig;
import io.holdfast.aggregator.access.Tokens;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `scripts/up`: starts a whole Holdfast, says where it is, and stops it on Ctrl-C.
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        version = "Holdfast 0.1.0-SNAPSHOT",
        sortOptions = false,
        description =
                "Runs a whole Holdfast on this machine: Kafka, aggregator, dashboard, and an agent for this host.",
        footer = {
            "",
            "All but --listen is on 127.0.0.1 only. Ctrl-C stops it; the same --data goes on where it stopped.",
            "Exit status: 130 or 143 stopped by a signal, 1 failed, 2 wrong usage,",
            "3 something outside has to be mended first."
        })
public final class Up implements Callable<Integer> {
    private static final int CANNOT_START = 3;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8080",
            description = "Dashboard and API (${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--listen",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Address of dashboard and API (${DEFAULT-VALUE}); any other needs --tokens.")
    private String address = "127.0.0.1";

    @Option(
            names = "--tokens",
            paramLabel = "FILE",
            description = "Who may use the API (scripts/token makes entries). Without it: whoever is on this machine.")
    private @Nullable Path tokens;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder for everything that is kept (data in the project's folder).")
    private Path data = Path.of(System.getProperty("holdfast.home", "."), "data");

    @Option(
            names = "--replay",
            paramLabel = "HOST_DIR",
            description = "A recorded host (scripts/record-host) to show as a node. Repeatable.")
    private List<Path> replays = new ArrayList<>();

    @Option(names = "--without-this-host", description = "This machine is no node.")
    private boolean withoutThisHost;

    @Mixin
    private SimulateOptions simulate = new SimulateOptions();

    @Option(
            names = "--baseline",
            paramLabel = "NAME|FILE",
            description = "Judge every node by this baseline, one that ships or a file of yours. It is approved for all"
                    + " nodes at once, and so is every change of the file.")
    private Optional<String> baseline = Optional.empty();

    @Option(
            names = "--baselines",
            paramLabel = "DIR",
            description = "A folder of baselines with a file assign.yaml that says which nodes each is for. What is new"
                    + " or changed waits for approval (GET and POST /api/v1/rollouts).")
    private Optional<Path> baselines = Optional.empty();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Up())
                .setExecutionExceptionHandler((failure, command, _) -> report(failure, command));
    }

    @Override
    public Integer call() throws Exception {
        checkPort();
        PrintWriter out = spec.commandLine().getOut();
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        StandaloneConfig config = new StandaloneConfig(
                data,
                web(),
                new StandaloneConfig.Hosts(!withoutThisHost, replays),
                simulate.wanted(baseline),
                StandaloneConfig.HEARTBEAT,
                declared());
        try (DataFolder folder = DataFolder.take(data)) {
            Path log = Logging.into(folder.log());
            try (Standalone running = Standalone.start(config, folder)) {
                running.describe().forEach(out::println);
                out.println("  log         " + log);
                out.println("Ctrl-C stops it.");
                out.flush();
                // The virtual machine ends when its hooks have: so the hook asks, and waits until all is closed.
                Runtime.getRuntime()
                        .addShutdownHook(new Thread(
                                () -> {
                                    asked.countDown();
                                    awaitQuietly(stopped);
                                },
                                "stop"));
                asked.await();
            }
        } finally {
            stopped.countDown();
        }
        return 0;
    }

    private BaselineConfig declared() {
        if (baseline.isPresent() && baselines.isPresent()) {
            throw new ParameterException(spec.commandLine(), "--baseline or --baselines: expected one of them");
        }
        return baseline.map(BaselineOptions::single)
                .or(() -> baselines.map(BaselineOptions::folder))
                .orElse(BaselineConfig.NONE);
    }

    private WebConfig web() {
        try {
            return new WebConfig(new Listen(address, port), Optional.ofNullable(tokens));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage() + " (--tokens)");
        }
    }

    private void checkPort() {
        if (port < 0 || port > 65_535) {
            throw new ParameterException(spec.commandLine(), "--port " + port + ": expected 0 to 65535");
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int report(Exception failure, CommandLine command) {
        if (failure instanceof CannotStartException || failure instanceof Tokens.TokensException) {
            command.getErr().println("up: " + failure.getMessage());
            return CANNOT_START;
        }
        Logger.getLogger(Up.class.getName()).log(Level.SEVERE, "up failed", failure);
        command.getErr().println("up: " + failure + " (more in the log folder of --data)");
        return 1;
    }
}
