package io.holdfast.agent.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoopbackEndpointTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/metrics", exchange -> {
            byte[] body = "GET".equals(exchange.getRequestMethod())
                    ? "value 1\n".getBytes(StandardCharsets.UTF_8)
                    : new byte[0];
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.createContext("/moved", exchange -> {
            exchange.getResponseHeaders().add("Location", "/metrics");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private LoopbackEndpoint at(String path) {
        return new LoopbackEndpoint(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path));
    }

    @Test
    void thePageIsReadUnderTheNameItWasGiven() {
        HostRoot host = HostRoot.live().with("exporter", at("/metrics"));

        assertEquals(new Attribute.Value<>("/pages/exporter", "value 1\n"), host.page("exporter"));
        assertEquals(new Attribute.Absent<>("/pages/other"), host.page("other"));
    }

    @Test
    void moreThanTheCapIsNoAnswerAndARedirectIsNotFollowed() {
        assertInstanceOf(Attribute.Unreadable.class, at("/metrics").get("/pages/x", LONG, 4));
        assertInstanceOf(Attribute.Unreadable.class, at("/moved").get("/pages/x", LONG, 1_000));
    }

    @Test
    void nobodyThereIsUnreadableAndNoAnswerIsTooLate() throws IOException {
        int free;
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = silent.getLocalPort();
            LoopbackEndpoint endpoint = new LoopbackEndpoint(URI.create("http://127.0.0.1:" + free + "/metrics"));
            assertInstanceOf(Attribute.TimedOut.class, endpoint.get("/pages/x", Duration.ofMillis(100), 1_000));
        }
        LoopbackEndpoint gone = new LoopbackEndpoint(URI.create("http://127.0.0.1:" + free + "/metrics"));
        assertInstanceOf(Attribute.Unreadable.class, gone.get("/pages/x", LONG, 1_000));
    }

    @Test
    void onlyPlainPagesOfThisNodeCanBeNamed() {
        for (String url : List.of(
                "http://10.0.0.1:9400/metrics",
                "https://127.0.0.1/metrics",
                "http://user@127.0.0.1/metrics",
                "http://127.0.0.1.example.com/metrics",
                "file:///etc/passwd",
                "metrics")) {
            assertThrows(IllegalArgumentException.class, () -> new LoopbackEndpoint(URI.create(url)), url);
        }
    }
}
