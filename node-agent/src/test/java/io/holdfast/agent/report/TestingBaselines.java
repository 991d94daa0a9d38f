package io.holdfast.agent.report;

import io.holdfast.protocol.baseline.Baseline;
import io.holdfast.protocol.baseline.Constraint;
import io.holdfast.protocol.baseline.Expectation;
import io.holdfast.protocol.baseline.Layer;
import io.holdfast.protocol.baseline.Selector;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fleet.Assignment;
import io.holdfast.protocol.wire.BaselineWire;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// The baselines that the test puts into it.
public final class TestingBaselines implements BaselineSource {
    private final Map<String, byte[]> all = new ConcurrentHashMap<>();

    /// A baseline of one expectation.
    public static Baseline wanting(String check, String value) {
        return new Baseline(
                "site/test",
                "Wants one value",
                new TreeMap<>(),
                List.of(new Expectation(
                        new CheckId(check),
                        Selector.ALL,
                        new Constraint.EqualTo(value),
                        Expectation.Terms.PLAIN,
                        new Expectation.Source(Layer.ROLE, "site/test"))));
    }

    /// Keeps it; gives its digest.
    public String put(Baseline baseline) {
        BaselineWire.Encoded encoded = BaselineWire.encode(baseline);
        all.put(encoded.digest(), encoded.data());
        return encoded.digest();
    }

    /// Nobody can be asked any more.
    public void forget() {
        all.clear();
    }

    @Override
    public Future<Optional<byte[]>> find(String digest, Optional<Assignment.Place> place) {
        return Future.succeededFuture(Optional.ofNullable(all.get(digest)));
    }
}
