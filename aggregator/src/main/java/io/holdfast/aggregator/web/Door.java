package io.holdfast.aggregator.web;

import io.holdfast.aggregator.access.Sessions;
import io.holdfast.aggregator.access.TokensFile;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/// Who comes in where there are tokens: whoever shows one with the request, or signed in with one before.
///
/// @param clock that sessions end by
record Door(TokensFile tokens, Sessions sessions, Clock clock) {
    /// A browser sends it by itself, also when it opens an event stream, and no script can read it.
    private static final String COOKIE = "holdfast_session";

    private static final String PATH = "/api/";

    /// Who asks; a token that is shown counts alone.
    Optional<Caller> caller(HttpServerRequest request) {
        Optional<String> token = shown(request);
        if (token.isPresent()) {
            return tokens.current().holder(token.get()).map(holder -> new Caller(holder.name(), holder.role()));
        }
        return session(request)
                .map(one -> new Caller(one.holder().name(), one.holder().role()));
    }

    /// The session that a request belongs to.
    Optional<Sessions.Session> session(HttpServerRequest request) {
        return Optional.ofNullable(request.getCookie(COOKIE))
                .flatMap(cookie -> sessions.read(cookie.getValue(), tokens.current(), clock.instant()));
    }

    /// The token that a request shows.
    static Optional<String> shown(HttpServerRequest request) {
        String header = request.getHeader("authorization");
        return header != null && header.regionMatches(true, 0, "Bearer ", 0, 7)
                ? Optional.of(header.substring(7).strip())
                : Optional.empty();
    }

    /// Lets a browser in; empty where the token is not known.
    Optional<Sessions.Session> signIn(HttpServerRequest request, String token) {
        Instant now = clock.instant();
        Optional<String> note = sessions.begin(token, tokens.current(), now);
        note.ifPresent(text -> set(request, text, Sessions.LENGTH.toSeconds()));
        return note.flatMap(text -> sessions.read(text, tokens.current(), now));
    }

    static void signOut(HttpServerRequest request) {
        set(request, "", 0);
    }

    private static void set(HttpServerRequest request, String note, long seconds) {
        boolean isSecure = request.isSSL() || "https".equalsIgnoreCase(request.getHeader("x-forwarded-proto"));
        request.response()
                .addCookie(Cookie.cookie(COOKIE, note)
                        .setPath(PATH)
                        .setHttpOnly(true)
                        .setSameSite(CookieSameSite.STRICT)
                        .setSecure(isSecure)
                        .setMaxAge(seconds));
    }
}
