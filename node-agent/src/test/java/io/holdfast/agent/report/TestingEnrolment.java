package io.holdfast.agent.report;

import io.holdfast.protocol.fleet.Enrolment;
import io.holdfast.protocol.wire.Wire;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/// An enrolment server that grants to whoever knows the secret, and refuses as often as the test says.
public final class TestingEnrolment implements AutoCloseable {
    public static final String SECRET = "a-secret";

    private final HttpServer server;
    private final Map<String, String> inboxKeys;
    private final List<Enrolment.Request> granted = new CopyOnWriteArrayList<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private volatile String proof = SECRET;

    /// A server whose grants name these inbox keys.
    public TestingEnrolment(Vertx vertx, Map<String, String> inboxKeys) {
        this.inboxKeys = Map.copyOf(inboxKeys);
        try {
            server = vertx.createHttpServer()
                    .requestHandler(this::answer)
                    .listen(0, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + server.actualPort());
    }

    public List<Enrolment.Request> granted() {
        return List.copyOf(granted);
    }

    /// From now on grants to whoever shows this, and to nobody else.
    public void expect(String another) {
        proof = another;
    }

    public void refuseNext(int times) {
        refusals.set(times);
    }

    /// How many refusals are still to come.
    public int refusalsLeft() {
        return Math.max(0, refusals.get());
    }

    private void answer(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            boolean isMember =
                    Optional.of("Bearer " + proof).equals(Optional.ofNullable(request.getHeader("authorization")));
            if (!"/api/v1/enrol".equals(request.path()) || !isMember || refusals.getAndDecrement() > 0) {
                request.response()
                        .setStatusCode(401)
                        .putHeader("content-type", "application/problem+json")
                        .end("{\"status\":401,\"detail\":\"the bootstrap secret is not ours\"}");
                return;
            }
            Enrolment.Request wish = Wire.decode(body.getBytes(), Enrolment.Request.class);
            granted.add(wish);
            Enrolment.Grant grant = TestingSessions.grant(wish.node(), wish.lastRun() + 1, inboxKeys);
            request.response().putHeader("content-type", "application/json").end(Buffer.buffer(Wire.encode(grant)));
        });
    }

    @Override
    public void close() {
        server.close();
    }
}
