package io.holdfast.aggregator.web;

import io.holdfast.aggregator.access.TokensFile;
import io.holdfast.protocol.fleet.Role;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.SecurityPolicyHandler;
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
    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD);

    private final Optional<TokensFile> tokens;
    private final AuditTrail trail;

    Access(Optional<TokensFile> tokens, AuditTrail trail) {
        this.tokens = tokens;
        this.trail = trail;
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

    /// Who asks.
    static Caller caller(RoutingContext context) {
        Caller caller = context.get(CALLER);
        if (caller == null) {
            throw new IllegalStateException("a route outside of /api/ has no caller");
        }
        return caller;
    }

    /// Says what is changed, in words for the audit trail.
    static void describe(RoutingContext context, String what) {
        AuditTrail.describe(context, what);
    }

    private Route withBody(Router router, HttpMethod method, String path, Role needs) {
        SecurityPolicyHandler may = context -> authorize(context, needs);
        return router.route(method, path)
                .handler(may)
                .handler(BodyHandler.create(false).setBodyLimit(BODY_BYTES));
    }

    private void admit(RoutingContext context) {
        boolean isReading = READING.contains(context.request().method());
        Optional<Caller> caller = tokens.isEmpty() ? Optional.of(Caller.LOCAL) : holder(context);
        caller.ifPresent(known -> context.put(CALLER, known));
        if (!isReading) {
            trail.follow(context, caller);
        }
        Optional<String> foreign = tokens.isEmpty() ? SameSite.notLocal(context.request()) : Optional.empty();
        if (foreign.isEmpty() && !isReading) {
            foreign = SameSite.foreign(context.request());
        }
        if (foreign.isPresent()) {
            Problem.send(context, 403, "Forbidden", foreign.get());
        } else if (caller.isEmpty()) {
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
        } else if (!SameSite.hasOurBody(context.request())) {
            Problem.send(
                    context,
                    415,
                    "Unsupported media type",
                    "expected Content-Type: application/json or application/yaml, also where there is no body");
        } else {
            context.next();
        }
    }

    private Optional<Caller> holder(RoutingContext context) {
        return shown(context)
                .flatMap(token -> tokens.flatMap(file -> file.current().holder(token)))
                .map(holder -> new Caller(holder.name(), holder.role()));
    }

    private static Optional<String> shown(RoutingContext context) {
        String header = context.request().getHeader("authorization");
        return header != null && header.regionMatches(true, 0, "Bearer ", 0, 7)
                ? Optional.of(header.substring(7).strip())
                : Optional.empty();
    }

    private static String unauthorized(RoutingContext context, boolean isReading) {
        String needed =
                isReading ? "reading needs " + atLeast(Role.VIEWER) : "changes need a token whose role allows them";
        return (shown(context).isPresent() ? "the token is not known here; " : "") + needed
                + ": Authorization: Bearer <token>";
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
