package io.holdfast.standalone;

import io.holdfast.aggregator.Aggregator;
import io.holdfast.aggregator.AggregatorConfig;
import io.holdfast.aggregator.Listen;
import io.holdfast.aggregator.Secrets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A whole Holdfast in this process: broker, aggregator, agents. Started in that order, stopped in the other.
public final class Standalone implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Standalone.class);

    /// Of every topic. Two stream threads' worth of work for one machine, and room for a few thousand nodes.
    private static final int PARTITIONS = 4;

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final List<String> lines = new ArrayList<>();

    private Standalone() {}

    /// Starts everything; returns when the dashboard answers.
    ///
    /// @throws CannotStartException with one line for the person who started it
    static Standalone start(StandaloneConfig config, DataFolder folder)
            throws ExecutionException, InterruptedException, IOException, TimeoutException {
        requireFree(config.webPort());
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
                Listen.loopback(config.webPort()),
                Listen.loopback(0),
                Listen.loopback(0),
                secrets,
                Optional.of(folder.inventory()),
                PARTITIONS,
                config.heartbeat())));
        lines.add("Holdfast is up: http://127.0.0.1:" + aggregator.webPort());
        lines.addAll(population.describe());
        lines.add("  kafka       " + broker.bootstrapServers());
        lines.add("  metrics     http://127.0.0.1:" + aggregator.managementPort() + "/metrics");
        lines.add("  data        " + folder.path());
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

    private static void requireFree(int port) {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            LOG.debug("port {} is free", probe.getLocalPort());
        } catch (IOException e) {
            throw new CannotStartException("port " + port + " on 127.0.0.1 is in use (choose another with --port)", e);
        }
    }
}
