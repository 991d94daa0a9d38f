package io.holdfast.aggregator.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.holdfast.aggregator.access.Sessions.Session;
import io.holdfast.protocol.fleet.Role;
import io.holdfast.protocol.wire.Wire;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `/api/v1/session`: who asks (GET), signing in with `{"token": ".."}` (POST), signing out (DELETE). Open to
/// everybody:
/// who is nobody yet has to come in.
final class SessionRoutes {
    private final Optional<Door> door;

    SessionRoutes(Optional<Door> door) {
        this.door = door;
    }

    /// Who asks.
    ///
    /// @param name null for nobody that is known
    /// @param signIn whether a token has to be shown here at all
    /// @param until when the session ends; null where there is none
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record SessionBody(
            @Nullable String name,
            @Nullable Role role,
            boolean signIn,
            @Nullable Instant until) {}

    void mount(Router router, Access access) {
        router.get(Access.SESSION).handler(this::tell);
        access.open(router, HttpMethod.POST, Access.SESSION).handler(this::signIn);
        access.open(router, HttpMethod.DELETE, Access.SESSION).handler(this::signOut);
    }

    private void tell(RoutingContext context) {
        Optional<Caller> caller = Access.known(context);
        Optional<Session> session = door.flatMap(one -> one.session(context.request()));
        answer(
                context,
                new SessionBody(
                        caller.map(Caller::name).orElse(null),
                        caller.map(Caller::role).orElse(null),
                        door.isPresent(),
                        session.map(Session::until).orElse(null)));
    }

    private void signIn(RoutingContext context) {
        if (door.isEmpty()) {
            Problem.send(context, 409, "Conflict", "there are no tokens here: whoever is on this machine is let in");
            return;
        }
        Optional<Session> session = door.get().signIn(context.request(), Access.said(context, "token"));
        if (session.isEmpty()) {
            Problem.send(context, 401, "Unauthorized", "the token is not known here");
            return;
        }
        Access.describe(context, session.get().holder().name() + " signs in");
        answer(
                context,
                new SessionBody(
                        session.get().holder().name(),
                        session.get().holder().role(),
                        true,
                        session.get().until()));
    }

    private void signOut(RoutingContext context) {
        Access.describe(context, "signs out");
        Door.signOut(context.request());
        answer(context, new SessionBody(null, null, door.isPresent(), null));
    }

    private static void answer(RoutingContext context, SessionBody body) {
        context.response()
                .putHeader("content-type", "application/json")
                .putHeader("cache-control", "no-store")
                .end(Buffer.buffer(Wire.encode(body)));
    }
}
