package io.holdfast.agent.report;

import io.holdfast.agent.metrics.AgentMetrics;
import io.holdfast.agent.schedule.Backoff;
import io.holdfast.agent.schedule.Jitter;
import io.holdfast.agent.schedule.Loop;
import io.holdfast.protocol.fleet.Enrolment;
import io.holdfast.protocol.wire.Wire;
import io.holdfast.protocol.wire.WireException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Becomes a node of the fleet: asks until it is granted. A refusal is asked again too, for it is a person
/// who mends it
/// (a wrong secret, a name that is taken) and nobody should have to restart the agent afterwards.
///
/// All methods are called on the loop.
public final class Enroller {
    private static final Logger LOG = LoggerFactory.getLogger(Enroller.class);
    private static final int OK = 200;
    private static final long TIMEOUT_MILLIS = 10_000;
    /// Of a refusal's text, as much as a log line should carry.
    private static final int SHOWN = 300;

    /// Where enrolment is granted, and what proves that this is a member.
    public record Door(URI address, String bootstrapSecret) {
        @Override
        public String toString() {
            return address.toString();
        }
    }

    /// The answer was no grant.
    private static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        RefusedException(String message) {
            super(message);
        }
    }

    private final HttpClient http;
    private final Door door;
    private final Loop loop;
    private final AgentMetrics metrics;
    private final Jitter jitter;
    private final Complaint complaint = new Complaint(LOG);
    /// Number of the latest wish: an older one that is still being asked for is dropped.
    private long wish;

    public Enroller(HttpClient http, Door door, Reporter.Outlet outlet) {
        this.http = http;
        this.door = door;
        this.loop = outlet.loop();
        this.metrics = outlet.metrics();
        this.jitter = outlet.jitter();
    }

    /// Asks until there is a grant, or until something else is asked for.
    public void enrol(Enrolment.Request request, Consumer<Enrolment.Grant> granted) {
        ask(request, ++wish, Backoff.patient(jitter), granted);
    }

    public void stop() {
        wish++;
    }

    private void ask(Enrolment.Request request, long number, Backoff backoff, Consumer<Enrolment.Grant> granted) {
        ask(request)
                .onComplete(answer -> loop.run(() -> {
                    if (number != wish) {
                        return;
                    }
                    if (answer.succeeded()) {
                        complaint.over();
                        metrics.enrolment("granted");
                        LOG.info(
                                "{} is enrolled, run {}",
                                request.node(),
                                answer.result().run());
                        granted.accept(answer.result());
                        return;
                    }
                    tell(answer.cause());
                    loop.after(backoff.next(), () -> {
                        if (number == wish) {
                            ask(request, number, backoff, granted);
                        }
                    });
                }));
    }

    private void tell(Throwable why) {
        switch (why) {
            case RefusedException _ -> {
                metrics.enrolment("refused");
                complaint.error("enrolment was refused by " + door + ": " + why.getMessage());
            }
            case WireException _ -> {
                metrics.enrolment("malformed");
                complaint.error(door + " gave no grant: " + why.getMessage());
            }
            default -> {
                metrics.enrolment("unreachable");
                complaint.warn(door + " cannot be reached: " + why);
            }
        }
    }

    private Future<Enrolment.Grant> ask(Enrolment.Request request) {
        URI address = door.address();
        boolean isTls = "https".equals(address.getScheme());
        int port = address.getPort() >= 0 ? address.getPort() : isTls ? 443 : 80;
        String path = address.getPath() == null ? "" : address.getPath();
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(address.getHost())
                .setPort(port)
                .setSsl(isTls)
                .setURI((path.endsWith("/") ? path.substring(0, path.length() - 1) : path) + "/api/v1/enrol")
                .putHeader("Authorization", "Bearer " + door.bootstrapSecret())
                .putHeader("Content-Type", "application/json")
                .setTimeout(TIMEOUT_MILLIS);
        return http.request(options)
                .compose(call -> call.send(Buffer.buffer(Wire.encode(request))))
                .compose(response -> response.body().map(body -> grant(response.statusCode(), body)));
    }

    private static Enrolment.Grant grant(int status, Buffer body) {
        if (status != OK) {
            String text = body.toString(StandardCharsets.UTF_8);
            throw new RefusedException(status + " " + text.substring(0, Math.min(SHOWN, text.length())));
        }
        return Wire.decode(body.getBytes(), Enrolment.Grant.class);
    }
}
