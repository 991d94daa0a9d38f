package io.holdfast.agent;

import io.holdfast.agent.memory.Memory;
import io.holdfast.agent.memory.MemoryLane;
import io.holdfast.agent.report.KafkaTransport;
import io.holdfast.agent.report.Transport;
import io.holdfast.agent.schedule.VertxLoop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What an agent holds open and has to give back: its database with a thread of its own, its ways to aggregator and
/// broker, and the event loop unless that is shared.
final class Holdings implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Holdings.class);
    private static final int STOP_SECONDS = 3;

    private final Vertx vertx;
    private final boolean ownsVertx;
    private final VertxLoop loop;
    private final HttpClient http;
    private final Transport transport;
    private final ExecutorService memoryThread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("holdfast-memory").factory());
    private final Memory memory;
    private final MemoryLane lane;

    /// @param data folder of the database
    /// @param bootId of the host now
    Holdings(Vertx vertx, boolean ownsVertx, Transport transport, Path data, String bootId) {
        this.vertx = vertx;
        this.ownsVertx = ownsVertx;
        this.loop = new VertxLoop(vertx);
        this.transport = transport;
        this.http = vertx.createHttpClient(
                new HttpClientOptions().setConnectTimeout(5_000).setKeepAlive(false));
        this.memory = Memory.open(data, bootId, loop.now());
        this.lane = new MemoryLane(memory, memoryThread);
    }

    Vertx vertx() {
        return vertx;
    }

    VertxLoop loop() {
        return loop;
    }

    HttpClient http() {
        return http;
    }

    Transport transport() {
        return transport;
    }

    /// For its start; afterwards by the lane.
    Memory memory() {
        return memory;
    }

    MemoryLane lane() {
        return lane;
    }

    /// @throws AgentException when it fails or does not come in time
    static <T> T await(Future<T> future, String failure) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AgentException(failure + ": " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new AgentException(failure + ": no answer within " + STOP_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentException(failure + ": interrupted", e);
        }
    }

    static void awaitQuietly(Future<Void> end) {
        try {
            await(end, "did not end");
        } catch (AgentException e) {
            LOG.debug("while stopping: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        awaitQuietly(http.close());
        if (transport instanceof KafkaTransport kafka) {
            awaitQuietly(kafka.closed());
        }
        closeMemory();
        if (ownsVertx) {
            awaitQuietly(vertx.close());
        }
    }

    private void closeMemory() {
        memoryThread.shutdown();
        try {
            if (memoryThread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                memory.close();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
