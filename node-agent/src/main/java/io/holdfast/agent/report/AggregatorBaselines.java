package io.holdfast.agent.report;

import io.holdfast.protocol.fleet.Assignment;
import io.holdfast.protocol.wire.BaselineClaim;
import io.holdfast.protocol.wire.Digests;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.util.Optional;

/// Asks for a baseline by its digest where the node enrols, under its session. What comes is believed by its digest.
public final class AggregatorBaselines implements BaselineSource {
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    private final HttpClient http;
    private final Enroller.Door door;
    private volatile Optional<NodeSession> session = Optional.empty();

    public AggregatorBaselines(HttpClient http, Enroller.Door door) {
        this.http = http;
        this.door = door;
    }

    /// What the node speaks under from now on.
    public void session(NodeSession newest) {
        session = Optional.of(newest);
    }

    @Override
    public Future<Optional<byte[]>> find(String digest, Optional<Assignment.Place> place) {
        return session.map(known -> trusted().compose(trusted -> ask(known, digest, trusted)))
                .orElseGet(() -> Future.failedFuture(new IOException("not enrolled yet")));
    }

    /// The file is read on a thread that may block.
    private Future<Optional<Buffer>> trusted() {
        Promise<Optional<Buffer>> read = Promise.promise();
        Thread.ofVirtual().name("holdfast-trusted").start(() -> {
            try {
                read.complete(door.readTrusted());
            } catch (IOException | RuntimeException e) { // else the question would wait for ever
                read.fail(e);
            }
        });
        return read.future();
    }

    private Future<Optional<byte[]>> ask(NodeSession known, String digest, Optional<Buffer> trusted) {
        return http.request(door.request(HttpMethod.GET, BaselineClaim.PATH + digest, trusted)
                        .putHeader("Authorization", known.claim(digest).header()))
                .compose(call -> call.send())
                .compose(response -> read(response, digest));
    }

    private static Future<Optional<byte[]>> read(HttpClientResponse response, String digest) {
        return response.body().map(body -> switch (response.statusCode()) {
            case OK ->
                Optional.of(body.getBytes()).filter(data -> Digests.of(data).equals(digest));
            case NOT_FOUND -> Optional.empty();
            default -> throw new IllegalStateException("baseline " + digest + ": " + response.statusCode());
        });
    }
}
