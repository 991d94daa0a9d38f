package io.holdfast.agent.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.holdfast.agent.schedule.VertxLoop;
import io.holdfast.protocol.fleet.Assignment.Place;
import io.holdfast.protocol.wire.BaselineClaim;
import io.holdfast.protocol.wire.Digests;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BaselineWaysTest {
    private static final byte[] BASELINE = "{\"name\":\"site/train\"}".getBytes(StandardCharsets.UTF_8);
    private static final String DIGEST = Digests.of(BASELINE);
    private static final Optional<Place> PLACE = Optional.of(new Place(1, 7));

    private final Vertx vertx = Vertx.vertx();
    private final List<String> asked = new ArrayList<>();
    private final Map<String, byte[]> served = new ConcurrentHashMap<>();

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    private static Optional<byte[]> got(Future<Optional<byte[]>> found) throws Exception {
        return found.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private BaselineSource topic(Future<Optional<byte[]>> pointed, Future<Optional<byte[]>> scanned) {
        return (_, place) -> {
            asked.add(place.isPresent() ? "place" : "scan");
            return place.isPresent() ? pointed : scanned;
        };
    }

    private BaselineSource aggregator(Future<Optional<byte[]>> answer) {
        return (_, _) -> {
            asked.add("aggregator");
            return answer;
        };
    }

    private static Future<Optional<byte[]>> has() {
        return Future.succeededFuture(Optional.of(BASELINE));
    }

    private static Future<Optional<byte[]>> hasNot() {
        return Future.succeededFuture(Optional.empty());
    }

    private static Future<Optional<byte[]>> fails() {
        return Future.failedFuture(new IOException("away"));
    }

    @Test
    void theRecordThenTheAggregatorThenTheWholeTopic() throws Exception {
        assertArrayEquals(
                BASELINE,
                got(new BaselineWays(topic(has(), hasNot()), aggregator(hasNot())).find(DIGEST, PLACE))
                        .orElseThrow());
        assertEquals(List.of("place"), asked);
        asked.clear();
        assertArrayEquals(
                BASELINE,
                got(new BaselineWays(topic(fails(), fails()), aggregator(has())).find(DIGEST, PLACE))
                        .orElseThrow());
        assertEquals(List.of("place", "aggregator"), asked);
        asked.clear();
        assertArrayEquals(
                BASELINE,
                got(new BaselineWays(topic(hasNot(), has()), aggregator(fails())).find(DIGEST, PLACE))
                        .orElseThrow());
        assertEquals(List.of("place", "aggregator", "scan"), asked);
        asked.clear();
        assertEquals(
                Optional.empty(),
                got(new BaselineWays(topic(hasNot(), hasNot()), aggregator(hasNot())).find(DIGEST, Optional.empty())));
        assertEquals(List.of("aggregator", "scan"), asked);
        assertThrows(
                ExecutionException.class,
                () -> got(new BaselineWays(topic(hasNot(), fails()), aggregator(hasNot())).find(DIGEST, PLACE)));
    }

    private void answer(HttpServerRequest request) {
        String digest = request.path().substring(request.path().lastIndexOf('/') + 1);
        boolean isNode = BaselineClaim.parse(String.valueOf(request.getHeader("authorization")))
                .filter(claim -> claim.node().equals(TestingSessions.NODE))
                .isPresent();
        byte[] data = served.get(digest);
        if (!request.path().equals(BaselineClaim.PATH + digest) || !isNode) {
            request.response().setStatusCode(401).end();
        } else if (data == null) {
            request.response().setStatusCode(404).end();
        } else {
            request.response().end(Buffer.buffer(data));
        }
    }

    @Test
    void whatTheAggregatorHandsOutIsBelievedByItsDigestOnly() throws Exception {
        HttpServer server = vertx.createHttpServer()
                .requestHandler(this::answer)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get();
        AggregatorBaselines baselines = new AggregatorBaselines(
                vertx.createHttpClient(),
                new Enroller.Door(URI.create("http://127.0.0.1:" + server.actualPort() + "/"), "a-secret"));
        ExecutionException early = assertThrows(ExecutionException.class, () -> got(baselines.find(DIGEST, PLACE)));
        assertEquals("java.io.IOException: not enrolled yet", early.getMessage());

        baselines.session(TestingSessions.session("boot-1", 1, new VertxLoop(vertx)));
        assertEquals(Optional.empty(), got(baselines.find(DIGEST, PLACE)));
        served.put(DIGEST, BASELINE);
        assertArrayEquals(BASELINE, got(baselines.find(DIGEST, PLACE)).orElseThrow());
        served.put(DIGEST, "{\"name\":\"another\"}".getBytes(StandardCharsets.UTF_8));
        assertEquals(Optional.empty(), got(baselines.find(DIGEST, PLACE)));
    }
}
