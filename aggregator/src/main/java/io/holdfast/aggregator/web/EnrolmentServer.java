package io.holdfast.aggregator.web;

import io.holdfast.aggregator.EnrolmentConfig;
import io.holdfast.aggregator.Secrets;
import io.holdfast.aggregator.access.Doorkeeper;
import io.holdfast.aggregator.access.EnrolmentRefusal;
import io.holdfast.protocol.fleet.Enrolment;
import io.holdfast.protocol.wire.KeyId;
import io.holdfast.protocol.wire.SessionKey;
import io.holdfast.protocol.wire.Wire;
import io.holdfast.protocol.wire.WireException;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `POST /api/v1/enrol`: has the proof judged, gives a run number and the session key of that run. Keeps no
/// state: the run is the present
/// time in milliseconds, or one above the last run the agent names.
final class EnrolmentServer {
    private static final Logger LOG = LoggerFactory.getLogger(EnrolmentServer.class);
    private static final int BODY_BYTES = 16 * 1024;
    /// Who asks the API server. Threads of their own: one that does not answer must not keep pages from being read.
    private static final int ASKING = 8;
    /// A thousand agents may start at once; those above are told to ask again.
    private static final int WAITING = 512;

    private static final String ENROLMENTS = "holdfast.aggregator.enrolments";

    private final Vertx vertx;
    private final Secrets secrets;
    private final Doorkeeper doorkeeper;
    private final MeterRegistry meters;
    private final RefusedEnrolments refusals;
    private final WorkerExecutor asking;
    private final AtomicInteger waiting = new AtomicInteger();

    EnrolmentServer(
            Vertx vertx, Secrets secrets, Doorkeeper doorkeeper, MeterRegistry meters, RefusedEnrolments refusals) {
        this.vertx = vertx;
        this.secrets = secrets;
        this.doorkeeper = doorkeeper;
        this.meters = meters;
        this.refusals = refusals;
        this.asking = vertx.createSharedWorkerExecutor("holdfast-enrolment", ASKING);
        for (EnrolmentRefusal why : EnrolmentRefusal.values()) {
            count("refused", why.word(), 0);
        }
        count("granted", word(Enrolment.Identity.SHARED), 0);
        count("granted", word(Enrolment.Identity.TOKEN), 0);
    }

    /// @param baselines served at the same address
    Future<HttpServer> listen(EnrolmentConfig config, Optional<PemFiles> tls, NodeBaselines baselines) {
        Router router = Router.router(vertx);
        Problem.handleOn(router);
        router.post("/api/v1/enrol")
                .handler(BodyHandler.create(false).setBodyLimit(BODY_BYTES))
                .handler(this::enrol);
        baselines.on(router);
        HttpServerOptions options = new HttpServerOptions();
        tls.ifPresent(files -> options.setSsl(true).setKeyCertOptions(files.current()));
        return vertx.createHttpServer(options)
                .requestHandler(router)
                .listen(config.listen().port(), config.listen().host());
    }

    private void enrol(RoutingContext context) {
        Enrolment.Request request;
        try {
            Buffer body = Optional.ofNullable(context.body().buffer()).orElse(Buffer.buffer());
            request = Wire.decode(body.getBytes(), Enrolment.Request.class);
        } catch (WireException e) {
            count("refused", EnrolmentRefusal.MALFORMED.word(), 1);
            Problem.send(context, 400, "Bad request", String.valueOf(e.getMessage()));
            return;
        }
        String shown = Optional.ofNullable(context.request().getHeader("authorization"))
                .orElse("");
        if (!doorkeeper.hasToAsk(shown)) {
            answer(context, request, doorkeeper.judge(shown, request.node()));
            return;
        }
        if (waiting.incrementAndGet() > WAITING) {
            waiting.decrementAndGet();
            answer(
                    context,
                    request,
                    new Doorkeeper.Refused(EnrolmentRefusal.UNDECIDED, WAITING + " others wait for the API server"));
            return;
        }
        asking.executeBlocking(() -> doorkeeper.judge(shown, request.node()), false)
                .onComplete(judged -> {
                    waiting.decrementAndGet();
                    if (judged.succeeded()) {
                        answer(context, request, judged.result());
                    } else {
                        context.fail(judged.cause());
                    }
                });
    }

    private void answer(RoutingContext context, Enrolment.Request request, Doorkeeper.Answer answer) {
        switch (answer) {
            case Doorkeeper.Refused(EnrolmentRefusal why, String detail) -> {
                count("refused", why.word(), 1);
                if (refusals.refused(request.node(), why, detail)) {
                    LOG.warn("{} was not enrolled, {}: {}", request.node(), why.word(), detail);
                }
                Problem.send(context, status(why), title(why), detail);
            }
            case Doorkeeper.Admitted(Enrolment.Identity identity, String by) -> {
                count("granted", word(identity), 1);
                refusals.granted(request.node());
                LOG.debug("{} is enrolled by {}", request.node(), by);
                context.response()
                        .putHeader("content-type", "application/json")
                        .putHeader("cache-control", "no-store")
                        .end(Buffer.buffer(Wire.encode(grant(request, identity))));
            }
        }
    }

    private static int status(EnrolmentRefusal why) {
        return switch (why) {
            case MALFORMED -> 400;
            case NO_PROOF, WRONG_AUDIENCE, EXPIRED, NOT_VOUCHED_FOR -> 401;
            case WRONG_ACCOUNT, NO_NODE, OTHER_NODE -> 403;
            case UNDECIDED -> 503;
        };
    }

    private static String title(EnrolmentRefusal why) {
        return switch (status(why)) {
            case 400 -> "Bad request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            default -> "Service unavailable";
        };
    }

    private Enrolment.Grant grant(Enrolment.Request request, Enrolment.Identity identity) {
        long run = Math.max(request.lastRun() + 1, refusals.clock().millis());
        String master = secrets.masters().current();
        String keyId = new KeyId(master, identity).toString();
        byte[] secret = secrets.masters().master(master).orElseThrow();
        return new Enrolment.Grant(
                run,
                keyId,
                SessionKey.derive(secret, request.node(), run, keyId).encode(),
                identity,
                secrets.inboxPublicKeys());
    }

    private void count(String outcome, String reason, int times) {
        meters.counter(ENROLMENTS, "outcome", outcome, "reason", reason).increment(times);
    }

    private static String word(Enrolment.Identity identity) {
        return identity.name().toLowerCase(Locale.ROOT);
    }
}
