package io.holdfast.systemtests;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.opentest4j.AssertionFailedError;

/// Waits for what has to come true, and says what was seen last when it does not.
final class Await {
    /// Far above what any step takes: it bounds a test that would hang, it measures nothing.
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final long PAUSE_NANOS = 50_000_000;

    private Await() {}

    /// Something to be seen: what it is now, and whether that is enough.
    interface Sight<T> {
        boolean isEnough(T seen);
    }

    /// Looks until it is enough; returns what was enough. A look that throws has seen nothing yet.
    static <T> T until(String what, Callable<T> look, Sight<T> enough) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Object last = "nothing";
        while (System.nanoTime() < deadline) {
            try {
                T seen = look.call();
                if (enough.isEnough(seen)) {
                    return seen;
                }
                last = seen == null ? "null" : seen;
            } catch (Exception e) { // not there yet: refused connections, a page that is loading
                last = e;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        throw new AssertionFailedError(what + ": not within " + PATIENCE.toSeconds() + " s; last seen: " + last);
    }
}
