package io.holdfast.aggregator.web;

import io.holdfast.aggregator.waiver.FleetWaiver;
import io.holdfast.aggregator.waiver.WaiverBook;
import io.holdfast.aggregator.waiver.WaiverCommand;
import io.holdfast.aggregator.waiver.WaiverCommand.Verb;
import io.holdfast.protocol.baseline.BaselineException;
import io.holdfast.protocol.baseline.Waiver;
import io.holdfast.protocol.baseline.WaiverReader;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.fleet.Role;
import io.holdfast.protocol.wire.Digests;
import io.holdfast.protocol.wire.Wire;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// `GET /api/v1/waivers` (`?format=yaml` for a pull request), `POST /api/v1/waivers`, `DELETE /api/v1/waivers/<id>`. A
/// change is answered with 202 as soon as it is on its way; what becomes of it stands in the list.
final class WaiverRoutes {
    private static final String PATH = "/api/v1/waivers";
    private static final Duration LONGEST = Duration.ofDays(7);
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final int PATIENCE_SECONDS = 10;

    private final Vertx vertx;
    private final FleetSource source;

    WaiverRoutes(Vertx vertx, FleetSource source) {
        this.vertx = vertx;
        this.source = source;
    }

    void mount(Router router, Access access) {
        router.get(PATH).handler(this::list);
        access.change(router, HttpMethod.POST, PATH, Role.OPERATOR).handler(this::grant);
        access.change(router, HttpMethod.DELETE, PATH + "/:waiver", Role.OPERATOR)
                .handler(this::end);
    }

    private void list(RoutingContext context) {
        String format = context.queryParam("format").stream().findFirst().orElse("json");
        Instant now = source.clock().instant();
        switch (format) {
            case "json" ->
                vertx.executeBlocking(
                                () -> Wire.encode(WaiversBody.of(
                                        source.waivers(),
                                        source.rollouts().declared().trouble(),
                                        now)),
                                false)
                        .onSuccess(body -> answer(context, 200, "application/json", body))
                        .onFailure(context::fail);
            case "yaml" ->
                book(context)
                        .ifPresent(book -> answer(
                                context,
                                200,
                                "application/yaml; charset=utf-8",
                                WaiversBody.yaml(book, now).getBytes(StandardCharsets.UTF_8)));
            default -> Problem.send(context, 400, "Bad request", "format \"" + format + "\": expected json or yaml");
        }
    }

    private Optional<WaiverBook> book(RoutingContext context) {
        Optional<WaiverBook> book = source.waivers().book();
        if (book.isEmpty()) {
            Problem.send(context, 503, "Not ready", "waivers are being read back from the topics");
        }
        return book;
    }

    private void grant(RoutingContext context) {
        book(context)
                .ifPresent(book -> id(context)
                        .ifPresent(id -> waiver(context, id).ifPresent(waiver -> grant(context, book, waiver))));
    }

    /// By the key that the caller gave to this wish, so that sending it twice leads to one waiver.
    private static Optional<String> id(RoutingContext context) {
        String key = context.request().getHeader("idempotency-key");
        if (key == null) {
            return Optional.of("w-" + UUID.randomUUID().toString().substring(0, 13));
        }
        if (!KEY.matcher(key).matches()) {
            Problem.send(context, 400, "Bad request", "Idempotency-Key: expected 1 to 64 letters, digits, - and _");
            return Optional.empty();
        }
        String whose = Access.caller(context).name() + "\n" + key;
        return Optional.of(
                "w-" + Digests.of(whose.getBytes(StandardCharsets.UTF_8)).substring(0, 13));
    }

    private Optional<Waiver> waiver(RoutingContext context, String id) {
        String body = Optional.ofNullable(context.body().asString()).orElse("");
        Waiver waiver;
        try {
            waiver = WaiverReader.one(id, "waiver", body, Catalog.shipped());
        } catch (BaselineException e) {
            Problem.send(context, 422, "Not a waiver", String.valueOf(e.getMessage()));
            return Optional.empty();
        }
        Instant now = source.clock().instant();
        if (!waiver.isInForce(now)) {
            Problem.send(context, 422, "Not a waiver", "expires: " + waiver.expires() + " is over");
            return Optional.empty();
        }
        Instant last = now.plus(LONGEST);
        if (waiver.expires().isAfter(last)) {
            Problem.send(
                    context,
                    422,
                    "Not a waiver",
                    "expires: " + waiver.expires() + ": by API at most 7 days, until " + last
                            + "; a longer one stands in waivers.yaml beside the baselines");
            return Optional.empty();
        }
        return Optional.of(waiver);
    }

    private void grant(RoutingContext context, WaiverBook book, Waiver waiver) {
        Instant now = source.clock().instant();
        Optional<FleetWaiver> known = book.find(waiver.id());
        if (known.isPresent() && !known.get().waiver().saysTheSame(waiver)) {
            Problem.send(context, 409, "Conflict", "Idempotency-Key: it was used for another waiver, " + waiver.id());
        } else if (known.isPresent()) {
            answer(context, waiver.id());
        } else if (book.isFull(now)) {
            Problem.send(
                    context,
                    409,
                    "Conflict",
                    WaiverBook.MOST_BY_API + " waivers by API are in force: end some, or waive by a label or a family");
        } else {
            Access.describe(
                    context,
                    "waives " + waiver.words() + " until " + waiver.expires() + " (" + waiver.owner() + "): "
                            + waiver.reason());
            send(context, Verb.GRANT, waiver.id(), Optional.of(waiver), waiver.reason());
        }
    }

    private void end(RoutingContext context) {
        String id = context.pathParam("waiver");
        book(context).ifPresent(book -> {
            Optional<FleetWaiver> known = book.find(id);
            if (known.isEmpty()) {
                Problem.send(context, 404, "Not found", "there is no waiver " + id);
            } else if (known.get().from() == FleetWaiver.From.FILE) {
                Problem.send(context, 409, "Conflict", id + " stands in waivers.yaml: take it out there");
            } else if (!known.get().isInForce(source.clock().instant())) {
                Problem.send(context, 409, "Conflict", id + " has ended");
            } else {
                String why = Access.said(context, "why");
                Access.describe(
                        context, "ends the waiver of " + known.get().waiver().words() + ": " + why);
                send(context, Verb.END, id, Optional.empty(), why);
            }
        });
    }

    private void send(RoutingContext context, Verb verb, String id, Optional<Waiver> granted, String why) {
        WaiverCommand command = new WaiverCommand(
                verb,
                id,
                granted,
                Access.caller(context).name(),
                why,
                source.clock().instant());
        vertx.executeBlocking(() -> source.waivers().send(command, PATIENCE_SECONDS, TimeUnit.SECONDS), false)
                .onSuccess(_ -> answer(context, id))
                .onFailure(context::fail);
    }

    private static void answer(RoutingContext context, String id) {
        answer(context, 202, "application/json", Wire.encode(Map.of("waiver", id)));
    }

    private static void answer(RoutingContext context, int status, String type, byte[] body) {
        context.response()
                .setStatusCode(status)
                .putHeader("content-type", type)
                .putHeader("cache-control", "no-store")
                .end(Buffer.buffer(body));
    }
}
