package io.holdfast.agent.schedule;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One event-loop context of Vert.x.
public final class VertxLoop implements Loop {
    private static final Logger LOG = LoggerFactory.getLogger(VertxLoop.class);

    private final Vertx vertx;
    private final Context context;

    public VertxLoop(Vertx vertx) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
    }

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public void run(Runnable task) {
        onLoop(() -> guarded(task));
    }

    @Override
    public void after(Duration delay, Runnable task) {
        long millis = Math.max(1, delay.toMillis());
        // A timer belongs to the context that sets it.
        onLoop(() -> vertx.setTimer(millis, _ -> guarded(task)));
    }

    /// What a probe still brings when the loop has ended is for nobody.
    private void onLoop(Runnable task) {
        try {
            context.runOnContext(_ -> task.run());
        } catch (RejectedExecutionException e) {
            LOG.debug("the loop has ended", e);
        }
    }

    /// One broken task must not silence the others.
    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("INTERNAL a task of the agent failed", e);
        }
    }
}
