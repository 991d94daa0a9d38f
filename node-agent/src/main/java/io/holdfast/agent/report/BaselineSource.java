package io.holdfast.agent.report;

import io.holdfast.protocol.fleet.Assignment;
import io.vertx.core.Future;
import java.util.Optional;

/// Where baselines come from, by digest. Never blocks.
public interface BaselineSource {
    /// Looks for a baseline: where it is said to lie, and if it is not there, everywhere.
    ///
    /// @return its bytes, which have that digest; empty where nobody has it; failed where nobody could be asked
    Future<Optional<byte[]>> find(String digest, Optional<Assignment.Place> place);
}
