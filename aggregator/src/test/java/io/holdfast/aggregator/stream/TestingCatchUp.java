package io.holdfast.aggregator.stream;

import java.time.Instant;
import java.util.Optional;

/// A broker whose answer the test decides.
final class TestingCatchUp implements CatchUp {
    private Optional<Instant> since = Optional.empty();

    void caughtUp(Instant at) {
        since = Optional.of(at);
    }

    void behind() {
        since = Optional.empty();
    }

    @Override
    public Optional<Instant> since(int partition) {
        return since;
    }

    @Override
    public void read(int partition, long nextOffset) {}
}
