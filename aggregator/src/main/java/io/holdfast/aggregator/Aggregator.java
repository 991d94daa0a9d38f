package io.holdfast.aggregator;

import io.holdfast.aggregator.access.Doorkeeper;
import io.holdfast.aggregator.access.Tokens.TokensException;
import io.holdfast.aggregator.access.TokensFile;
import io.holdfast.aggregator.kube.Cluster;
import io.holdfast.aggregator.stream.AuditTopic;
import io.holdfast.aggregator.stream.FleetListener;
import io.holdfast.aggregator.stream.FleetStreams;
import io.holdfast.aggregator.topology.BaselineFolder;
import io.holdfast.aggregator.topology.ExpectedNodes;
import io.holdfast.aggregator.topology.InventoryFile;
import io.holdfast.aggregator.topology.JoinedNodes;
import io.holdfast.aggregator.web.WebListeners;
import io.holdfast.protocol.fact.NodeId;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// The aggregator: the object graph, built by hand. Folds the nodes' topics into the fleet's and serves them.
public final class Aggregator implements AutoCloseable {
    private final FleetStreams streams;
    private final WebListeners listeners;
    private final Relay relay;
    private final AuditTopic audits;
    private final Optional<Cluster> cluster;

    private Aggregator(
            FleetStreams streams, WebListeners listeners, Relay relay, AuditTopic audits, Optional<Cluster> cluster) {
        this.streams = streams;
        this.listeners = listeners;
        this.relay = relay;
        this.audits = audits;
        this.cluster = cluster;
    }

    /// Starts everything; returns when the listeners listen. The state may still be read back from the
    /// topics: see `isCaughtUp`.
    ///
    /// @throws IOException when the inventory, a certificate or the kubeconfig cannot be read
    /// @throws TokensException when the tokens file cannot be used
    /// @throws ExecutionException when the broker does not answer or a port cannot be had
    /// @throws TimeoutException when a listener does not come up
    public static Aggregator start(AggregatorConfig config)
            throws IOException, ExecutionException, InterruptedException, TimeoutException {
        InventoryFile file = new InventoryFile(config.inventory());
        Optional<TokensFile> tokens = config.web().tokens().map(TokensFile::new);
        Relay relay = new Relay();
        BaselineFolder baselines = new BaselineFolder(
                config.baselines().places(), config.baselines().rules(), DeclaredBaselines::resolve);
        Optional<Cluster> cluster = config.kubernetes().isPresent()
                ? Optional.of(Cluster.of(config.kubernetes().get()))
                : Optional.empty();
        ExpectedNodes inventory = cluster.flatMap(Cluster::nodes)
                .<ExpectedNodes>map(nodes -> new JoinedNodes(file, nodes))
                .orElse(file);
        FleetStreams streams = FleetStreams.start(config, inventory, baselines, relay);
        AuditTopic audits = AuditTopic.start(config);
        try {
            WebListeners listeners = WebListeners.start(
                    config, streams, new WebListeners.Files(inventory, tokens), audits, doorkeeper(config, cluster));
            relay.begin(listeners);
            return new Aggregator(streams, listeners, relay, audits, cluster);
        } catch (ExecutionException | TimeoutException | IOException | RuntimeException e) {
            audits.close();
            streams.close();
            cluster.ifPresent(Cluster::close);
            throw e;
        }
    }

    private static Doorkeeper doorkeeper(AggregatorConfig config, Optional<Cluster> cluster) {
        return new Doorkeeper(
                config.enrolment().admitsSecret() ? Optional.of(config.secrets().bootstrapSecret()) : Optional.empty(),
                config.kubernetes()
                        .filter(kubernetes -> !kubernetes.serviceAccounts().isEmpty())
                        .map(kubernetes -> new Doorkeeper.Members(
                                kubernetes.cluster(), cluster.orElseThrow().tokens())));
    }

    /// Why something that was declared is not in force; empty text for none.
    public String baselineTrouble() {
        return streams.rollouts().declared().trouble();
    }

    /// Comes when the brokers let this program in no more, and says in one line what to mend before the next start.
    public CompletableFuture<String> lockedOut() {
        return streams.lockedOut();
    }

    public int webPort() {
        return listeners.webPort();
    }

    public int enrolmentPort() {
        return listeners.enrolmentPort();
    }

    public int managementPort() {
        return listeners.managementPort();
    }

    /// Whether all reports there are have been read.
    public boolean isCaughtUp() {
        return streams.isCaughtUp();
    }

    @Override
    public void close() {
        relay.end();
        listeners.close();
        audits.close();
        streams.close();
        cluster.ifPresent(Cluster::close);
    }

    /// The stream starts before there is anybody to tell, and ends after. Whoever is told is told to the end: `end`
    /// waits for who tells just now.
    private static final class Relay implements FleetListener {
        private @Nullable FleetListener to;

        synchronized void begin(FleetListener listener) {
            to = listener;
        }

        synchronized void end() {
            to = null;
        }

        @Override
        public synchronized void nodesChanged(Set<NodeId> nodes) {
            if (to != null) {
                to.nodesChanged(nodes);
            }
        }

        @Override
        public synchronized void nodesHeard(Map<NodeId, Instant> nodes) {
            if (to != null) {
                to.nodesHeard(nodes);
            }
        }

        @Override
        public synchronized void pageChanged(NodeId node) {
            if (to != null) {
                to.pageChanged(node);
            }
        }
    }
}
