package io.holdfast.agent.report;

import io.holdfast.protocol.fleet.Assignment;
import io.vertx.core.Future;
import java.util.Optional;

/// Where baselines come from, by digest. Never blocks.
public interface BaselineSource {
    /// Has none.
    BaselineSource NONE = (_, _) -> Future.succeededFuture(Optional.empty());

    /// Looks for a baseline.
    ///
    /// @param place where it is said to lie; empty to look everywhere
    /// @return its bytes, which have that digest; empty where nobody has it; failed where nobody could be asked
    Future<Optional<byte[]>> find(String digest, Optional<Assignment.Place> place);
}
