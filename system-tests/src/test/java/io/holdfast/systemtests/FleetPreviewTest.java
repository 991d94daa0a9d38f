package io.holdfast.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.holdfast.agent.cli.HoldfastCommand;
import io.holdfast.protocol.fact.NodeId;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// What a baseline would find is known before anyone rolls it out.
@ExtendWith(Broker.class)
class FleetPreviewTest {
    private static final String BASELINE = """
            baseline: site/train
            title: Training nodes
            expect:
              os.kernel.release: {is: %s, why: tested}
            """.formatted(RecordedHost.KERNEL);

    @TempDir
    Path folder;

    private static HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    private static HttpResponse<String> preview(Stand stand, String body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(stand.page("api/v1/baselines/preview"))
                .header("content-type", "application/yaml")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private static JsonNode answer(Stand stand) {
        try {
            return new JsonMapper().readTree(preview(stand, BASELINE).body());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String waiver() {
        return """
                {"check": "os.kernel.release", "nodes": ["lab/n2"], "reason": "its next reboot is on Monday",
                 "owner": "platform team", "expires": "%s"}
                """.formatted(Instant.now().plus(Duration.ofHours(1)));
    }

    @Test
    void theNodesThatWouldDifferAreNamedByApiAndCommand(RunningBroker broker) throws Exception {
        try (Stand stand = new Stand(broker, folder).startAggregator()) {
            stand.startAgent(new NodeId("lab", "n1"), RecordedHost.in(folder.resolve("n1")));
            stand.startAgent(
                    new NodeId("lab", "n2"),
                    RecordedHost.in(folder.resolve("n2")).withKernel("6.8.0-90-generic"));
            JsonNode found = Await.until(
                    "both nodes",
                    () -> answer(stand),
                    one -> one.path("judged").asInt() == 2
                            && one.path("complete").asBoolean());
            assertEquals(1, found.path("differing").asInt(), found.toString());
            JsonNode cause = found.path("report").path("causes").path(0);
            assertEquals("lab/n2", cause.path("nodes").path(0).asText());
            assertEquals(
                    "6.8.0-90-generic",
                    cause.path("values").path(0).path("observed").asText());

            Path file = Files.writeString(folder.resolve("train.yaml"), BASELINE);
            StringWriter out = new StringWriter();
            CommandLine command = HoldfastCommand.commandLine();
            command.setOut(new PrintWriter(out));
            command.setErr(new PrintWriter(out));
            String fleet = stand.page("").toString();
            int status = command.execute("baseline", "preview", file.toString(), "--fleet", fleet);
            assertEquals(1, status, out.toString());
            assertTrue(out.toString().contains("1 of 2 nodes would differ, on 1 check"), out.toString());

            HttpResponse<String> granted = stand.change("POST", "/api/v1/waivers", waiver());
            assertEquals(202, granted.statusCode(), granted.body());
            JsonNode waived = Await.until(
                    "the waiver to be known",
                    () -> answer(stand),
                    one -> one.path("differing").asInt() == 0);
            assertTrue(waived.path("summary").asText().contains("; 1 waived"), waived.toString());
            assertEquals("WAIVED", waived.at("/report/held/0/values/0/outcome").asText(), waived.toString());
            out.getBuffer().setLength(0);
            assertEquals(0, command.execute("baseline", "preview", file.toString(), "--fleet", fleet), out.toString());
            assertTrue(out.toString().contains("Held by approved exceptions:"), out.toString());

            HttpResponse<String> wrong = preview(stand, BASELINE.replace("os.kernel.release", "os.kernel.relaese"));
            assertEquals(422, wrong.statusCode(), wrong.body());
            assertTrue(wrong.body().contains("os.kernel.release"), wrong.body());

            HttpResponse<String> report = send(HttpRequest.newBuilder(stand.page("api/v1/drift?format=markdown"))
                    .build());
            assertTrue(report.body().contains("0 of 2 nodes as declared; 2 without a baseline"), report.body());
        }
    }
}
