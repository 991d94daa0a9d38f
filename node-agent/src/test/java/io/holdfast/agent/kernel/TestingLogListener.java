package io.holdfast.agent.kernel;

import io.holdfast.protocol.fact.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// Writes down what a source of the log tells.
final class TestingLogListener implements LogSource.Listener {
    private final LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();
    private volatile String lastRefusal = "";

    @Override
    public void heard(Heard heard) {
        told.add("heard " + heard.record() + " " + heard.at() + " "
                + heard.sightings().getFirst().check());
    }

    @Override
    public void readTo(LogPosition to, long lost) {
        told.add("read to " + to.sequence() + (lost == 0 ? "" : ", lost " + lost));
    }

    @Override
    public void catchingUp() {
        told.add("catching up");
    }

    @Override
    public void refused(Reading.Missing why) {
        lastRefusal = why.detail();
        told.add("refused " + why.why());
    }

    @Override
    public void caughtUp() {
        told.add("caught up");
    }

    void ended() {
        told.add("ended");
    }

    String lastRefusal() {
        return lastRefusal;
    }

    String await(Predicate<String> fits) throws InterruptedException {
        while (true) {
            String next = next();
            if (fits.test(next)) {
                return next;
            }
        }
    }

    /// Everything up to that.
    List<String> until(String last) throws InterruptedException {
        List<String> all = new ArrayList<>();
        do {
            all.add(next());
        } while (!all.getLast().equals(last));
        return all;
    }

    private String next() throws InterruptedException {
        String next = told.poll(20, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing more was told");
        }
        return next;
    }

    List<String> all() {
        List<String> all = new ArrayList<>();
        told.drainTo(all);
        return all;
    }
}
