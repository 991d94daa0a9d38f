package io.holdfast.agent.cli;

import io.holdfast.agent.Agent;
import io.holdfast.agent.AgentConfig;
import io.holdfast.agent.AgentException;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.host.LoopbackEndpoint;
import io.holdfast.agent.probe.DcgmProbe;
import io.holdfast.agent.probe.SiteChecks;
import io.holdfast.agent.report.Enroller;
import io.holdfast.agent.report.Proof;
import io.holdfast.agent.schedule.Timing;
import io.holdfast.protocol.baseline.Baseline;
import io.holdfast.protocol.report.Origin;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `holdfast agent`: watches one node until it is told to stop (SIGTERM, SIGINT).
@Command(
        name = "agent",
        description = "Reads this node, judges it and reports it, until stopped.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class AgentCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Mixin
    private NodeOptions options = new NodeOptions();

    @ArgGroup
    private HostChoice host = new HostChoice();

    /// What is read: at most one of the two.
    private static final class HostChoice {
        @Option(names = "--root", paramLabel = "FOLDER", description = "Reads a recorded host instead of this machine.")
        private @Nullable Path root;

        @Option(
                names = "--host-mount",
                paramLabel = "FOLDER",
                description = "Where the root of this machine is mounted, as in a container: /host.")
        private @Nullable Path mount;
    }

    @Option(
            names = "--dcgm-url",
            paramLabel = "URL",
            defaultValue = "${env:HOLDFAST_DCGM_URL}",
            description = "Where dcgm-exporter serves on this node (HOLDFAST_DCGM_URL), a loopback address:"
                    + " http://127.0.0.1:9400/metrics. Default: it is not asked.")
    private @Nullable URI dcgm;

    @Option(
            names = "--baseline",
            paramLabel = "NAME|FILE",
            defaultValue = "${env:HOLDFAST_BASELINE}",
            description = "What the node should be (HOLDFAST_BASELINE). Default: only health is judged.")
    private @Nullable String baseline;

    @Option(names = "--set", paramLabel = "VARIABLE=VALUE", description = "A choice that the baseline leaves open.")
    private Map<String, String> set = new TreeMap<>();

    @Option(
            names = "--inbox-key",
            paramLabel = "ID=KEY",
            description =
                    "Ed25519 key that orders have to be signed with (X.509, base64). May be given twice while keys"
                            + " are replaced. Default: the keys named at enrolment.")
    private Map<String, String> inboxKeys = new TreeMap<>();

    @Option(
            names = "--management-port",
            paramLabel = "PORT",
            defaultValue = "${env:HOLDFAST_MANAGEMENT_PORT:-9465}",
            description = "Port of /metrics, /healthz and /readyz (HOLDFAST_MANAGEMENT_PORT); 0 any free one, -1 none."
                    + " Default: 9465.")
    private int managementPort;

    @Option(
            names = "--management-host",
            paramLabel = "ADDRESS",
            defaultValue = "${env:HOLDFAST_MANAGEMENT_HOST:-127.0.0.1}",
            description = "Address they are served on (HOLDFAST_MANAGEMENT_HOST). Default: 127.0.0.1.")
    private String managementHost = "127.0.0.1";

    @Option(
            names = "--origin",
            paramLabel = "WORD",
            description = "What the reports are said to come from: live, recorded or simulated. Default: what is read.")
    private @Nullable String origin;

    @Override
    public Integer call() throws InterruptedException {
        AgentConfig config = config();
        AgentLog.start();
        Agent agent;
        try {
            agent = Agent.start(config);
        } catch (AgentException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        }
        CountDownLatch closed = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            agent.close();
                            closed.countDown();
                        },
                        "holdfast-stop"));
        closed.await();
        return 0;
    }

    AgentConfig config() {
        try {
            HostRoot read = hostRoot();
            boolean isLive = read.isLive();
            return new AgentConfig(
                    options.id(read),
                    read,
                    origin == null ? isLive ? Origin.LIVE : Origin.RECORDED : origin(origin),
                    options.needed("--kafka", options.kafka()).checked(),
                    new Enroller.Door(options.needed("--enrol-url", options.enrolment()), proof(), options.trusted()),
                    inboxKeys,
                    options.data(),
                    new AgentConfig.Management(managementHost, managementPort),
                    isLive ? Timing.live() : Timing.recorded(),
                    baseline(read));
        } catch (IOException e) {
            throw new CommandFailure("the bootstrap secret cannot be read: " + e, e);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /// A token file need not be there yet; a secret that is not there never comes by itself.
    private Proof proof() throws IOException {
        Optional<Path> token = options.token();
        Optional<Path> secret = options.secret();
        if (token.isPresent() == secret.isPresent()) {
            throw new ParameterException(
                    spec.commandLine(), "expected either --token-file or --bootstrap-secret-file, to enrol with");
        }
        return token.isPresent()
                ? new Proof.TokenFile(token.get())
                : new Proof.Secret(Files.readString(secret.orElseThrow()).strip());
    }

    private Baseline baseline(HostRoot read) {
        return baseline == null || baseline.isBlank()
                ? Baseline.NONE
                : BaselineChoice.choose(baseline, set, SiteChecks.of(read).catalog())
                        .baseline();
    }

    private HostRoot hostRoot() {
        if (host.root != null) {
            return HostRoot.at(host.root);
        }
        HostRoot live = host.mount == null ? HostRoot.live() : HostRoot.live(host.mount);
        URI page = dcgm;
        return page == null || page.toString().isEmpty() ? live : live.with(DcgmProbe.PAGE, new LoopbackEndpoint(page));
    }

    private static Origin origin(String word) {
        return switch (word) {
            case "live" -> Origin.LIVE;
            case "recorded" -> Origin.RECORDED;
            case "simulated" -> Origin.SIMULATED;
            default ->
                throw new IllegalArgumentException("origin \"" + word + "\": expected live, recorded or simulated");
        };
    }
}
