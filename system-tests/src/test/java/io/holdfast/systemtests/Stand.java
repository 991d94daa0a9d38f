package io.holdfast.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.holdfast.agent.Agent;
import io.holdfast.agent.AgentConfig;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.report.Enroller;
import io.holdfast.agent.schedule.Timing;
import io.holdfast.aggregator.Aggregator;
import io.holdfast.aggregator.AggregatorConfig;
import io.holdfast.aggregator.BaselineConfig;
import io.holdfast.aggregator.EnrolmentConfig;
import io.holdfast.aggregator.KubernetesConfig;
import io.holdfast.aggregator.Listen;
import io.holdfast.aggregator.Secrets;
import io.holdfast.aggregator.WebConfig;
import io.holdfast.protocol.baseline.Baseline;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.kafka.KafkaAccess;
import io.holdfast.protocol.report.Origin;
import io.holdfast.standalone.simulate.Simulated;
import io.holdfast.standalone.simulate.Simulator;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A whole Holdfast around one broker: an aggregator that can be stopped and started at the same address,
/// agents on
/// recorded hosts, and what the API says. One report a second, so that silence takes three.
final class Stand implements AutoCloseable {
    static final Duration HEARTBEAT = Duration.ofSeconds(2);

    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final int PARTITIONS = 2;
    private static final int NOT_SERVED = -1;

    private final RunningBroker broker;
    private final Path folder;
    private final Secrets secrets;
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Agent> agents = new ArrayList<>();
    private Optional<Aggregator> aggregator = Optional.empty();
    private KafkaAccess kafkaOfAgents;
    private KafkaAccess kafkaOfAggregator;
    private Optional<Path> tokens = Optional.empty();
    private int webPort;
    private int enrolmentPort;
    private int managementPort;
    private String scheme = "http";

    Stand(RunningBroker broker, Path folder) throws IOException {
        this.broker = broker;
        this.folder = folder;
        this.kafkaOfAgents = KafkaAccess.plain(broker.bootstrapServers());
        this.kafkaOfAggregator = kafkaOfAgents;
        this.secrets = Secrets.loadOrCreate(folder.resolve("keys"));
    }

    /// What the brokers ask of agents and of the aggregator.
    Stand withAccess(KafkaAccess agents, KafkaAccess aggregator) {
        kafkaOfAgents = agents;
        kafkaOfAggregator = aggregator;
        return this;
    }

    /// Lets only those in who show a token of a file.
    Stand withTokens(Path file) {
        tokens = Optional.of(file);
        return this;
    }

    /// Starts the aggregator: where it was before, if it ran before.
    Stand startAggregator() throws Exception {
        return startAggregator(Optional.empty());
    }

    Stand startAggregator(Optional<Path> inventory) throws Exception {
        return startAggregator(inventory, BaselineConfig.NONE);
    }

    Stand startAggregator(Optional<Path> inventory, BaselineConfig baselines) throws Exception {
        return startAggregator(inventory, baselines, EnrolmentConfig.loopback(enrolmentPort), Optional.empty());
    }

    /// Starts an aggregator that serves the nodes of a cluster: they enrol by their tokens, over TLS.
    Stand startAggregator(KubernetesConfig kubernetes, EnrolmentConfig.TlsFiles tls) throws Exception {
        scheme = "https";
        return startAggregator(
                Optional.empty(),
                BaselineConfig.NONE,
                new EnrolmentConfig(Listen.loopback(enrolmentPort), Optional.of(tls), false),
                Optional.of(kubernetes));
    }

    private Stand startAggregator(
            Optional<Path> inventory,
            BaselineConfig baselines,
            EnrolmentConfig enrolment,
            Optional<KubernetesConfig> kubernetes)
            throws Exception {
        Aggregator started = Aggregator.start(new AggregatorConfig(
                kafkaOfAggregator,
                state(),
                new WebConfig(Listen.loopback(webPort), tokens),
                enrolment,
                Listen.loopback(0),
                secrets,
                inventory,
                PARTITIONS,
                HEARTBEAT,
                baselines,
                kubernetes));
        webPort = started.webPort();
        enrolmentPort = started.enrolmentPort();
        managementPort = started.managementPort();
        aggregator = Optional.of(started);
        return this;
    }

    void stopAggregator() {
        aggregator.ifPresent(Aggregator::close);
        aggregator = Optional.empty();
    }

    /// Waits until the brokers let the aggregator in no more; what it says of it.
    String lockedOut() throws Exception {
        return aggregator.orElseThrow().lockedOut().get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /// What the aggregator keeps on disk.
    Path state() {
        return folder.resolve("aggregator");
    }

    Secrets secrets() {
        return secrets;
    }

    Agent startAgent(NodeId node, RecordedHost host) {
        return startAgent(node, host, node.name());
    }

    /// Starts an agent that keeps what it remembers in a folder of its own.
    Agent startAgent(NodeId node, RecordedHost host, String data) {
        return startAgent(node, host, data, NOT_SERVED);
    }

    /// Starts an agent that serves its management pages.
    Agent startServedAgent(NodeId node, RecordedHost host) {
        return startAgent(node, host, node.name(), 0);
    }

    private Agent startAgent(NodeId node, RecordedHost host, String data, int managementPort) {
        return startAgent(node, host, data, managementPort, new Enroller.Door(enrolment(), secrets.bootstrapSecret()));
    }

    Agent startAgent(NodeId node, RecordedHost host, String data, Enroller.Door door) {
        return startAgent(node, host, data, NOT_SERVED, door);
    }

    private Agent startAgent(NodeId node, RecordedHost host, String data, int managementPort, Enroller.Door door) {
        Agent agent = Agent.start(new AgentConfig(
                node,
                HostRoot.at(host.folder()),
                Origin.RECORDED,
                kafkaOfAgents,
                door,
                Map.of(),
                folder.resolve("agents").resolve(data),
                AgentConfig.Management.loopback(managementPort),
                timing(),
                Baseline.NONE));
        agents.add(agent);
        return agent;
    }

    static Timing timing() {
        return Timing.recorded()
                .withHeartbeat(HEARTBEAT)
                .withProbes(new Timing.Probes(LOOK, LOOK, LOOK, Duration.ofSeconds(25), Duration.ofSeconds(90)));
    }

    /// Starts an agent that may be killed. The same node has the same data folder as before.
    Process startAgentProcess(Children children, NodeId node, RecordedHost host) throws IOException {
        return children.start(
                AgentProcess.class,
                node.toString(),
                host.folder().toString(),
                broker.bootstrapServers(),
                enrolment().toString(),
                secrets.bootstrapSecret(),
                folder.resolve("agents").resolve(node.name()).toString());
    }

    Simulator startSimulator(int size, Vertx vertx) {
        Simulator.Address address =
                new Simulator.Address(broker.bootstrapServers(), enrolment(), secrets.bootstrapSecret());
        return Simulator.start(Simulated.mixed(size), address, HEARTBEAT, vertx);
    }

    /// A fleet of servers that are all alike.
    Simulator startAlike(int size, Vertx vertx) {
        Simulator.Address address =
                new Simulator.Address(broker.bootstrapServers(), enrolment(), secrets.bootstrapSecret());
        return Simulator.start(Simulated.alike(size, "ai-factory/1-4-3-200-rtxpro6000"), address, HEARTBEAT, vertx);
    }

    JsonNode rollouts() {
        return get("/api/v1/rollouts");
    }

    /// Asks for something to be done with a rollout; gives the status of the answer.
    int move(String rollout, String verb) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + webPort + "/api/v1/rollouts/" + rollout + "/" + verb))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    int managementPort() {
        return managementPort;
    }

    JsonNode waivers() {
        return get("/api/v1/waivers").path("waivers");
    }

    /// Asks for a change with a JSON body.
    HttpResponse<String> change(String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + webPort + path))
                .header("content-type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    URI enrolment() {
        return URI.create(scheme + "://127.0.0.1:" + enrolmentPort);
    }

    /// An address of the dashboard: `page("#/node/lab/n1")`.
    URI page(String hash) {
        return URI.create("http://127.0.0.1:" + webPort + "/" + hash);
    }

    JsonNode fleet() {
        return get("/api/v1/fleet");
    }

    /// All nodes in short, sorted by id.
    JsonNode nodes() {
        return get("/api/v1/nodes").path("nodes");
    }

    /// Nodes of the same hardware, the most first, and who differs.
    JsonNode cohorts() {
        return get("/api/v1/drift/cohorts").path("cohorts");
    }

    JsonNode drift() {
        return get("/api/v1/drift");
    }

    /// What happened on a node that changed it, newest first.
    JsonNode changes(NodeId node) {
        return get("/api/v1/nodes/" + node + "/changes").path("changes");
    }

    JsonNode node(NodeId node) {
        return get("/api/v1/nodes/" + node);
    }

    String state(NodeId node) {
        return node(node).path("summary").path("state").asText();
    }

    /// Value of a fact about the node itself; empty text where there is none.
    String fact(NodeId node, String check) {
        for (JsonNode fact : node(node).path("facts")) {
            if (fact.path("check").asText().equals(check)
                    && fact.path("instance").asText().equals("node")) {
                return fact.path("value").asText();
            }
        }
        return "";
    }

    /// What the aggregator's `/metrics` say of a series; empty text where it has none.
    String metric(String series) {
        return text(URI.create("http://127.0.0.1:" + managementPort + "/metrics"))
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .map(line -> line.substring(series.length() + 1))
                .findFirst()
                .orElse("");
    }

    private JsonNode get(String path) {
        try {
            return JSON.readTree(text(URI.create("http://127.0.0.1:" + webPort + path)));
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        }
    }

    private String text(URI address) {
        try {
            HttpResponse<String> answer =
                    http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(address + ": " + answer.statusCode() + " " + answer.body());
            }
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(address.toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        agents.forEach(Agent::close);
        stopAggregator();
        http.close();
    }
}
