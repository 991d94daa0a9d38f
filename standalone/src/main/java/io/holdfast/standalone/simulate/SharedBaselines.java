package io.holdfast.standalone.simulate;

import io.holdfast.agent.report.BaselineSource;
import io.holdfast.protocol.fleet.Assignment;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Asks once for what all made-up nodes want: a thousand consumers at the same time would be a thousand connections.
/// What was not found is asked for anew.
final class SharedBaselines implements BaselineSource {
    private final BaselineSource source;
    private final Map<String, Future<Optional<byte[]>>> asked = new ConcurrentHashMap<>();

    SharedBaselines(BaselineSource source) {
        this.source = source;
    }

    @Override
    public Future<Optional<byte[]>> find(String digest, Optional<Assignment.Place> place) {
        return asked.computeIfAbsent(digest, _ -> source.find(digest, place)).onComplete(answer -> {
            if (answer.failed() || answer.result().isEmpty()) {
                asked.remove(digest);
            }
        });
    }
}
