package io.holdfast.standalone;

import io.holdfast.agent.Agent;
import io.holdfast.agent.AgentConfig;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.schedule.Timing;
import io.holdfast.aggregator.Aggregator;
import io.holdfast.aggregator.AggregatorConfig;
import io.holdfast.aggregator.EnrolmentConfig;
import io.holdfast.aggregator.Listen;
import io.holdfast.aggregator.Secrets;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.report.Origin;
import io.holdfast.standalone.simulate.Simulator;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A whole Holdfast in this process: broker, aggregator, agents. Started in that order, stopped in the other.
public final class Standalone implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Standalone.class);

    /// Of every topic. Two stream threads' worth of work for one machine, and room for a few thousand nodes.
    private static final int PARTITIONS = 4;

    private static final int CLOSE_SECONDS = 5;

    /// No management pages: the aggregator's are enough for one machine.
    private static final int NO_PORT = -1;

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final List<String> lines = new ArrayList<>();

    private Standalone() {}

    /// Starts everything; returns when the dashboard answers.
    ///
    /// @throws CannotStartException with one line for the person who started it
    static Standalone start(StandaloneConfig config, DataFolder folder)
            throws ExecutionException, InterruptedException, IOException, TimeoutException {
        requireFree(config.web().listen());
        Population population = Population.of(config);
        Standalone standalone = new Standalone();
        try {
            standalone.startParts(config, folder, population);
            return standalone;
        } catch (ExecutionException | InterruptedException | IOException | TimeoutException | RuntimeException e) {
            standalone.close();
            throw e;
        }
    }

    private void startParts(StandaloneConfig config, DataFolder folder, Population population)
            throws ExecutionException, InterruptedException, IOException, TimeoutException {
        Secrets secrets = Secrets.loadOrCreate(folder.keys());
        population.inventory().write(folder.inventory());
        EmbeddedBroker broker = keep(EmbeddedBroker.start(folder.kafka(), 0));
        Aggregator aggregator = keep(Aggregator.start(new AggregatorConfig(
                broker.bootstrapServers(),
                folder.aggregator(),
                config.web(),
                EnrolmentConfig.loopback(0),
                Listen.loopback(0),
                secrets,
                Optional.of(folder.inventory()),
                PARTITIONS,
                config.heartbeat(),
                config.baselines())));
        if (!aggregator.baselineTrouble().isEmpty()) {
            throw new CannotStartException(aggregator.baselineTrouble());
        }
        startAgents(config, folder, population, new Address(broker, aggregator, secrets));
        lines.add("Holdfast is up: http://" + config.web().listen().host() + ":" + aggregator.webPort());
        lines.addAll(population.describe());
        lines.add("  kafka       " + broker.bootstrapServers());
        lines.add("  metrics     http://127.0.0.1:" + aggregator.managementPort() + "/metrics");
        lines.add("  data        " + folder.path());
    }

    /// Where agents report, and what lets them in.
    private record Address(String kafka, URI enrolment, String bootstrapSecret) {
        Address(EmbeddedBroker broker, Aggregator aggregator, Secrets secrets) {
            this(
                    broker.bootstrapServers(),
                    URI.create("http://127.0.0.1:" + aggregator.enrolmentPort()),
                    secrets.bootstrapSecret());
        }
    }

    private void startAgents(StandaloneConfig config, DataFolder folder, Population population, Address address) {
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(2)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        keep(() -> vertx.close().toCompletionStage().toCompletableFuture().get(CLOSE_SECONDS, TimeUnit.SECONDS));
        agents(population)
                .map(agent -> new AgentConfig(
                        agent.node(),
                        agent.host(),
                        agent.origin(),
                        address.kafka(),
                        address.enrolment(),
                        address.bootstrapSecret(),
                        Map.of(),
                        folder.agent(agent.node()),
                        NO_PORT,
                        agent.timing().withHeartbeat(config.heartbeat())))
                .forEach(agent -> keep(Agent.start(agent, vertx)));
        if (population.simulated().nodes() > 0) {
            Simulator.Address way =
                    new Simulator.Address(address.kafka(), address.enrolment(), address.bootstrapSecret());
            keep(Simulator.start(population.simulated(), way, config.heartbeat(), vertx));
        }
    }

    private record Host(NodeId node, HostRoot host, Origin origin, Timing timing) {}

    private static Stream<Host> agents(Population population) {
        return Stream.concat(
                population.live().stream().map(node -> new Host(node, HostRoot.live(), Origin.LIVE, Timing.live())),
                population.recorded().stream()
                        .map(recorded -> new Host(
                                recorded.node(), HostRoot.at(recorded.folder()), Origin.RECORDED, Timing.recorded())));
    }

    private <T extends AutoCloseable> T keep(T part) {
        parts.push(part);
        return part;
    }

    /// What runs and where, in lines for the terminal.
    List<String> describe() {
        return List.copyOf(lines);
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception e) { // the others have to be closed all the same
                LOG.error("INTERNAL {} did not close", part.getClass().getSimpleName(), e);
            }
        }
    }

    private static void requireFree(Listen listen) {
        try (ServerSocket probe = new ServerSocket(listen.port(), 1, InetAddress.getAllByName(listen.host())[0])) {
            LOG.debug("port {} is free", probe.getLocalPort());
        } catch (UnknownHostException e) {
            throw new CannotStartException("--listen " + listen.host() + ": no address of this machine", e);
        } catch (IOException e) {
            throw new CannotStartException(
                    "port " + listen.port() + " on " + listen.host() + " cannot be had (" + e.getMessage()
                            + "; choose another with --port)",
                    e);
        }
    }
}
