package io.holdfast.agent.kernel;

import io.holdfast.protocol.fact.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// From the thread that reads the log to the loop that folds it. Many records are taken at once; while too many wait,
/// the reader waits too.
final class Handover implements LogSource.Listener {
    private static final int MOST = 4_096;

    /// What came in since the last time.
    record Taken(List<Heard> heard, LogPosition position, long lost, Optional<Reading.Missing> refusal) {}

    private final Runnable wake;
    private List<Heard> waiting = new ArrayList<>();
    private LogPosition position = LogPosition.START;
    private long lost;
    private Optional<Reading.Missing> refusal = Optional.empty();
    private boolean isAwakened;
    private boolean isCaughtUp;
    private boolean isCatchingUp;
    private boolean hasRead;
    private long lastRead = System.nanoTime();

    /// @param wake called in any thread when there is something to take, once until it is taken
    Handover(Runnable wake) {
        this.wake = wake;
    }

    @Override
    public synchronized void heard(Heard heard) throws InterruptedException {
        while (waiting.size() >= MOST) {
            wait();
        }
        waiting.add(heard);
        awaken();
    }

    @Override
    public synchronized void readTo(LogPosition to, long more) {
        position = to;
        hasRead = true;
        lastRead = System.nanoTime();
        refusal = Optional.empty();
        if (more > 0) {
            lost += more;
            awaken();
        }
    }

    @Override
    public synchronized void catchingUp() {
        isCatchingUp = true;
        isCaughtUp = false;
    }

    @Override
    public synchronized void refused(Reading.Missing why) {
        refusal = Optional.of(why);
        isCatchingUp = false;
        isCaughtUp = true;
        awaken();
    }

    @Override
    public synchronized void caughtUp() {
        if (!isCaughtUp || refusal.isPresent()) {
            isCatchingUp = false;
            isCaughtUp = true;
            refusal = Optional.empty();
            awaken();
        }
    }

    private void awaken() {
        if (!isAwakened) {
            isAwakened = true;
            wake.run();
        }
    }

    synchronized Taken take() {
        Taken taken = new Taken(waiting, position, lost, refusal.or(this::unread));
        waiting = new ArrayList<>();
        lost = 0;
        isAwakened = false;
        notifyAll();
        return taken;
    }

    /// What was read says nothing yet about what was not.
    private Optional<Reading.Missing> unread() {
        return isCaughtUp || (hasRead && !isCatchingUp && !isCatchingUp)
                ? Optional.empty()
                : Optional.of(Reading.missing(Reading.Why.TIMEOUT, "not read to its end yet"));
    }

    /// Whether the log was read to its end, or no record came for so long that it must be.
    synchronized boolean isCaughtUp(long quietNanos) {
        return isCaughtUp || (hasRead && !isCatchingUp && System.nanoTime() - lastRead > quietNanos);
    }
}
