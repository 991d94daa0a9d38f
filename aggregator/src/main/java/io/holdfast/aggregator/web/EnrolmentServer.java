package io.holdfast.aggregator.web;

import io.holdfast.aggregator.Listen;
import io.holdfast.aggregator.Secrets;
import io.holdfast.protocol.fleet.Enrolment;
import io.holdfast.protocol.wire.KeyId;
import io.holdfast.protocol.wire.SessionKey;
import io.holdfast.protocol.wire.Wire;
import io.holdfast.protocol.wire.WireException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Optional;

/// `POST /api/v1/enrol`: proves membership, gives a run number and the session key of that run. Keeps no
/// state: the run is the present
/// time in milliseconds, or one above the last run the agent names.
final class EnrolmentServer {
    private static final int BODY_BYTES = 16 * 1024;

    private final Vertx vertx;
    private final Secrets secrets;
    private final Clock clock;
    private final Counter granted;
    private final Counter refused;

    EnrolmentServer(Vertx vertx, Secrets secrets, MeterRegistry meters, Clock clock) {
        this.vertx = vertx;
        this.secrets = secrets;
        this.clock = clock;
        this.granted = Counter.builder("holdfast.aggregator.enrolments")
                .description("Enrolments asked for, by outcome")
                .tag("outcome", "granted")
                .register(meters);
        this.refused = Counter.builder("holdfast.aggregator.enrolments")
                .description("Enrolments asked for, by outcome")
                .tag("outcome", "refused")
                .register(meters);
    }

    Future<HttpServer> listen(Listen listen) {
        Router router = Router.router(vertx);
        Problem.handleOn(router);
        router.post("/api/v1/enrol")
                .handler(BodyHandler.create(false).setBodyLimit(BODY_BYTES))
                .handler(this::enrol);
        return vertx.createHttpServer().requestHandler(router).listen(listen.port(), listen.host());
    }

    private void enrol(RoutingContext context) {
        String shown = Optional.ofNullable(context.request().getHeader("authorization"))
                .orElse("");
        byte[] expected = ("Bearer " + secrets.bootstrapSecret()).getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(shown.getBytes(StandardCharsets.UTF_8), expected)) {
            refused.increment();
            Problem.send(context, 401, "Unauthorized", "the bootstrap secret is not ours");
            return;
        }
        try {
            Buffer body = Optional.ofNullable(context.body().buffer()).orElse(Buffer.buffer());
            Enrolment.Request request = Wire.decode(body.getBytes(), Enrolment.Request.class);
            granted.increment();
            context.response()
                    .putHeader("content-type", "application/json")
                    .putHeader("cache-control", "no-store")
                    .end(Buffer.buffer(Wire.encode(grant(request))));
        } catch (WireException e) {
            refused.increment();
            Problem.send(context, 400, "Bad request", String.valueOf(e.getMessage()));
        }
    }

    private Enrolment.Grant grant(Enrolment.Request request) {
        long run = Math.max(request.lastRun() + 1, clock.millis());
        String master = secrets.masters().current();
        String keyId = new KeyId(master, Enrolment.Identity.SHARED).toString();
        byte[] secret = secrets.masters().master(master).orElseThrow();
        return new Enrolment.Grant(
                run,
                keyId,
                SessionKey.derive(secret, request.node(), run, keyId).encode(),
                Enrolment.Identity.SHARED,
                secrets.inboxPublicKeys());
    }
}
