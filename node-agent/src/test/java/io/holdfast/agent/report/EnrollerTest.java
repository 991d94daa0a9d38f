package io.holdfast.agent.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.schedule.VertxLoop;
import io.holdfast.protocol.fleet.Enrolment;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EnrollerTest {
    private static final Enrolment.Request REQUEST = new Enrolment.Request(TestingSessions.NODE, "boot-1", 0);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final TestingEnrolment enrolment = new TestingEnrolment(vertx, Map.of());
    private final BlockingQueue<Enrolment.Grant> grants = new LinkedBlockingQueue<>();

    @AfterEach
    void stop() throws Exception {
        enrolment.close();
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    private Enroller enroller(URI address, Proof proof, Optional<Path> trusted) {
        return new Enroller(
                vertx.createHttpClient(),
                new Enroller.Door(address, proof, trusted),
                TestingSessions.outlet(new TestingTransport(), new VertxLoop(vertx)));
    }

    private void enrol(Enroller enroller) {
        new VertxLoop(vertx).run(() -> enroller.enrol(REQUEST, grants::add));
    }

    private Enrolment.Grant granted() throws InterruptedException {
        Enrolment.Grant grant = grants.poll(30, TimeUnit.SECONDS);
        assertTrue(grant != null, "no grant");
        return grant;
    }

    private static void awaitTrouble(Enroller enroller, String part) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!enroller.trouble().contains(part)) {
            assertTrue(System.nanoTime() < deadline, () -> "no " + part + ": " + enroller.trouble());
            Thread.sleep(Duration.ofMillis(10));
        }
    }

    @Test
    void aTokenThatTheKubeletReplacedIsReadAnew() throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "a.first.token\n");
        Enroller enroller = enroller(enrolment.address(), new Proof.TokenFile(token), Optional.empty());
        enrolment.expect("a.first.token");
        enrol(enroller);
        granted();

        Files.writeString(token, "a.second.token");
        enrolment.expect("a.second.token");
        enrol(enroller);

        granted();
        assertEquals(2, enrolment.granted().size());
    }

    @Test
    void aTokenThatIsNotThereIsNamedAndTriedAgainUntilItIs() throws Exception {
        Path token = folder.resolve("token");
        Enroller enroller = enroller(enrolment.address(), new Proof.TokenFile(token), Optional.empty());
        enrolment.expect("a.late.token");
        enrol(enroller);
        awaitTrouble(enroller, token.toString());

        Files.writeString(token, "a.late.token");

        granted();
        assertEquals("", enroller.trouble());
    }

    @Test
    void whyItWasRefusedCanBeAskedFor() throws Exception {
        Enroller enroller = enroller(enrolment.address(), new Proof.Secret("another"), Optional.empty());
        enrol(enroller);

        awaitTrouble(enroller, "the bootstrap secret is not ours");
    }

    @Test
    void aListenerThatDoesNotSpeakTlsGetsNoToken() throws IOException, InterruptedException {
        Path token = Files.writeString(folder.resolve("token"), "a.b.c");
        URI address = URI.create("https://127.0.0.1:" + enrolment.address().getPort());
        Enroller enroller = enroller(address, new Proof.TokenFile(token), Optional.empty());
        enrolment.expect("a.b.c");
        enrol(enroller);

        awaitTrouble(enroller, "https://127.0.0.1");
        assertEquals(0, enrolment.granted().size());
    }
}
