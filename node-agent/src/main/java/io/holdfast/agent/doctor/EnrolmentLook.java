package io.holdfast.agent.doctor;

import io.holdfast.protocol.fleet.Enrolment;
import io.holdfast.protocol.wire.Wire;
import io.holdfast.protocol.wire.WireException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;

/// Asks to enrol as the agent would, once. A grant that nobody speaks under changes nothing: the aggregator keeps no
/// state of it.
///
/// @param clock this node's
public record EnrolmentLook(URI address, Path proof, InstantSource clock) {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int OK = 200;
    private static final int SHOWN = 300;

    public EnrolmentSeen look(Enrolment.Request request) throws InterruptedException {
        String shown;
        try {
            shown = Files.readString(proof).strip();
        } catch (IOException e) {
            return new EnrolmentSeen.NoProof(
                    proof + " cannot be read: " + e.getClass().getSimpleName());
        }
        if (shown.isEmpty()) {
            return new EnrolmentSeen.NoProof(proof + " is empty");
        }
        String path = address.getPath() == null ? "" : address.getPath().replaceAll("/$", "");
        HttpRequest ask = HttpRequest.newBuilder(address.resolve(path + "/api/v1/enrol"))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + shown)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(Wire.encode(request)))
                .build();
        try (HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build()) {
            Instant before = clock.instant();
            HttpResponse<byte[]> answer = http.send(ask, HttpResponse.BodyHandlers.ofByteArray());
            return seen(
                    answer, before, Duration.between(before, clock.instant()).dividedBy(2));
        } catch (IOException e) {
            String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            return new EnrolmentSeen.Unreachable(address.toString(), why);
        }
    }

    /// A first run is numbered by the aggregator's clock, in milliseconds.
    private EnrolmentSeen seen(HttpResponse<byte[]> answer, Instant before, Duration half) {
        if (answer.statusCode() != OK) {
            String text = new String(answer.body(), StandardCharsets.UTF_8);
            return new EnrolmentSeen.Refused(
                    address.toString(), answer.statusCode(), text.substring(0, Math.min(SHOWN, text.length())));
        }
        try {
            Enrolment.Grant grant = Wire.decode(answer.body(), Enrolment.Grant.class);
            return new EnrolmentSeen.Granted(
                    address.toString(),
                    grant.identity().name().toLowerCase(Locale.ROOT),
                    Duration.between(Instant.ofEpochMilli(grant.run()), before.plus(half)),
                    half);
        } catch (WireException e) {
            return new EnrolmentSeen.Refused(address.toString(), answer.statusCode(), "no grant: " + e.getMessage());
        }
    }
}
