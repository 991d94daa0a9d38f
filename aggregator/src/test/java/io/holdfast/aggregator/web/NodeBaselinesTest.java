package io.holdfast.aggregator.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.wire.BaselineClaim;
import io.holdfast.protocol.wire.MasterKeys;
import io.holdfast.protocol.wire.Sender;
import io.holdfast.protocol.wire.SessionKey;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeBaselinesTest {
    private static final NodeId NODE = new NodeId("lab", "n1");
    private static final byte[] MASTER = new byte[32];

    private final Vertx vertx = Vertx.vertx();

    @SuppressWarnings("NullAway.Init")
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        Router router = Router.router(vertx);
        Problem.handleOn(router);
        new NodeBaselines(
                        vertx,
                        new MasterKeys("m1", Map.of("m1", MASTER)),
                        digest -> digest.equals("there")
                                ? Optional.of("{}".getBytes(StandardCharsets.UTF_8))
                                : Optional.empty())
                .on(router);
        server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get();
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    private int status(String digest, String authorization) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create(
                                            "http://127.0.0.1:" + server.actualPort() + BaselineClaim.PATH + digest))
                                    .header("authorization", authorization)
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .statusCode();
        }
    }

    private static String claim(byte[] master, String keyId, String digest) {
        SessionKey key = SessionKey.derive(master, NODE, 7, keyId);
        return BaselineClaim.of(new Sender(NODE, "boot", 7, keyId), key, digest).header();
    }

    @Test
    void onlyANodeInItsSessionIsHandedWhatWasPublished() throws Exception {
        assertEquals(200, status("there", claim(MASTER, "m1.token", "there")));
        assertEquals(404, status("elsewhere", claim(MASTER, "m1.token", "elsewhere")));
        assertEquals(401, status("there", claim(MASTER, "m1.token", "elsewhere")));
        assertEquals(401, status("there", claim(new byte[33], "m1.token", "there")));
        assertEquals(401, status("there", claim(MASTER, "m2.token", "there")));
        assertEquals(401, status("there", "Bearer the-bootstrap-secret"));
        String borrowed = claim(MASTER, "m1.token", "there").replace("lab/n1", "lab/n2");
        assertEquals(401, status("there", borrowed));
    }
}
