package io.holdfast.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.protocol.wire.Wire;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/// Where a fleet is, and what lets us in: for every command that speaks to an aggregator.
final class FleetAddress {
    private static final String VARIABLE = "HOLDFAST_TOKEN_FILE";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Option(
            names = "--fleet",
            paramLabel = "URL",
            required = true,
            description = "Where the dashboard is: http://127.0.0.1:8080")
    private URI fleet = URI.create("http://127.0.0.1");

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "A file with the token to show, where the fleet asks for one. Default: what the"
                    + " environment variable " + VARIABLE + " names.")
    private Optional<Path> tokenFile = Optional.empty();

    /// Asks by POST.
    ///
    /// @param body JSON
    byte[] ask(String path, byte[] body) {
        return send(HttpRequest.newBuilder(fleet.resolve(path))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    byte[] get(String path) {
        return send(HttpRequest.newBuilder(fleet.resolve(path)).GET());
    }

    private byte[] send(HttpRequest.Builder request) {
        request.timeout(PATIENCE);
        token().ifPresent(token -> request.header("authorization", "Bearer " + token));
        try (HttpClient client =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build()) {
            HttpResponse<byte[]> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() == 401) {
                throw new CommandFailure(this + " asks for a token that it knows: --token-file FILE, or " + VARIABLE);
            }
            if (answer.statusCode() != 200) {
                throw new CommandFailure(this + " answers " + answer.statusCode() + ": " + said(answer.body()));
            }
            return answer.body();
        } catch (IOException e) {
            throw new CommandFailure(this + " cannot be reached: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted", e);
        }
    }

    @Override
    public String toString() {
        return fleet.toString();
    }

    private Optional<String> token() {
        Optional<Path> file = tokenFile.or(() -> Optional.ofNullable(System.getenv(VARIABLE))
                .filter(name -> !name.isBlank())
                .map(Path::of));
        return file.map(FleetAddress::read);
    }

    private static String read(Path file) {
        try {
            String token = Files.readString(file, StandardCharsets.UTF_8).strip();
            if (!token.matches("[\\x21-\\x7e]+")) {
                throw new CommandFailure(file + ": expected a token and nothing else, as scripts/token shows it");
            }
            return token;
        } catch (NoSuchFileException e) {
            throw new CommandFailure(file + ": is not there", e);
        } catch (IOException e) {
            throw new CommandFailure(file + ": cannot be read: " + e, e);
        }
    }

    /// What a problem says; the body as it stands where it is none.
    private static String said(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        try {
            JsonNode detail = Wire.mapper().readTree(body).path("detail");
            return detail.isTextual() ? detail.asText() : text;
        } catch (IOException e) {
            return text;
        }
    }
}
