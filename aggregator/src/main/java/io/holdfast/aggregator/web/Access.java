package io.holdfast.aggregator.web;

import io.holdfast.protocol.fleet.Role;
import io.holdfast.protocol.wire.Wire;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.SecurityPolicyHandler;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Who may use the API. Without tokens: whoever is on this machine, for everything. With tokens: whoever shows one, for
/// what its role may do; reading needs viewer.
///
/// A route that changes something is made by `change`, one that only asks but has a body by `question`. Nobody else
/// makes routes of other methods than GET: `ArchitectureTest` looks.
final class Access {
    private static final int BODY_BYTES = 4 * 1024 * 1024;
    private static final String CALLER = "caller";
    private static final String UNTIL = "session.until";
    /// Where people come in: open to those who are nobody yet.
    static final String SESSION = "/api/v1/session";
    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD);

    private final Optional<Door> door;
    private final AuditTrail trail;

    /// @param door empty where there are no tokens
    Access(Optional<Door> door, AuditTrail trail) {
        this.door = door;
        this.trail = trail;
    }

    SessionRoutes sessions() {
        return new SessionRoutes(door);
    }

    /// Lets nobody past who may not even read. Before all routes of the API.
    void guard(Router router) {
        router.route("/api/*").handler(this::admit);
    }

    /// A route that changes something: for callers with a role, asked by JSON or YAML, written into the audit trail.
    Route change(Router router, HttpMethod method, String path, Role needs) {
        return withBody(router, method, path, needs);
    }

    /// A route that answers a question which needs a body. Changes nothing, so that viewers may ask.
    Route question(Router router, String path) {
        return withBody(router, HttpMethod.POST, path, Role.VIEWER).handler(context -> {
            trail.leaveOut(context);
            context.next();
        });
    }

    /// A route below `SESSION` that needs no role.
    Route open(Router router, HttpMethod method, String path) {
        SecurityPolicyHandler ours = Access::requireOurBody;
        return router.route(method, path)
                .handler(ours)
                .handler(BodyHandler.create(false).setBodyLimit(BODY_BYTES));
    }

    /// Who asks.
    static Caller caller(RoutingContext context) {
        return known(context).orElseThrow(() -> new IllegalStateException("a route outside of /api/ has no caller"));
    }

    /// Who asks, where that is known.
    static Optional<Caller> known(RoutingContext context) {
        return Optional.ofNullable(context.get(CALLER));
    }

    /// When the session ends that a request belongs to; empty where it shows a token.
    static Optional<Instant> session(RoutingContext context) {
        return Optional.ofNullable(context.get(UNTIL));
    }

    /// Says what is changed, in words for the audit trail.
    static void describe(RoutingContext context, String what) {
        AuditTrail.describe(context, what);
    }

    /// The text of a field of the body; empty text where it has none such.
    static String said(RoutingContext context, String field) {
        Buffer body = context.body().buffer();
        try {
            return body == null
                    ? ""
                    : Wire.mapper()
                            .readTree(body.getBytes())
                            .path(field)
                            .asText("")
                            .strip();
        } catch (IOException e) {
            return "";
        }
    }

    private Route withBody(Router router, HttpMethod method, String path, Role needs) {
        SecurityPolicyHandler may = context -> authorize(context, needs);
        return router.route(method, path)
                .handler(may)
                .handler(BodyHandler.create(false).setBodyLimit(BODY_BYTES));
    }

    private void admit(RoutingContext context) {
        boolean isReading = READING.contains(context.request().method());
        Optional<Caller> caller = door.map(one -> one.caller(context.request())).orElse(Optional.of(Caller.LOCAL));
        caller.ifPresent(known -> context.put(CALLER, known));
        door.flatMap(one -> one.session(context.request())).ifPresent(one -> context.put(UNTIL, one.until()));
        if (!isReading) {
            trail.follow(context, caller);
        }
        Optional<String> foreign = door.isEmpty() ? SameSite.notLocal(context.request()) : Optional.empty();
        if (foreign.isEmpty() && !isReading) {
            foreign = SameSite.foreign(context.request());
        }
        if (foreign.isPresent()) {
            Problem.send(context, 403, "Forbidden", foreign.get());
        } else if (caller.isEmpty() && !context.request().path().equals(SESSION)) {
            context.response().putHeader("www-authenticate", "Bearer realm=\"holdfast\"");
            Problem.send(context, 401, "Unauthorized", unauthorized(context, isReading));
        } else {
            context.next();
        }
    }

    private void authorize(RoutingContext context, Role needs) {
        Caller caller = caller(context);
        if (!caller.role().covers(needs)) {
            Problem.send(
                    context,
                    403,
                    "Forbidden",
                    caller.name() + " has the role " + word(caller.role()) + "; this needs " + atLeast(needs));
        } else {
            requireOurBody(context);
        }
    }

    private static void requireOurBody(RoutingContext context) {
        if (SameSite.hasOurBody(context.request())) {
            context.next();
        } else {
            Problem.send(
                    context,
                    415,
                    "Unsupported media type",
                    "expected Content-Type: application/json or application/yaml, also where there is no body");
        }
    }

    private static String unauthorized(RoutingContext context, boolean isReading) {
        String needed =
                isReading ? "reading needs " + atLeast(Role.VIEWER) : "changes need a token whose role allows them";
        return (Door.shown(context.request()).isPresent() ? "the token is not known here; " : "") + needed
                + ": Authorization: Bearer <token>; in a browser sign in at /";
    }

    private static String atLeast(Role role) {
        return switch (role) {
            case VIEWER -> "a token of any role";
            case OPERATOR -> "operator or admin";
            case ADMIN -> "admin";
            case UNKNOWN -> "a role that there is not";
        };
    }

    private static String word(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }
}
