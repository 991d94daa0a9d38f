package io.holdfast.standalone.simulate;

import io.holdfast.agent.metrics.AgentMetrics;
import io.holdfast.agent.report.BaselineSource;
import io.holdfast.agent.report.BaselineWays;
import io.holdfast.agent.report.Enroller;
import io.holdfast.agent.report.KafkaBaselines;
import io.holdfast.agent.report.KafkaTransport;
import io.holdfast.agent.report.Reporter;
import io.holdfast.agent.schedule.Jitter;
import io.holdfast.agent.schedule.Timing;
import io.holdfast.agent.schedule.VertxLoop;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fact.Section;
import io.holdfast.protocol.kafka.KafkaAccess;
import io.holdfast.protocol.wire.Envelope;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Runs a fleet of made-up nodes. They enrol one after the other, so that their heartbeats are spread over the
/// interval.
public final class Simulator implements AutoCloseable {
    /// The same fleet has the same weather every time.
    private static final long SEED = 20_260_101;

    /// At least this between two enrolments: what a new node says at once keeps a processor busy for some
    /// 20 ms.
    private static final Duration BETWEEN = Duration.ofMillis(40);

    private static final int CONNECTIONS = 4;
    private static final int PATIENCE_SECONDS = 5;

    private final Stage stage;
    private final KafkaTransport transport;
    private final Map<String, MadeUpNode> nodes = new HashMap<>();
    private final FleetInbox inbox;

    /// Where the nodes report.
    ///
    /// @param kafka `bootstrap.servers`
    /// @param enrolment `http://host:port`
    public record Address(String kafka, URI enrolment, String bootstrapSecret) {}

    private Simulator(Simulated wanted, Address address, Duration heartbeat, Vertx vertx) {
        this.transport = new KafkaTransport(vertx, KafkaAccess.plain(address.kafka()), heartbeat);
        HttpClient http = vertx.createHttpClient(
                new HttpClientOptions().setConnectTimeout(5_000), new PoolOptions().setHttp1MaxSize(CONNECTIONS));
        VertxLoop loop = new VertxLoop(vertx);
        Random random = new Random(SEED);
        this.stage = new Stage(
                vertx,
                http,
                new Reporter.Outlet(
                        transport, loop, new AgentMetrics(new SimpleMeterRegistry()), new Jitter(new Random(SEED))),
                new Enroller.Door(address.enrolment(), address.bootstrapSecret()),
                new SharedBaselines(new BaselineWays(
                        new KafkaBaselines(KafkaAccess.plain(address.kafka()), Thread::startVirtualThread),
                        BaselineSource.NONE)),
                Catalog.shipped(),
                Timing.live().withHeartbeat(heartbeat),
                wanted.symptoms().isPresent() ? Weather.STILL : Weather.CALM,
                "0.1.0-SNAPSHOT");
        List<MadeUpHost> hosts = Fleet.of(wanted).hosts();
        Map<NodeId, Oddity> differ = different(hosts, wanted.symptoms().orElse(List.of()));
        int size = hosts.size();
        Duration share = heartbeat.dividedBy(Math.max(1, size));
        Duration between = share.compareTo(BETWEEN) < 0 ? BETWEEN : share;
        for (int number = 0; number < size; number++) {
            MadeUpHost host = hosts.get(number);
            MadeUpNode node = new MadeUpNode(host, stage, new Random(random.nextLong()));
            nodes.put(host.node().toString(), node);
            Optional.ofNullable(differ.get(host.node()))
                    .ifPresent(oddity -> loop.run(() -> node.change(Symptoms.of(oddity, host.layout(), host.tree()))));
            loop.after(between.multipliedBy(number), node::start);
        }
        this.inbox = new FleetInbox(address.kafka(), this::deliver);
    }

    /// Starts a fleet; returns at once, the nodes come one after the other.
    public static Simulator start(Simulated wanted, Address address, Duration heartbeat, Vertx shared) {
        return new Simulator(wanted, address, heartbeat, shared);
    }

    /// Which nodes differ: any, but always the same ones, and none in two ways.
    private static Map<NodeId, Oddity> different(List<MadeUpHost> hosts, List<Symptom> symptoms) {
        List<MadeUpHost> any = new ArrayList<>(hosts);
        Collections.shuffle(any, new Random(SEED));
        Iterator<MadeUpHost> next = any.iterator();
        Map<NodeId, Oddity> differ = new HashMap<>();
        for (Symptom symptom : symptoms) {
            for (int node = 0; node < symptom.nodes(); node++) {
                differ.put(next.next().node(), symptom.kind().oddity());
            }
        }
        return differ;
    }

    /// Somebody changes a node: from now on these facts read so there.
    public void change(NodeId node, Section section, List<Fact> facts) {
        MadeUpNode changed = node(node);
        stage.loop().run(() -> changed.change(Map.of(section, facts)));
    }

    /// Somebody installs another driver on a node.
    public void installDriver(NodeId node, String version) {
        MadeUpNode changed = node(node);
        stage.loop().run(() -> changed.installDriver(version));
    }

    private MadeUpNode node(NodeId node) {
        return Optional.ofNullable(nodes.get(node.toString()))
                .orElseThrow(() -> new IllegalArgumentException("no simulated node " + node));
    }

    /// All nodes, by name.
    public List<NodeId> nodes() {
        return nodes.keySet().stream().map(NodeId::parse).sorted().toList();
    }

    /// Labels of the nodes, for the inventory.
    public static Map<NodeId, Map<String, String>> labels(Simulated wanted) {
        return Fleet.of(wanted).labels();
    }

    private void deliver(Envelope record) {
        MadeUpNode node = nodes.get(record.key());
        if (node != null) {
            stage.loop().run(() -> node.take(record));
        }
    }

    @Override
    public void close() {
        CountDownLatch stopped = new CountDownLatch(1);
        inbox.close();
        stage.loop().run(() -> {
            nodes.values().forEach(MadeUpNode::stop);
            transport.closed().onComplete(_ -> stopped.countDown());
        });
        try {
            if (!stopped.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                org.slf4j.LoggerFactory.getLogger(Simulator.class).warn("TRANSIENT the producer did not close in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        stage.http().close();
    }
}
