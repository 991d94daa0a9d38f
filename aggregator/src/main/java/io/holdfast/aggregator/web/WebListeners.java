package io.holdfast.aggregator.web;

import io.holdfast.aggregator.AggregatorConfig;
import io.holdfast.aggregator.stream.FleetListener;
import io.holdfast.aggregator.stream.FleetStreams;
import io.holdfast.aggregator.topology.InventoryFile;
import io.holdfast.protocol.fact.NodeId;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The three listeners of the aggregator, apart from each other because different people may reach them.
public final class WebListeners implements FleetListener, AutoCloseable {
    private static final long START_SECONDS = 30;
    private static final long INVENTORY_MS = 2_000;

    private final Vertx vertx;
    private final Context loop;
    private final EventStream events;
    private final HttpServer web;
    private final HttpServer enrolment;
    private final HttpServer management;

    private WebListeners(Vertx vertx, Context loop, EventStream events, Listeners servers) {
        this.vertx = vertx;
        this.loop = loop;
        this.events = events;
        this.web = servers.web();
        this.enrolment = servers.enrolment();
        this.management = servers.management();
    }

    private record Listeners(HttpServer web, HttpServer enrolment, HttpServer management) {}

    /// Starts all three.
    ///
    /// @throws ExecutionException when a port cannot be had; the cause says which
    public static WebListeners start(AggregatorConfig config, FleetStreams streams, InventoryFile inventory)
            throws ExecutionException, InterruptedException, TimeoutException {
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(2)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(true)));
        Clock clock = Clock.systemUTC();
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        FleetSource source = new FleetSource(streams, inventory, clock);
        Context loop = vertx.getOrCreateContext();
        EventStream events = onLoop(loop, () -> new EventStream(vertx, source));
        try {
            Listeners servers = new Listeners(
                    wait(onLoop(loop, () -> new ApiServer(vertx, source, events).listen(config.web()))),
                    wait(new EnrolmentServer(vertx, config.secrets(), meters, clock).listen(config.enrolment())),
                    wait(new ManagementServer(vertx, source, meters).listen(config.management())));
            WebListeners listeners = new WebListeners(vertx, loop, events, servers);
            vertx.setPeriodic(
                    INVENTORY_MS,
                    _ -> vertx.executeBlocking(inventory::refresh, false).onSuccess(changed -> {
                        if (changed) {
                            listeners.nodesChanged(inventory.current().nodes().keySet());
                        }
                    }));
            return listeners;
        } catch (ExecutionException | TimeoutException e) {
            vertx.close();
            throw e;
        }
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
