package io.holdfast.agent.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// A loop whose clock stands still until the test moves it, and whose tasks run in the test's own thread.
public final class TestingLoop implements Loop {
    private record Timer(Instant due, long number, Runnable task) {}

    private final LinkedBlockingQueue<Runnable> soon = new LinkedBlockingQueue<>();
    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(Comparator.comparing(Timer::due).thenComparingLong(Timer::number));
    private Instant now = Instant.parse("2026-11-22T10:00:00Z");
    private long timersSet;

    @Override
    public synchronized Instant now() {
        return now;
    }

    @Override
    public void run(Runnable task) {
        soon.add(task);
    }

    @Override
    public synchronized void after(Duration delay, Runnable task) {
        timers.add(new Timer(now.plus(delay), ++timersSet, task));
    }

    /// Runs what is to be run now, and what comes of it.
    public void settle() {
        for (Runnable task = soon.poll(); task != null; task = soon.poll()) {
            task.run();
        }
    }

    /// Lets time pass, with all that falls due in it.
    public void advance(Duration time) {
        Instant end = now().plus(time);
        settle();
        for (Timer next = due(end); next != null; next = due(end)) {
            next.task().run();
            settle();
        }
        moveTo(end);
    }

    private synchronized @org.jspecify.annotations.Nullable Timer due(Instant end) {
        Timer next = timers.peek();
        if (next == null || next.due().isAfter(end)) {
            return null;
        }
        now = next.due();
        return timers.poll();
    }

    private synchronized void moveTo(Instant time) {
        now = time;
    }
}
