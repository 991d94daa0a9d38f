package io.holdfast.aggregator.web;

import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Tells requests of our own pages and of programs from those that another site makes a browser send. A browser adds
/// `Sec-Fetch-Site` and `Origin` by itself and lets no page change them; programs send neither.
final class SameSite {
    private static final Set<String> OURS = Set.of("same-origin", "none");
    private static final Set<String> BODIES =
            Set.of("application/json", "application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml");
    private static final List<String> OF_PROXIES = List.of("forwarded", "x-forwarded-for", "x-forwarded-host", "via");

    private SameSite() {}

    /// Why a request for a change comes from another site; empty where it does not.
    static Optional<String> foreign(HttpServerRequest request) {
        String site = request.getHeader("sec-fetch-site");
        if (site != null && !OURS.contains(site)) {
            return Optional.of("Sec-Fetch-Site: " + site + ": only pages of this address may ask for changes");
        }
        String origin = request.getHeader("origin");
        if (origin != null && !ofHost(origin, host(request))) {
            return Optional.of("Origin: " + origin + ": only pages of this address may ask for changes");
        }
        return Optional.empty();
    }

    private static boolean ofHost(String origin, String host) {
        String low = origin.toLowerCase(Locale.ROOT);
        return low.equals("http://" + host) || low.equals("https://" + host);
    }

    /// Host and port as the caller wrote them.
    private static String host(HttpServerRequest request) {
        return Optional.ofNullable(request.authority())
                .map(authority -> authority.port() > 0 ? authority.host() + ":" + authority.port() : authority.host())
                .orElse("")
                .toLowerCase(Locale.ROOT);
    }

    /// Whether the body is of a kind that a browser sends across sites only after it asked: no form can send it.
    static boolean hasOurBody(HttpServerRequest request) {
        List<String> types = request.headers().getAll("content-type");
        return types.size() == 1
                && BODIES.contains(types.getFirst().split(";", 2)[0].strip().toLowerCase(Locale.ROOT));
    }

    /// Why a request that came over loopback was not made on this machine for this address; empty where it was. A page
    /// of another site that got hold of a name for this address (DNS rebinding) says its own name; a proxy
    /// that lets the world in says that it is one.
    static Optional<String> notLocal(HttpServerRequest request) {
        String host = Optional.ofNullable(request.authority())
                .map(authority -> authority.host().toLowerCase(Locale.ROOT))
                .orElse("");
        if (!Set.of("localhost", "127.0.0.1", "[::1]", "::1").contains(host)) {
            return Optional.of("host \"" + host + "\": only loopback is served as long as there are no tokens");
        }
        return OF_PROXIES.stream()
                .filter(name -> request.getHeader(name) != null)
                .findFirst()
                .map(name -> name + ": a proxy speaks for somebody else, and there are no tokens to tell for whom");
    }
}
