package io.holdfast.aggregator.web;

import io.holdfast.aggregator.rollout.Command;
import io.holdfast.aggregator.rollout.Rollout;
import io.holdfast.protocol.fleet.Role;
import io.holdfast.protocol.wire.Wire;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/// `GET /api/v1/rollouts`, `GET /api/v1/baselines/by-digest/<digest>`, and `POST /api/v1/rollouts/<id>/approve`,
/// `approve-for-all`, `stop`, `resume`, `roll-back`.
/// A call is answered with 202 as soon as it is on its way; what becomes of it stands in the list.
final class RolloutRoutes {
    private static final int PATIENCE_SECONDS = 10;
    private static final Map<Command.Verb, String> WORDS = new EnumMap<>(Map.of(
            Command.Verb.APPROVE, "approve",
            Command.Verb.APPROVE_FOR_ALL, "approve-for-all",
            Command.Verb.STOP, "stop",
            Command.Verb.RESUME, "resume",
            Command.Verb.ROLL_BACK, "roll-back"));

    private final Vertx vertx;
    private final FleetSource source;

    RolloutRoutes(Vertx vertx, FleetSource source) {
        this.vertx = vertx;
        this.source = source;
    }

    void mount(Router router, Access access) {
        router.get("/api/v1/rollouts").handler(this::list);
        router.get("/api/v1/baselines/by-digest/:digest").handler(this::baseline);
        WORDS.forEach((verb, word) -> access.change(
                        router, HttpMethod.POST, "/api/v1/rollouts/:rollout/" + word, Role.OPERATOR)
                .handler(context -> move(context, verb)));
    }

    /// What has a digest never changes.
    private void baseline(RoutingContext context) {
        String digest = context.pathParam("digest");
        Optional<byte[]> found = source.rollouts().baseline(digest);
        if (found.isPresent()) {
            context.response()
                    .putHeader("content-type", "application/json")
                    .putHeader("cache-control", "private, max-age=31536000, immutable")
                    .end(Buffer.buffer(found.get()));
        } else if (source.rollouts().plan().isEmpty()) {
            Problem.send(context, 503, "Not ready", "baselines that were published are still being read in");
        } else {
            Problem.send(context, 404, "Not found", "no baseline of digest " + digest + " was published");
        }
    }

    private void list(RoutingContext context) {
        vertx.executeBlocking(
                        () -> Wire.encode(RolloutsBody.of(
                                source.rollouts(), source.clock().instant())),
                        false)
                .onSuccess(body -> answer(context, 200, body))
                .onFailure(context::fail);
    }

    private void move(RoutingContext context, Command.Verb verb) {
        String id = context.pathParam("rollout");
        Optional<Rollout> rollout = source.rollouts().all().values().stream()
                .filter(one -> one.id().equals(id))
                .findFirst();
        if (rollout.isEmpty()) {
            Problem.send(context, 404, "Not found", "there is no rollout " + id);
        } else if (!isPossible(rollout.get().state(), verb)) {
            Problem.send(
                    context,
                    409,
                    "Conflict",
                    "rollout " + id + " is " + rollout.get().state() + ": " + WORDS.get(verb) + " is not possible now");
        } else {
            send(context, rollout.get(), verb);
        }
    }

    private void send(RoutingContext context, Rollout rollout, Command.Verb verb) {
        Access.describe(context, WORDS.get(verb) + " " + rollout.rule() + ": " + why(context));
        Command command = new Command(
                UUID.randomUUID().toString(),
                rollout.rule(),
                rollout.id(),
                verb,
                Access.caller(context).name(),
                why(context),
                source.clock().instant());
        vertx.executeBlocking(() -> source.rollouts().send(command, PATIENCE_SECONDS, TimeUnit.SECONDS), false)
                .onSuccess(_ ->
                        answer(context, 202, Wire.encode(Map.of("command", command.id(), "rollout", rollout.id()))))
                .onFailure(context::fail);
    }

    private static void answer(RoutingContext context, int status, byte[] body) {
        context.response()
                .setStatusCode(status)
                .putHeader("content-type", "application/json")
                .putHeader("cache-control", "no-store")
                .end(Buffer.buffer(body));
    }

    private static String why(RoutingContext context) {
        return Optional.ofNullable(context.body().asJsonObject())
                .map((JsonObject body) -> body.getString("why", ""))
                .orElse("");
    }

    private static boolean isPossible(Rollout.State state, Command.Verb verb) {
        return switch (verb) {
            case APPROVE, APPROVE_FOR_ALL -> state == Rollout.State.WAITING;
            case STOP -> state == Rollout.State.ROLLING;
            case RESUME -> state == Rollout.State.STOPPED;
            case ROLL_BACK -> state != Rollout.State.ROLLED_BACK;
            case UNKNOWN -> false;
        };
    }
}
