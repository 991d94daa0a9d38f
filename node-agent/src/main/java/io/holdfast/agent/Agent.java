package io.holdfast.agent;

import io.holdfast.agent.health.HealthMemory;
import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.kernel.KernelWatch;
import io.holdfast.agent.kernel.Nvml;
import io.holdfast.agent.kernel.ProvedGpus;
import io.holdfast.agent.kernel.XidFeed;
import io.holdfast.agent.memory.Edge;
import io.holdfast.agent.memory.Memory;
import io.holdfast.agent.memory.MemoryLane;
import io.holdfast.agent.metrics.AgentMetrics;
import io.holdfast.agent.probe.Probe;
import io.holdfast.agent.probe.SiteChecks;
import io.holdfast.agent.report.AggregatorBaselines;
import io.holdfast.agent.report.BaselineFollower;
import io.holdfast.agent.report.BaselineSource;
import io.holdfast.agent.report.BaselineWays;
import io.holdfast.agent.report.Enroller;
import io.holdfast.agent.report.Inbox;
import io.holdfast.agent.report.InboxKeys;
import io.holdfast.agent.report.InboxReader;
import io.holdfast.agent.report.KafkaBaselines;
import io.holdfast.agent.report.KafkaInbox;
import io.holdfast.agent.report.KafkaTransport;
import io.holdfast.agent.report.Level;
import io.holdfast.agent.report.NodeSession;
import io.holdfast.agent.report.Outbox;
import io.holdfast.agent.report.Reporter;
import io.holdfast.agent.report.Transport;
import io.holdfast.agent.schedule.Jitter;
import io.holdfast.agent.schedule.ProbeSchedule;
import io.holdfast.agent.schedule.VertxLoop;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.fact.SectionFacts;
import io.holdfast.protocol.fleet.Assignment;
import io.holdfast.protocol.fleet.Resend;
import io.holdfast.protocol.judge.Declaration;
import io.holdfast.protocol.report.NodeEvent;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The agent of one node: all its parts, and how they hang together.
///
///     ProbeSchedule -> Assessment -> Reporter ----> Transport
///     KernelWatch ----^    |                           ^
///        ^- XidFeed        |                           |
///                          +-> Memory -> Outbox -------+
///     InboxReader -> Inbox -> Reporter.resend
///                      +-> BaselineFollower -> Assessment
///     Membership -> a NodeSession for Reporter, Outbox and AggregatorBaselines
public final class Agent implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);
    private static final String BOOT_ID = "/proc/sys/kernel/random/boot_id";

    /// What may be another in a test.
    record Parts(
            List<Probe> probes,
            Catalog catalog,
            Transport transport,
            InboxReader.Factory inbox,
            BaselineSource baselines) {}

    private final AgentConfig config;
    private final Holdings holdings;
    private final VertxLoop loop;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final AgentMetrics metrics = new AgentMetrics(registry);
    private final Executor threads = task -> Thread.ofVirtual().name("holdfast").start(task);
    private final Reporter reporter;
    private final Outbox outbox;
    private final Assessment assessment;
    private final ProbeSchedule schedule;
    private final KernelWatch kernelWatch;
    private final XidFeed xidFeed;
    private final Membership membership;
    private final AggregatorBaselines aggregatorBaselines;
    private final BaselineFollower baselines;
    private final Inbox inbox;
    private final InboxReader inboxReader;
    private boolean readsInbox;
    private Optional<HttpServer> management = Optional.empty();
    private boolean isClosed;

    /// Starts an agent with an event loop of its own.
    public static Agent start(AgentConfig config) {
        Vertx vertx = LeanVertx.create();
        return start(config, vertx, true, parts(config, vertx));
    }

    /// Starts an agent on an event loop that it shares with others.
    public static Agent start(AgentConfig config, Vertx shared) {
        return start(config, shared, false, parts(config, shared));
    }

    private static Parts parts(AgentConfig config, Vertx vertx) {
        SiteChecks site = SiteChecks.of(config.host());
        return new Parts(
                site.probes(),
                site.catalog(),
                new KafkaTransport(vertx, config.kafka(), config.timing().heartbeat()),
                KafkaInbox::new,
                new KafkaBaselines(
                        config.kafka(),
                        task -> Thread.ofVirtual().name("baseline").start(task)));
    }

    static Agent start(AgentConfig config, Vertx vertx, boolean ownsVertx, Parts parts) {
        Map<String, PublicKey> pinned = InboxKeys.parse(config.inboxKeys());
        Agent agent = new Agent(config, vertx, ownsVertx, parts);
        try {
            agent.run(pinned);
            return agent;
        } catch (RuntimeException e) {
            agent.close();
            throw e;
        }
    }

    private Agent(AgentConfig config, Vertx vertx, boolean ownsVertx, Parts parts) {
        this.config = config;
        String bootId = config.host().read(BOOT_ID) instanceof Attribute.Value<String> read ? read.content() : "";
        this.holdings = new Holdings(vertx, ownsVertx, parts.transport(), config.data(), bootId);
        this.loop = holdings.loop();
        metrics.speaksFor(config.node(), AgentVersion.text());
        Jitter jitter = new Jitter(RandomGenerator.getDefault());
        Reporter.Outlet outlet = new Reporter.Outlet(holdings.transport(), loop, metrics, jitter);
        Memory memory = holdings.memory();
        MemoryLane memoryLane = holdings.lane();

        this.reporter = new Reporter(outlet, parts.catalog(), config.timing());
        this.outbox = new Outbox(memoryLane, outlet);
        this.assessment = new Assessment(
                new Assessment.Subject(config.node(), AgentVersion.text(), config.origin()),
                bootId,
                new Remembered(
                        memory.findings(),
                        memory.health().map(HealthMemory::decode).orElse(HealthMemory.NONE)),
                new Assessment.Setting(parts.catalog(), memoryLane, loop, threads, metrics),
                new Judgements());
        this.schedule = new ProbeSchedule(
                parts.probes(),
                new ProbeSchedule.Setting(config.host(), config.timing().probes(), loop, threads, jitter),
                assessment::take);
        loop.run(() -> assessment.awaits(parts.probes(), config.timing().heartbeat()));
        this.kernelWatch =
                new KernelWatch(config.host(), bootId, memory.kernelLog(), memoryLane, loop, new KernelWords());
        loop.run(assessment::awaitsLog);
        this.xidFeed = new XidFeed(
                config.host(),
                Nvml.ofThisMachine(),
                XidFeed.Mode.ofThisMachine(),
                new XidFeed.Setting(kernelWatch, loop, threads));
        this.membership = new Membership(
                config.node(),
                memory.lastRun(),
                new Enroller(holdings.http(), config.enrolment(), outlet),
                new Membership.Outlet(memoryLane, outlet, new Membership.Listener(this::speak, this::pin)));
        this.aggregatorBaselines = new AggregatorBaselines(holdings.http(), config.enrolment());
        this.baselines = new BaselineFollower(
                new BaselineFollower.Remembered(memory.assignment(), memory.baseline(), config.baseline()),
                new BaselineWays(parts.baselines(), aggregatorBaselines),
                outlet,
                new Baselines());
        Declaration remembered = baselines.declared();
        loop.run(() -> assessment.declare(remembered));
        this.inbox = new Inbox(config.node(), memory.generation(), memoryLane, outlet, new Orders());
        this.inboxReader = parts.inbox()
                .create(
                        vertx,
                        new KafkaInbox.Place(config.kafka(), config.node(), memory.inboxPosition()),
                        outlet,
                        inbox::take);
    }

    private void run(Map<String, PublicKey> pinned) {
        metrics.memoryDurable(holdings.memory().isDurable());
        if (config.management().isServed()) {
            ManagementServer pages = new ManagementServer(registry, this::lacking);
            management = Optional.of(Holdings.await(
                    pages.listen(holdings.vertx(), config.management()),
                    "the management pages cannot be served on " + config.management()));
        }
        List<Edge> edges = new ArrayList<>();
        String bootId = assessment.bootId();
        Instant now = loop.now();
        holdings.memory()
                .bootId()
                .filter(last -> !last.equals(bootId))
                .ifPresent(last -> edges.add(bootChanged(last, bootId, now)));
        edges.add(Edge.ofNode(NodeEvent.Kind.AGENT_STARTED, "agent " + AgentVersion.text() + " started", now));
        store(bootId, edges);
        loop.run(() -> {
            follow(pinned);
            baselines.start();
            membership.enrol(bootId, config.timing().enrolment());
        });
        kernelWatch.start();
        loop.run(xidFeed::start);
        schedule.start();
        LOG.info("agent of {}", config);
    }

    private static Edge bootChanged(String from, String to, Instant now) {
        return Edge.ofNode(NodeEvent.Kind.BOOT_CHANGED, "boot " + from + " was followed by " + to, now);
    }

    private void store(String bootId, List<Edge> edges) {
        holdings.lane()
                .tell(file -> file.entered(bootId, edges))
                .onComplete(stored -> loop.run(() -> {
                    if (stored.failed()) {
                        metrics.memoryFailed();
                        LOG.warn(
                                "TRANSIENT {} edges were not stored: {}",
                                edges.size(),
                                stored.cause().toString());
                    }
                    outbox.wake();
                }));
    }

    /// Where `/metrics` is served; -1 where it is not.
    public int managementPort() {
        return management.map(HttpServer::actualPort).orElse(-1);
    }

    private List<String> lacking() {
        List<String> reasons = new ArrayList<>();
        if (!membership.isEnrolled()) {
            reasons.add("not enrolled yet" + membership.trouble());
        }
        if (!assessment.isComplete()) {
            reasons.add("not every probe has answered yet");
        }
        return reasons;
    }

    private void speak(NodeSession session) {
        reporter.session(session);
        outbox.session(session);
        aggregatorBaselines.session(session);
    }

    /// Keys of a grant count only where the configuration names none.
    private void pin(Map<String, PublicKey> granted) {
        if (config.inboxKeys().isEmpty()) {
            follow(granted);
        }
    }

    /// Orders are read once their keys are known: read before, they would be refused, and passed over for
    /// good.
    private void follow(Map<String, PublicKey> keys) {
        inbox.pin(keys);
        if (!keys.isEmpty() && !readsInbox) {
            readsInbox = true;
            inboxReader.start();
        }
    }

    private final class Judgements implements Assessment.Listener {
        @Override
        public void judged(Level level) {
            reporter.publish(level);
            if (kernelWatch.isAwaitingProof()) {
                kernelWatch.verified(ProvedGpus.of(level.sections().values()));
            }
        }

        @Override
        public void edgesStored() {
            outbox.wake();
        }

        @Override
        public void booted(String before, String bootId) {
            store(bootId, List.of(bootChanged(before, bootId, loop.now())));
            kernelWatch.bootChanged(bootId);
            membership.enrol(bootId, config.timing().enrolment());
            schedule.bootChanged();
        }
    }

    private final class KernelWords implements KernelWatch.Listener {
        @Override
        public void told(List<SectionFacts> facts) {
            assessment.hear(facts);
        }

        @Override
        public void edgesStored() {
            outbox.wake();
        }
    }

    private final class Baselines implements BaselineFollower.Listener {
        @Override
        public void declared(Declaration declaration) {
            assessment.declare(declaration);
        }

        @Override
        public void keep(byte[] data) {
            holdings.lane().tell(file -> file.declared(data)).onFailure(e -> {
                metrics.memoryFailed();
                LOG.warn("TRANSIENT the baseline was not stored: {}", e.getMessage());
            });
        }
    }

    private final class Orders implements Inbox.Listener {
        @Override
        public void assigned(Assignment assignment) {
            LOG.info("assigned: {}", assignment);
            baselines.assigned(assignment);
        }

        @Override
        public void resend(Resend resend) {
            reporter.resend(resend.sections());
        }
    }

    /// Stops. What was not sent is in the outbox, or is said anew by the next start.
    @Override
    public synchronized void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        schedule.stop();
        xidFeed.stop();
        kernelWatch.stop();
        Promise<Void> stopped = Promise.promise();
        loop.run(() -> {
            assessment.stop();
            membership.stop();
            reporter.stop();
            outbox.stop();
            baselines.stop();
            // Its client has a thread that lives as long as the loop has not heard of its end.
            inboxReader.stop().onComplete(_ -> stopped.complete());
        });
        Holdings.awaitQuietly(stopped.future());
        management.ifPresent(server -> Holdings.awaitQuietly(server.close()));
        holdings.close();
    }
}
