package io.holdfast.agent.schedule;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class VertxLoopTest {
    /// Probes run on threads of their own, and some end after the agent was told to stop.
    @Test
    void whatComesAfterTheEndIsDroppedWithoutAWord() throws Exception {
        Vertx vertx = Vertx.vertx();
        VertxLoop loop = new VertxLoop(vertx);
        CountDownLatch before = new CountDownLatch(1);
        loop.run(before::countDown);
        assertTrue(before.await(10, TimeUnit.SECONDS));
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertDoesNotThrow(() -> loop.run(() -> {}));
        assertDoesNotThrow(() -> loop.after(Duration.ofMillis(1), () -> {}));
    }
}
