package io.holdfast.aggregator.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.aggregator.access.NewToken;
import io.holdfast.aggregator.access.Sessions;
import io.holdfast.aggregator.access.TokensFile;
import io.holdfast.protocol.fleet.Audit;
import io.holdfast.protocol.fleet.Audit.Outcome;
import io.holdfast.protocol.fleet.Role;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Over real HTTP, written by hand: the JDK's client does not let tests say `Host` and `Origin`.
class AccessTest {
    private static final Instant NOW = Instant.parse("2026-11-26T03:00:00Z");
    private static final String JSON = "Content-Type: application/json";
    private static final byte[] MASTER = new byte[32];
    private static final String STEER = "POST /api/v1/things/a/steer";

    private static final Map<String, NewToken> TOKENS = Arrays.stream(Role.values())
            .filter(role -> role != Role.UNKNOWN)
            .map(role ->
                    NewToken.make("the-" + role.name().toLowerCase(java.util.Locale.ROOT), role, new SecureRandom()))
            .collect(Collectors.toMap(NewToken::name, token -> token));

    @TempDir
    Path folder;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final BlockingQueue<Audit> audits = new LinkedBlockingQueue<>();
    private final AuditTrail trail = new AuditTrail(audits::add, meters, Clock.fixed(NOW, ZoneOffset.UTC));
    private final Vertx vertx = Vertx.vertx();
    private HttpServer open;
    private HttpServer guarded;

    @BeforeEach
    void serve() throws Exception {
        Path file = folder.resolve("tokens.yaml");
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                file,
                "tokens:\n" + TOKENS.values().stream().map(NewToken::entry).collect(Collectors.joining()));
        open = serve(Optional.empty());
        guarded = serve(
                Optional.of(new Door(new TokensFile(file), new Sessions(MASTER), Clock.fixed(NOW, ZoneOffset.UTC))));
    }

    private HttpServer serve(Optional<Door> door) throws Exception {
        Access access = new Access(door, trail);
        Router router = Router.router(vertx);
        Problem.handleOn(router);
        access.guard(router);
        access.sessions().mount(router, access);
        router.get("/api/v1/things").handler(context -> context.end("[]"));
        access.change(router, HttpMethod.POST, "/api/v1/things/:thing/steer", Role.OPERATOR)
                .handler(context -> {
                    Access.describe(context, "steers " + context.pathParam("thing"));
                    context.response()
                            .setStatusCode(202)
                            .end(Access.caller(context).name());
                });
        access.change(router, HttpMethod.DELETE, "/api/v1/things/:thing", Role.ADMIN)
                .handler(context -> context.fail(new IllegalStateException("the broker is away")));
        access.question(router, "/api/v1/things/preview")
                .handler(context -> context.end(context.body().asString()));
        return vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void withoutTokensThisMachineMayDoEverything() throws Exception {
        assertEquals(200, ask(open, "GET /api/v1/things").status());
        Answer answer = ask(open, STEER, JSON);
        assertEquals(202, answer.status());
        assertEquals("local", answer.body());
        Audit audit = audit();
        assertEquals(
                new Audit(
                        audit.id(),
                        NOW,
                        "local",
                        Optional.of(Role.ADMIN),
                        "127.0.0.1",
                        "POST",
                        "/api/v1/things/:thing/steer",
                        "/api/v1/things/a/steer",
                        "steers a",
                        Outcome.ACCEPTED,
                        202,
                        ""),
                audit);
    }

    @ParameterizedTest
    @CsvSource({
        "the-viewer,   GET /api/v1/things,          200",
        "the-viewer,   POST /api/v1/things/a/steer, 403",
        "the-viewer,   DELETE /api/v1/things/a,     403",
        "the-viewer,   POST /api/v1/things/preview, 200",
        "the-operator, GET /api/v1/things,          200",
        "the-operator, POST /api/v1/things/a/steer, 202",
        "the-operator, DELETE /api/v1/things/a,     403",
        "the-admin,    POST /api/v1/things/a/steer, 202",
        "the-admin,    DELETE /api/v1/things/a,     500",
        "nobody,       GET /api/v1/things,          401",
        "nobody,       POST /api/v1/things/a/steer, 401",
        "nobody,       POST /api/v1/things/preview, 401",
        "nobody,       POST /api/v1/no/such/thing,  401",
    })
    void withTokensEachMayDoWhatItsRoleAllows(String who, String what, int status) throws Exception {
        NewToken token = TOKENS.get(who);
        String shown = token == null ? "Accept: */*" : bearer(token.secret());
        assertEquals(status, ask(guarded, what, JSON, shown).status());
    }

    @Test
    void aRefusalSaysWhatIsNeeded() throws Exception {
        Answer none = ask(guarded, STEER, JSON);
        assertEquals(401, none.status());
        assertTrue(none.head().contains("content-type: application/problem+json"), none::head);
        assertTrue(none.head().contains("www-authenticate: Bearer realm=\"holdfast\""), none::head);
        assertTrue(
                none.body().contains("changes need a token whose role allows them: Authorization: Bearer <token>"),
                none::body);
        Answer wrong = ask(guarded, STEER, JSON, bearer("holdfast_guess"));
        assertEquals(401, wrong.status());
        assertTrue(wrong.body().contains("the token is not known here"), wrong::body);
        Answer viewer = ask(guarded, STEER, JSON, bearer("the-viewer"));
        assertEquals(401, viewer.status(), "a name is no token");
        Answer low = ask(guarded, STEER, JSON, bearer(secret("the-viewer")));
        assertEquals(403, low.status());
        assertTrue(low.body().contains("the-viewer has the role viewer; this needs operator or admin"), low::body);
    }

    @Test
    void aRefusedChangeIsWrittenDownAndCounted() throws Exception {
        ask(guarded, STEER, JSON);
        Audit unknown = audit();
        assertEquals("", unknown.who());
        assertEquals(Optional.empty(), unknown.role());
        assertEquals("", unknown.route());
        assertEquals("/api/v1/things/a/steer", unknown.path());
        assertEquals(Outcome.REFUSED, unknown.outcome());
        assertEquals(401, unknown.status());

        ask(guarded, STEER, JSON, bearer(secret("the-viewer")));
        Audit viewer = audit();
        assertEquals("the-viewer", viewer.who());
        assertEquals(Optional.of(Role.VIEWER), viewer.role());
        assertEquals("the-viewer has the role viewer; this needs operator or admin", viewer.why());

        ask(guarded, "DELETE /api/v1/things/a", JSON, bearer(secret("the-admin")));
        assertEquals(Outcome.FAILED, audit().outcome());
        assertEquals(2.0, counted(Outcome.REFUSED));
        assertEquals(1.0, counted(Outcome.FAILED));
        assertEquals(0.0, counted(Outcome.ACCEPTED));
    }

    @Test
    void readingAndAskingAreNotWrittenDown() throws Exception {
        ask(open, "GET /api/v1/things");
        assertEquals("{}", ask(open, "POST /api/v1/things/preview", JSON).body());
        ask(open, STEER, JSON);
        assertEquals("steers a", audit().what(), "the first record is that of the change");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site",
                "Origin: https://evil.example",
                "Origin: null",
                "Origin: http://localhost",
            })
    void anotherSiteIsRefusedWhateverItShows(String header) throws Exception {
        assertEquals(403, ask(open, STEER, JSON, header).status());
        assertEquals(
                403,
                ask(guarded, STEER, JSON, header, bearer(secret("the-admin"))).status());
        assertEquals(Outcome.REFUSED, audit().outcome());
    }

    @Test
    void ourOwnPagesAreServed() throws Exception {
        String origin = "Origin: http://127.0.0.1:" + open.actualPort();
        assertEquals(
                202,
                ask(open, STEER, JSON, origin, "Sec-Fetch-Site: same-origin").status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: text/plain",
                "Content-Type: application/x-www-form-urlencoded",
                "Content-Type: multipart/form-data; boundary=x",
                "Content-Type: text/plain; a=application/json",
                "Accept: */*",
            })
    void whatAFormCanSendIsRefused(String type) throws Exception {
        assertEquals(415, ask(open, STEER, type).status());
        assertEquals(415, ask(open, "POST /api/v1/things/preview", type).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json; charset=utf-8", "application/yaml", "text/yaml", "Application/JSON"})
    void jsonAndYamlAreTaken(String type) throws Exception {
        assertEquals(202, ask(open, STEER, "Content-Type: " + type).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host: evil.example", "X-Forwarded-For: 10.0.0.7", "Forwarded: for=10.0.0.7", "Via: 1.1 p"})
    void withoutTokensWhatComesByAnotherNameOrThroughAProxyIsNotLocal(String header) throws Exception {
        assertEquals(403, ask(open, "GET /api/v1/things", header).status());
        assertEquals(403, ask(open, STEER, JSON, header).status());
    }

    @Test
    void withTokensTheNameDoesNotMatter() throws Exception {
        assertEquals(
                200,
                ask(guarded, "GET /api/v1/things", "Host: holdfast.example", bearer(secret("the-viewer")))
                        .status());
    }

    @Test
    void aBodyThatIsTooLongIsRefused() throws Exception {
        Answer answer = exchange(
                open,
                "POST /api/v1/things/preview HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + JSON
                        + "\r\nContent-Length: 5000000\r\n\r\n" + " ".repeat(5_000_000));
        assertEquals(413, answer.status());
    }

    private static String sessionBody(String name) {
        return "{\"token\": \"" + secret(name) + "\"}";
    }

    private Answer signIn(String body) {
        return exchange(
                guarded,
                "POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + JSON
                        + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    }

    private static String cookie(Answer answer) {
        String line = answer.head()
                .lines()
                .filter(one -> one.startsWith("set-cookie: "))
                .findFirst()
                .orElseThrow();
        return "Cookie: " + line.substring("set-cookie: ".length()).split(";", 2)[0];
    }

    @Test
    void aBrowserSignsInOnceAndMayThenDoWhatItsRoleAllows() throws Exception {
        Answer in = signIn(sessionBody("the-operator"));
        assertEquals(200, in.status(), in::body);
        assertTrue(in.body().contains("\"name\":\"the-operator\",\"role\":\"OPERATOR\""), in::body);
        for (String attribute : List.of("HTTPOnly", "SameSite=Strict", "Path=/api/", "Max-Age=43200")) {
            assertTrue(in.head().contains(attribute), in::head);
        }
        assertEquals("the-operator signs in", audit().what());
        String cookie = cookie(in);
        assertEquals(200, ask(guarded, "GET /api/v1/things", cookie).status());
        assertEquals(202, ask(guarded, STEER, JSON, cookie).status());
        assertEquals("the-operator", audit().who());
        assertEquals(403, ask(guarded, "DELETE /api/v1/things/a", JSON, cookie).status());
        assertEquals(
                403,
                ask(guarded, STEER, JSON, cookie, "Sec-Fetch-Site: same-site").status(),
                "a page on another port gets the cookie sent too");
        assertEquals(
                401,
                ask(guarded, STEER, JSON, cookie, bearer("holdfast_guess")).status(),
                "a token that is shown counts alone");
        Answer out = ask(guarded, "DELETE /api/v1/session", JSON, cookie);
        assertTrue(out.head().contains("Max-Age=0"), out::head);
    }

    @Test
    void whoAsksIsToldToEverybody() {
        assertEquals(
                "{\"name\":null,\"role\":null,\"signIn\":true,\"until\":null}",
                ask(guarded, "GET /api/v1/session").body());
        assertEquals(
                "{\"name\":\"local\",\"role\":\"ADMIN\",\"signIn\":false,\"until\":null}",
                ask(open, "GET /api/v1/session").body());
        String viewer = ask(guarded, "GET /api/v1/session", cookie(signIn(sessionBody("the-viewer"))))
                .body();
        assertTrue(viewer.contains("\"name\":\"the-viewer\",\"role\":\"VIEWER\""), viewer);
        assertTrue(viewer.contains("\"until\":\"2026-11-26T15:00:00"), viewer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"token\": \"holdfast_guess\"}", "{}", "[]", "no JSON", "{\"token\": {\"a\": 1}}"})
    void whoShowsNoTokenIsNotLetIn(String body) {
        Answer answer = signIn(body);
        assertEquals(401, answer.status());
        assertTrue(answer.head().lines().noneMatch(line -> line.startsWith("set-cookie")), answer::head);
    }

    @Test
    void aForgedSessionIsNone() {
        assertEquals(
                401,
                ask(guarded, "GET /api/v1/things", "Cookie: holdfast_session=dGhlLWFkbWlu.99999999999.AAAA")
                        .status());
    }

    @Test
    void whoIsRefusedAgainAndAgainDoesNotFillTheTrail() throws Exception {
        for (int request = 0; request < 20; request++) {
            ask(guarded, STEER, JSON);
        }
        assertEquals(20.0, counted(Outcome.REFUSED));
        for (int written = 0; written < Refusals.WRITTEN; written++) {
            assertEquals(401, audit().status());
        }
        trail.close();
        assertEquals((20 - Refusals.WRITTEN) + " more requests were refused since " + NOW, audit().what());
    }

    private static String bearer(String token) {
        return "Authorization: Bearer " + token;
    }

    private static String secret(String name) {
        return Optional.ofNullable(TOKENS.get(name)).orElseThrow().secret();
    }

    private double counted(Outcome outcome) {
        return meters.get("holdfast.aggregator.changes")
                .tag("outcome", outcome.name())
                .counter()
                .count();
    }

    private Audit audit() throws InterruptedException {
        return Optional.ofNullable(audits.poll(10, TimeUnit.SECONDS)).orElseThrow();
    }

    private record Answer(int status, String head, String body) {}

    private static Answer ask(HttpServer server, String what, String... headers) {
        String host = Arrays.stream(headers).anyMatch(header -> header.startsWith("Host: "))
                ? ""
                : "Host: 127.0.0.1:" + server.actualPort() + "\r\n";
        String body = what.startsWith("GET") ? "" : "{}";
        return exchange(
                server,
                what + " HTTP/1.1\r\n" + host + "Connection: close\r\nContent-Length: " + body.length() + "\r\n"
                        + List.of(headers).stream()
                                .map(header -> header + "\r\n")
                                .collect(Collectors.joining())
                        + "\r\n" + body);
    }

    private static Answer exchange(HttpServer server, String request) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.actualPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String[] parts = answer.split("\r\n\r\n", 2);
            return new Answer(Integer.parseInt(parts[0].split(" ", 3)[1]), parts[0], parts[1]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
