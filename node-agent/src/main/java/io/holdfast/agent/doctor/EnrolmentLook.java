package io.holdfast.agent.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.holdfast.protocol.fleet.Enrolment;
import io.holdfast.protocol.wire.Wire;
import io.holdfast.protocol.wire.WireException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// Asks to enrol as the agent would, once. A grant that nobody speaks under changes nothing: the aggregator keeps no
/// state of it.
///
/// @param trusted certificates in PEM that may vouch for the address; empty for those that Java trusts
/// @param clock this node's
public record EnrolmentLook(URI address, Path proof, Optional<Path> trusted, InstantSource clock) {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final JsonMapper JSON = new JsonMapper();
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
        try (HttpClient http = client()) {
            Instant before = clock.instant();
            HttpResponse<byte[]> answer = http.send(ask, HttpResponse.BodyHandlers.ofByteArray());
            return seen(
                    answer, before, Duration.between(before, clock.instant()).dividedBy(2));
        } catch (IOException | GeneralSecurityException e) {
            String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            return new EnrolmentSeen.Unreachable(address.toString(), why);
        }
    }

    /// The `detail` of a problem (RFC 9457), or the beginning of whatever the answer is.
    private static String words(byte[] answer) {
        String text = new String(answer, StandardCharsets.UTF_8);
        try {
            text = JSON.readTree(text).path("detail").asText(text);
        } catch (JsonProcessingException _) {
            // no JSON: not one of ours, shown as it is
        }
        return text.substring(0, Math.min(SHOWN, text.length()));
    }

    private HttpClient client() throws IOException, GeneralSecurityException {
        HttpClient.Builder client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE);
        if (trusted.isPresent()) {
            client.sslContext(trusting(trusted.get()));
        }
        return client.build();
    }

    private static SSLContext trusting(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream pem = Files.newInputStream(file)) {
            for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                store.setCertificateEntry("ca" + store.size(), one);
            }
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    /// A first run is numbered by the aggregator's clock, in milliseconds.
    private EnrolmentSeen seen(HttpResponse<byte[]> answer, Instant before, Duration half) {
        if (answer.statusCode() != OK) {
            return new EnrolmentSeen.Refused(address.toString(), answer.statusCode(), words(answer.body()));
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
