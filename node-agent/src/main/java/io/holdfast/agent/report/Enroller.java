package io.holdfast.agent.report;

import io.holdfast.agent.metrics.AgentMetrics;
import io.holdfast.agent.schedule.Backoff;
import io.holdfast.agent.schedule.Jitter;
import io.holdfast.agent.schedule.Loop;
import io.holdfast.protocol.fleet.Enrolment;
import io.holdfast.protocol.wire.Wire;
import io.holdfast.protocol.wire.WireException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
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
    private static final int UNAVAILABLE = 503;
    private static final long TIMEOUT_MILLIS = 10_000;
    /// Of a refusal's text, as much as a log line should carry.
    private static final int SHOWN = 300;

    /// Where enrolment is granted, and what proves who this is.
    ///
    /// @param trusted file of the certificates, in PEM, one of which has to stand behind the listener's; empty
    /// for those that Java trusts. Read anew each time, like the token
    public record Door(URI address, Proof proof, Optional<Path> trusted) {
        public Door {
            String scheme = address.getScheme();
            if (address.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
                throw new IllegalArgumentException(
                        "enrolment address \"" + address + "\": expected http(s)://<host>[:<port>]");
            }
            if (trusted.isPresent() && !"https".equals(scheme)) {
                throw new IllegalArgumentException(
                        "enrolment address \"" + address + "\": nothing is encrypted there, so no certificate of "
                                + trusted.get() + " is asked for; expected https://<host>[:<port>]");
            }
        }

        /// A door that opens to a secret.
        public Door(URI address, String bootstrapSecret) {
            this(address, new Proof.Secret(bootstrapSecret), Optional.empty());
        }

        /// The certificates that are trusted there. Blocks.
        Optional<Buffer> readTrusted() throws IOException {
            return trusted.isPresent()
                    ? Optional.of(Buffer.buffer(Files.readAllBytes(trusted.get())))
                    : Optional.empty();
        }

        /// A request to the same listener.
        ///
        /// @param pem certificates that are trusted; empty for those that Java trusts
        RequestOptions request(HttpMethod method, String path, Optional<Buffer> pem) {
            boolean isTls = "https".equals(address.getScheme());
            int port = address.getPort() >= 0 ? address.getPort() : isTls ? 443 : 80;
            String base = address.getPath() == null ? "" : address.getPath();
            RequestOptions options = new RequestOptions()
                    .setMethod(method)
                    .setHost(address.getHost())
                    .setPort(port)
                    .setSsl(isTls)
                    .setURI((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path)
                    .setTimeout(TIMEOUT_MILLIS);
            pem.ifPresent(certificates -> options.setSslOptions(new ClientSSLOptions()
                    .setTrustOptions(new PemTrustOptions().addCertValue(certificates))
                    .setHostnameVerificationAlgorithm("HTTPS")));
            return options;
        }

        @Override
        public String toString() {
            return address.toString();
        }
    }

    /// What was read to be shown, and whom to show it to.
    private record Shown(String proof, Optional<Buffer> trusted) {}

    /// The answer was no grant.
    private static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final boolean passes;

        /// @param passes whether nobody has to do anything for the next one to be granted
        RefusedException(String message, boolean passes) {
            super(message);
            this.passes = passes;
        }
    }

    /// There is nothing to show.
    private static final class NoProofException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NoProofException(IOException cause) {
            super("there is nothing to enrol with: " + cause, cause);
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
    /// Also read by the management pages, from another thread.
    private volatile String trouble = "";

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

    /// Why the latest attempt failed; empty where none has, or it was granted.
    public String trouble() {
        return trouble;
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
                        trouble = "";
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
            case RefusedException refused
            when refused.passes -> {
                metrics.enrolment("undecided");
                trouble = door + " cannot decide: " + why.getMessage();
                complaint.warn(trouble);
            }
            case RefusedException _ -> {
                metrics.enrolment("refused");
                trouble = "enrolment was refused by " + door + ": " + why.getMessage();
                complaint.error(trouble);
            }
            case NoProofException _ -> {
                metrics.enrolment("no-proof");
                trouble = String.valueOf(why.getMessage());
                complaint.error(trouble);
            }
            case WireException _ -> {
                metrics.enrolment("malformed");
                trouble = door + " gave no grant: " + why.getMessage();
                complaint.error(trouble);
            }
            case SSLException _ -> {
                metrics.enrolment("untrusted");
                trouble = door + " is not trusted: " + root(why);
                complaint.error(trouble);
            }
            default -> {
                metrics.enrolment("unreachable");
                trouble = door + " cannot be reached: " + why;
                complaint.warn(trouble);
            }
        }
    }

    /// The certificate's fault stands at the bottom of what it led to.
    private static Throwable root(Throwable why) {
        Throwable root = why;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    /// Files are read on a thread that may block.
    private Future<Shown> shown() {
        Promise<Shown> read = Promise.promise();
        Thread.ofVirtual().name("holdfast-proof").start(() -> {
            try {
                Optional<Buffer> trusted = door.readTrusted();
                read.complete(new Shown(door.proof().read(), trusted));
            } catch (IOException e) {
                read.fail(new NoProofException(e));
            } catch (RuntimeException e) { // else the wish would wait for ever
                read.fail(e);
            }
        });
        return read.future();
    }

    private Future<Enrolment.Grant> ask(Enrolment.Request request) {
        return shown().compose(shown -> ask(request, shown));
    }

    private Future<Enrolment.Grant> ask(Enrolment.Request request, Shown shown) {
        RequestOptions options = door.request(HttpMethod.POST, "/api/v1/enrol", shown.trusted())
                .putHeader("Authorization", "Bearer " + shown.proof())
                .putHeader("Content-Type", "application/json");
        return http.request(options)
                .compose(call -> call.send(Buffer.buffer(Wire.encode(request))))
                .compose(response -> response.body().map(body -> grant(response.statusCode(), body)));
    }

    private static Enrolment.Grant grant(int status, Buffer body) {
        if (status != OK) {
            String text = body.toString(StandardCharsets.UTF_8);
            throw new RefusedException(
                    status + " " + text.substring(0, Math.min(SHOWN, text.length())), status == UNAVAILABLE);
        }
        return Wire.decode(body.getBytes(), Enrolment.Grant.class);
    }
}
