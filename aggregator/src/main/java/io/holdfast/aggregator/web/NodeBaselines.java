package io.holdfast.aggregator.web;

import io.holdfast.protocol.wire.BaselineClaim;
import io.holdfast.protocol.wire.KeyId;
import io.holdfast.protocol.wire.MasterKeys;
import io.holdfast.protocol.wire.SessionKey;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.function.Function;

/// `GET /api/v1/baselines/by-digest/<digest>` for enrolled nodes, on the listener that they enrol at: what they do not
/// find in the topic. Whoever shows no claim of a session gets nothing. Keeps no state: the key follows from the claim.
final class NodeBaselines {
    private final Vertx vertx;
    private final MasterKeys masters;
    private final Function<String, Optional<byte[]>> published;

    /// @param published bytes of a baseline by digest
    NodeBaselines(Vertx vertx, MasterKeys masters, Function<String, Optional<byte[]>> published) {
        this.vertx = vertx;
        this.masters = masters;
        this.published = published;
    }

    void on(Router router) {
        router.get(BaselineClaim.PATH + ":digest").handler(this::answer);
    }

    private void answer(RoutingContext context) {
        String digest = context.pathParam("digest");
        boolean isNode = Optional.ofNullable(context.request().getHeader("authorization"))
                .flatMap(BaselineClaim::parse)
                .filter(claim -> holds(claim, digest))
                .isPresent();
        if (!isNode) {
            Problem.send(context, 401, "Unauthorized", "expected the claim of an enrolled node for this baseline");
            return;
        }
        vertx.executeBlocking(() -> published.apply(digest), false)
                .onSuccess(found -> found.ifPresentOrElse(
                        data -> context.response()
                                .putHeader("content-type", "application/json")
                                .end(Buffer.buffer(data)),
                        () -> Problem.send(
                                context, 404, "Not found", "no baseline of digest " + digest + " was published")))
                .onFailure(context::fail);
    }

    private boolean holds(BaselineClaim claim, String digest) {
        return masters.master(KeyId.parse(claim.keyId()).master())
                .map(master -> SessionKey.derive(master, claim.node(), claim.run(), claim.keyId()))
                .filter(key -> claim.holds(key, digest))
                .isPresent();
    }
}
