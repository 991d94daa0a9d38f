package io.holdfast.aggregator.web;

import io.holdfast.protocol.wire.Wire;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Errors as `application/problem+json` (RFC 9457).
final class Problem {
    private static final Logger LOG = LoggerFactory.getLogger(Problem.class);

    private Problem() {}

    /// Key of what a problem said, in the data of a routing context.
    private static final String DETAIL = "problem";

    /// What the problem said that a request was answered with; empty text where there was none.
    static String detail(RoutingContext context) {
        return context.get(DETAIL, "");
    }

    static void send(RoutingContext context, int status, String title, String detail) {
        context.put(DETAIL, detail);
        Map<String, Object> body = Map.of("type", "about:blank", "title", title, "status", status, "detail", detail);
        context.response()
                .setStatusCode(status)
                .putHeader("content-type", "application/problem+json")
                .end(Buffer.buffer(Wire.encode(body)));
    }

    /// Makes a router answer every failure as a problem, the unexpected ones without telling their insides.
    static void handleOn(Router router) {
        router.errorHandler(
                404,
                context -> send(context, 404, "Not found", context.request().path()));
        router.errorHandler(
                405,
                context -> send(
                        context,
                        405,
                        "Method not allowed",
                        context.request().method() + " " + context.request().path()));
        router.errorHandler(400, context -> send(context, 400, "Bad request", String.valueOf(context.failure())));
        router.errorHandler(413, context -> send(context, 413, "Body too large", "see the API's limits"));
        router.errorHandler(500, context -> {
            if (context.response().headWritten()) {
                return; // a reader of the event stream that went away
            }
            LOG.error("request {} failed", context.request().path(), context.failure());
            send(context, 500, "Internal error", "the aggregator's log has the details");
        });
    }
}
