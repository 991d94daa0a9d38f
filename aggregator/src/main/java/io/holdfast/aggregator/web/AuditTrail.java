package io.holdfast.aggregator.web;

import io.holdfast.protocol.fleet.Audit;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/// Writes down and counts each change that somebody asked for over the API, when it was answered. Of refused ones a few
/// of each source: see `Refusals`.
final class AuditTrail {
    private static final String WHAT = "audit.what";
    private static final String IS_QUESTION = "audit.question";

    private final Consumer<Audit> written;
    private final Clock clock;
    private final Refusals refusals = new Refusals();
    private final Map<Audit.Outcome, Counter> counters = new EnumMap<>(Audit.Outcome.class);

    AuditTrail(Consumer<Audit> written, MeterRegistry meters, Clock clock) {
        this.written = written;
        this.clock = clock;
        for (Audit.Outcome outcome : Audit.Outcome.values()) {
            counters.put(
                    outcome,
                    Counter.builder("holdfast.aggregator.changes")
                            .description("Changes asked for over the API, by outcome")
                            .tag("outcome", outcome.name())
                            .register(meters));
        }
    }

    /// Sees to it that a request is written down when it ends, however it ends.
    void follow(RoutingContext context, Optional<Caller> caller) {
        context.addEndHandler(ended -> {
            Audit.Outcome outcome = ended.succeeded() ? outcome(status(context)) : Audit.Outcome.UNKNOWN;
            if (!Boolean.TRUE.equals(context.get(IS_QUESTION))) {
                Objects.requireNonNull(counters.get(outcome)).increment();
                if (outcome != Audit.Outcome.REFUSED || refusals.isWritten(from(context), clock.instant())) {
                    written.accept(audit(context, caller, outcome));
                }
            }
        });
    }

    /// Tells how many refused requests were not written down in the minutes that are over.
    void tellLeft() {
        refusals.over(clock.instant()).forEach(one -> written.accept(left(one)));
    }

    /// Tells all that was counted.
    void close() {
        refusals.all().forEach(one -> written.accept(left(one)));
    }

    private Audit left(Refusals.Left left) {
        return new Audit(
                UUID.randomUUID().toString(),
                clock.instant(),
                "",
                Optional.empty(),
                left.source(),
                "",
                "",
                "",
                left.requests() + " more requests were refused since " + left.from(),
                Audit.Outcome.REFUSED,
                0,
                "only the first " + Refusals.WRITTEN + " of a source and minute are written down");
    }

    private static String from(RoutingContext context) {
        return context.request().remoteAddress().hostAddress();
    }

    /// A question changes nothing.
    void leaveOut(RoutingContext context) {
        context.put(IS_QUESTION, true);
    }

    static void describe(RoutingContext context, String what) {
        context.put(WHAT, what);
    }

    private Audit audit(RoutingContext context, Optional<Caller> caller, Audit.Outcome outcome) {
        HttpServerRequest request = context.request();
        Route route = context.currentRoute();
        String pattern = route == null || route.methods() == null
                ? ""
                : Optional.ofNullable(route.getPath()).orElse("");
        return new Audit(
                UUID.randomUUID().toString(),
                clock.instant(),
                caller.map(Caller::name).orElse(""),
                caller.map(Caller::role),
                from(context),
                request.method().name(),
                pattern,
                request.path(),
                context.get(WHAT, ""),
                outcome,
                outcome == Audit.Outcome.UNKNOWN ? 0 : status(context),
                Problem.detail(context));
    }

    private static int status(RoutingContext context) {
        return context.response().getStatusCode();
    }

    private static Audit.Outcome outcome(int status) {
        if (status < 400) {
            return Audit.Outcome.ACCEPTED;
        }
        return status < 500 ? Audit.Outcome.REFUSED : Audit.Outcome.FAILED;
    }
}
