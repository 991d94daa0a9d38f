package io.holdfast.agent.report;

import io.holdfast.protocol.fleet.Assignment;
import io.vertx.core.Future;
import java.util.Optional;

/// The ways to a baseline, one after the other: the record it is said to be, then by its digest from the aggregator,
/// then all that the topic has. A way that fails is a way that does not have it; only the last one's failure is told.
///
/// @param topic where baselines are published
/// @param aggregator who hands them out by digest
public record BaselineWays(BaselineSource topic, BaselineSource aggregator) implements BaselineSource {
    @Override
    public Future<Optional<byte[]>> find(String digest, Optional<Assignment.Place> place) {
        Future<Optional<byte[]>> pointed =
                place.isPresent() ? topic.find(digest, place) : Future.succeededFuture(Optional.empty());
        return or(or(pointed, aggregator, digest), topic, digest);
    }

    private static Future<Optional<byte[]>> or(Future<Optional<byte[]>> first, BaselineSource next, String digest) {
        return first.transform(answer -> answer.succeeded() && answer.result().isPresent()
                ? Future.succeededFuture(answer.result())
                : next.find(digest, Optional.empty()));
    }
}
