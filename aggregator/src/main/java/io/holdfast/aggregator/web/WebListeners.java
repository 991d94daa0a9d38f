package io.holdfast.aggregator.web;

import io.holdfast.aggregator.AggregatorConfig;
import io.holdfast.aggregator.EnrolmentConfig.TlsFiles;
import io.holdfast.aggregator.access.Doorkeeper;
import io.holdfast.aggregator.access.Sessions;
import io.holdfast.aggregator.access.TokensFile;
import io.holdfast.aggregator.stream.AuditTopic;
import io.holdfast.aggregator.stream.FleetListener;
import io.holdfast.aggregator.stream.FleetStreams;
import io.holdfast.aggregator.topology.ExpectedNodes;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.wire.MasterKeys;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The three listeners of the aggregator, apart from each other because different people may reach them.
public final class WebListeners implements FleetListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebListeners.class);
    private static final long START_SECONDS = 30;
    private static final long FILES_MS = 2_000;
    private static final long AUDIT_MS = 10_000;

    private final Vertx vertx;
    private final Context loop;
    private final EventStream events;
    private final AuditTrail trail;
    private final HttpServer web;
    private final HttpServer enrolment;
    private final HttpServer management;

    private WebListeners(Vertx vertx, Context loop, EventStream events, AuditTrail trail, Listeners servers) {
        this.vertx = vertx;
        this.loop = loop;
        this.events = events;
        this.trail = trail;
        this.web = servers.web();
        this.enrolment = servers.enrolment();
        this.management = servers.management();
    }

    /// What is read again when it changes.
    public record Files(ExpectedNodes inventory, Optional<TokensFile> tokens) {}

    private record Listeners(HttpServer web, HttpServer enrolment, HttpServer management) {}

    /// Starts all three.
    ///
    /// @throws ExecutionException when a port cannot be had; the cause says which
    /// @throws IOException when a certificate cannot be read
    public static WebListeners start(
            AggregatorConfig config, FleetStreams streams, Files files, AuditTopic audits, Doorkeeper doorkeeper)
            throws ExecutionException, InterruptedException, TimeoutException, IOException {
        Optional<TlsFiles> pem = config.enrolment().tls();
        Optional<PemFiles> tls = pem.isPresent() ? Optional.of(new PemFiles(pem.get())) : Optional.empty();
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(2)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(true)));
        Clock clock = Clock.systemUTC();
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        RefusedEnrolments refusals = new RefusedEnrolments(clock);
        FleetSource source = new FleetSource(streams, files.inventory(), refusals, clock);
        AuditTrail trail = new AuditTrail(audits, meters, clock);
        Access access = new Access(door(config, files, clock), trail);
        register(meters, files, audits);
        Context loop = vertx.getOrCreateContext();
        EventStream events = onLoop(loop, () -> new EventStream(vertx, source));
        try {
            Listeners servers = new Listeners(
                    wait(onLoop(
                            loop,
                            () -> new ApiServer(vertx, source, events, access)
                                    .listen(config.web().listen()))),
                    wait(new EnrolmentServer(vertx, config.secrets(), doorkeeper, meters, refusals)
                            .listen(
                                    config.enrolment(),
                                    tls,
                                    new NodeBaselines(
                                            vertx, config.secrets().masters(), streams.rollouts()::baseline))),
                    wait(new ManagementServer(vertx, source, meters).listen(config.management())));
            WebListeners listeners = new WebListeners(vertx, loop, events, trail, servers);
            vertx.setPeriodic(FILES_MS, _ -> listeners.look(files));
            vertx.setPeriodic(AUDIT_MS, _ -> trail.tellLeft());
            tls.ifPresent(certificate -> listeners.watch(certificate, meters));
            return listeners;
        } catch (ExecutionException | TimeoutException e) {
            vertx.close();
            throw e;
        }
    }

    private static Optional<Door> door(AggregatorConfig config, Files files, Clock clock) {
        MasterKeys masters = config.secrets().masters();
        byte[] master = masters.master(masters.current()).orElseThrow();
        return files.tokens().map(tokens -> new Door(tokens, new Sessions(master), clock));
    }

    private static void register(MeterRegistry meters, Files files, AuditTopic audits) {
        FunctionCounter.builder("holdfast.aggregator.audit.lost", audits, AuditTopic::lost)
                .description("Changes asked for that could not be written into the audit trail")
                .register(meters);
        files.tokens()
                .ifPresent(tokens -> Gauge.builder(
                                "holdfast.aggregator.tokens.current", tokens, file -> file.isCurrent() ? 1 : 0)
                        .description("0 when the tokens file cannot be used: those it listed before are let in still")
                        .register(meters));
    }

    private void look(Files files) {
        vertx.executeBlocking(files.inventory()::refresh, false).onSuccess(changed -> {
            if (changed) {
                nodesChanged(files.inventory().current().nodes().keySet());
            }
        });
        files.tokens()
                .ifPresent(tokens -> vertx.executeBlocking(tokens::refresh, false)
                        .onSuccess(changed -> {
                            if (changed) {
                                loop.runOnContext(_ -> events.closeAll());
                            }
                        }));
    }

    /// Certificates are renewed while we run.
    private void watch(PemFiles certificate, MeterRegistry meters) {
        Gauge.builder(
                        "holdfast.aggregator.enrolment.certificate.expires",
                        certificate,
                        pem -> pem.expires().getEpochSecond())
                .description("When the certificate of the enrolment listener is no longer good")
                .baseUnit("seconds")
                .register(meters);
        vertx.setPeriodic(
                FILES_MS,
                _ -> vertx.executeBlocking(certificate::refresh, false).onSuccess(changed -> {
                    if (changed) {
                        enrolment
                                .updateSSLOptions(new ServerSSLOptions().setKeyCertOptions(certificate.current()))
                                .onFailure(
                                        e -> LOG.warn("the enrolment listener keeps its certificate: {}", e.toString()))
                                .onSuccess(_ -> LOG.info(
                                        "the enrolment listener has a new certificate, good until {}",
                                        certificate.expires()));
                    }
                }));
    }

    private static <T> T onLoop(Context loop, java.util.concurrent.Callable<T> work)
            throws ExecutionException, InterruptedException, TimeoutException {
        io.vertx.core.Promise<T> done = io.vertx.core.Promise.promise();
        loop.runOnContext(_ -> {
            try {
                done.complete(work.call());
            } catch (Exception | Error e) { // a catalog that cannot be loaded is an Error
                done.fail(e);
            }
        });
        return wait(done.future());
    }

    private static <T> T wait(Future<T> future) throws ExecutionException, InterruptedException, TimeoutException {
        return future.toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void nodesChanged(Set<NodeId> nodes) {
        loop.runOnContext(_ -> events.tell(nodes));
    }

    @Override
    public void nodesHeard(Map<NodeId, Instant> nodes) {
        loop.runOnContext(_ -> events.tellHeard(nodes));
    }

    @Override
    public void pageChanged(NodeId node) {
        loop.runOnContext(_ -> events.tellPage(node));
    }

    public int webPort() {
        return web.actualPort();
    }

    public int enrolmentPort() {
        return enrolment.actualPort();
    }

    public int managementPort() {
        return management.actualPort();
    }

    @Override
    public void close() {
        trail.close();
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // The process ends all the same; nothing here is written to disk.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
