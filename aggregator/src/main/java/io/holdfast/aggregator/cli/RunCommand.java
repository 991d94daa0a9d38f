package io.holdfast.aggregator.cli;

import io.holdfast.aggregator.Aggregator;
import io.holdfast.aggregator.AggregatorConfig;
import io.holdfast.aggregator.BaselineConfig;
import io.holdfast.aggregator.Listen;
import io.holdfast.aggregator.Secrets;
import io.holdfast.aggregator.WebConfig;
import io.holdfast.aggregator.rollout.Pace;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `holdfast-aggregator run`: serves a fleet until it is told to stop (SIGTERM, SIGINT).
@Command(
        name = "run",
        description = "Serves the fleet, until stopped.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Mixin
    private FleetOptions fleet = new FleetOptions();

    @Option(
            names = "--secrets",
            paramLabel = "FOLDER",
            defaultValue = "${env:HOLDFAST_SECRETS}",
            description =
                    "Keys and bootstrap secret (HOLDFAST_SECRETS); made where they are missing. To be kept: agents"
                            + " know them. Default: the folder keys below --data.")
    private @Nullable Path secrets;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            defaultValue = "${env:HOLDFAST_LISTEN:-127.0.0.1:8080}",
            description = "Dashboard and API (HOLDFAST_LISTEN). Any address but loopback needs --tokens. Default:"
                    + " 127.0.0.1:8080.")
    private String listen = "";

    @Option(
            names = "--tokens",
            paramLabel = "FILE",
            defaultValue = "${env:HOLDFAST_TOKENS}",
            description =
                    "Who may use dashboard and API (HOLDFAST_TOKENS); `token` makes entries. Without it: whoever is"
                            + " on this machine.")
    private @Nullable Path tokens;

    @Mixin
    private EnrolmentOptions enrolment = new EnrolmentOptions();

    @Option(
            names = "--management-listen",
            paramLabel = "HOST:PORT",
            defaultValue = "${env:HOLDFAST_MANAGEMENT_LISTEN:-127.0.0.1:9467}",
            description = "/metrics, /healthz and /readyz (HOLDFAST_MANAGEMENT_LISTEN). Default: 127.0.0.1:9467.")
    private String management = "";

    @Option(
            names = "--baselines",
            paramLabel = "FOLDER",
            defaultValue = "${env:HOLDFAST_BASELINES}",
            description =
                    "Baselines with a file assign.yaml that says which nodes each is for (HOLDFAST_BASELINES). What"
                            + " is new or changed waits for approval. Default: only health is judged.")
    private @Nullable Path baselines;

    @Option(
            names = "--heartbeat",
            paramLabel = "SECONDS",
            defaultValue = "${env:HOLDFAST_HEARTBEAT:-30}",
            description =
                    "Interval at which agents report (HOLDFAST_HEARTBEAT); three missed ones are silence. Default:"
                            + " 30.")
    private int heartbeat;

    @Override
    public Integer call() throws IOException, ExecutionException, InterruptedException, TimeoutException {
        AggregatorLog.start();
        AggregatorConfig config = config();
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        try (Aggregator aggregator = Aggregator.start(config)) {
            String trouble = aggregator.baselineTrouble();
            if (!trouble.isEmpty()) {
                LOG.error("OPERATOR {}", trouble);
            }
            LOG.info(
                    "serves {} on port {}, enrolment on {}, management on {}",
                    config.kafka(),
                    aggregator.webPort(),
                    aggregator.enrolmentPort(),
                    aggregator.managementPort());
            // The virtual machine ends when its hooks have: so the hook asks, and waits until all is closed.
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(asked, stopped), "holdfast-stop"));
            var _ = aggregator.lockedOut().thenRun(asked::countDown);
            asked.await();
            String lockedOut = aggregator.lockedOut().getNow("");
            if (!lockedOut.isEmpty()) {
                throw new IllegalStateException(lockedOut);
            }
        } finally {
            stopped.countDown();
        }
        return HoldfastAggregator.FINE;
    }

    private static void stop(CountDownLatch asked, CountDownLatch stopped) {
        asked.countDown();
        try {
            stopped.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    AggregatorConfig config() throws IOException {
        try {
            if (heartbeat < 1) {
                throw new IllegalArgumentException("--heartbeat " + heartbeat + ": expected 1 s or more");
            }
            return new AggregatorConfig(
                    fleet.kafka().checked(),
                    fleet.data(),
                    new WebConfig(Listen.parse(listen), FleetOptions.given(tokens)),
                    enrolment.enrolment(),
                    Listen.parse(management),
                    Secrets.loadOrCreate(
                            FleetOptions.given(secrets).orElse(fleet.data().resolve("keys"))),
                    fleet.inventory(),
                    fleet.partitions(),
                    Duration.ofSeconds(heartbeat),
                    FleetOptions.given(baselines)
                            .map(folder -> new BaselineConfig(List.of(folder), List.of(), Pace.LIVE, false))
                            .orElse(BaselineConfig.NONE),
                    enrolment.kubernetes());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
