package io.holdfast.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.holdfast.aggregator.BaselineConfig;
import io.holdfast.aggregator.rollout.Pace;
import io.holdfast.aggregator.rollout.Rule;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.wire.Topics;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// An exception from the request to the node and back, on a broker.
@ExtendWith(Broker.class)
class WaiverTest {
    private static final NodeId NODE = new NodeId("lab", "n1");
    private static final String CHECK = "os.kernel.release";
    private static final String BASELINE = """
            baseline: site/train
            title: Training nodes
            expect:
              os.kernel.release: "1.2.3"
            """;

    @TempDir
    Path folder;

    @Test
    void aFindingIsWaivedUntilItsTimeIsOverAndThenItIsBack(RunningBroker broker) throws Exception {
        Path declared = Files.createDirectories(folder.resolve("baselines"));
        Files.writeString(declared.resolve("train.yaml"), BASELINE);
        BaselineConfig config =
                new BaselineConfig(List.of(declared), List.of(Rule.forAll("site/train")), Pace.QUICK, true);
        try (Stand stand = new Stand(broker, folder).startAggregator(Optional.empty(), config)) {
            stand.startAgent(NODE, RecordedHost.in(folder.resolve("host")));
            Await.until("the finding", () -> outcome(stand), "DRIFT"::equals);
            refusesWhatIsNoWaiver(stand);

            Instant expires = Instant.now().plus(Duration.ofSeconds(25));
            HttpResponse<String> answer = stand.change("POST", "/api/v1/waivers", wish(expires));
            assertEquals(202, answer.statusCode(), answer.body());
            Await.until("the waiver on the node", () -> outcome(stand), "WAIVED"::equals);
            assertEquals("HEALTHY", stand.state(NODE));
            Await.until(
                    "the waiver to be counted",
                    () -> stand.waivers()
                            .path(0)
                            .path("standing")
                            .path("covered")
                            .asInt(),
                    covered -> covered == 1);

            stand.stopAggregator();
            Folders.delete(stand.state());
            stand.startAggregator(Optional.empty(), config);
            Await.until("the waiver from the topics", () -> stand.waivers().size(), count -> count == 1);
            assertEquals("local", stand.waivers().path(0).path("by").asText());

            Await.until("the finding again", () -> outcome(stand), "DRIFT"::equals);
            assertTrue(!Instant.now().isBefore(expires));
            JsonNode need = Await.until(
                    "the finding that is back among what needs a person",
                    () -> need(stand, "waiver"),
                    one -> one.path("text").asText().contains("1 finding on 1 node not covered any more"));
            assertTrue(need.path("node").isNull());
            Await.until(
                    "the notice",
                    () -> notices(broker),
                    all -> all.contains("WAIVER_EXPIRED") && all.contains("(network team) has ended"));
            assertEquals("1.0", stand.metric("holdfast_aggregator_waivers{state=\"expired\"}"));
        }
    }

    private static JsonNode need(Stand stand, String kind) {
        for (JsonNode need : stand.fleet().path("needsYou")) {
            if (need.path("kind").asText().equals(kind)) {
                return need;
            }
        }
        return MissingNode.getInstance();
    }

    private static void refusesWhatIsNoWaiver(Stand stand) {
        HttpResponse<String> nobody = stand.change(
                "POST", "/api/v1/waivers", wish(Instant.now().plusSeconds(60)).replace("network team", ""));
        assertEquals(422, nobody.statusCode());
        assertTrue(nobody.body().contains("owner: is required"), nobody.body());
        HttpResponse<String> tooLong =
                stand.change("POST", "/api/v1/waivers", wish(Instant.now().plus(Duration.ofDays(8))));
        assertEquals(422, tooLong.statusCode());
        assertTrue(tooLong.body().contains("expires: "), tooLong.body());
        assertTrue(tooLong.body().contains("at most 7 days"), tooLong.body());
        assertEquals(404, stand.change("DELETE", "/api/v1/waivers/w-none", "{}").statusCode());
    }

    @Test
    void oneOfAFileIsInForceAsLongAsItStandsThereAndOneByApiUntilItIsEnded(RunningBroker broker) throws Exception {
        Path declared = Files.createDirectories(folder.resolve("baselines"));
        Files.writeString(declared.resolve("train.yaml"), BASELINE);
        Path file = declared.resolve("waivers.yaml");
        Files.writeString(file, """
                waivers:
                - check: os.kernel.*
                  nodes: lab/*
                  reason: the kernel is on trial
                  owner: kernel team
                  expires: 2999-01-01
                """);
        BaselineConfig config =
                new BaselineConfig(List.of(declared), List.of(Rule.forAll("site/train")), Pace.QUICK, true);
        try (Stand stand = new Stand(broker, folder).startAggregator(Optional.empty(), config)) {
            stand.startAgent(NODE, RecordedHost.in(folder.resolve("host")));
            Await.until("the waiver of the file", () -> outcome(stand), "WAIVED"::equals);
            String ofFile = stand.waivers().path(0).path("id").asText();
            assertEquals(
                    409,
                    stand.change("DELETE", "/api/v1/waivers/" + ofFile, "{}").statusCode());

            Files.writeString(file, "waivers: []\n");
            Await.until("the finding", () -> outcome(stand), "DRIFT"::equals);

            stand.change("POST", "/api/v1/waivers", wish(Instant.now().plus(Duration.ofDays(6))));
            Await.until("the waiver by API", () -> outcome(stand), "WAIVED"::equals);
            String id = stand.waivers().path(0).path("id").asText();
            assertEquals(
                    202,
                    stand.change("DELETE", "/api/v1/waivers/" + id, "{\"why\": \"mended\"}")
                            .statusCode());
            Await.until("the finding again", () -> outcome(stand), "DRIFT"::equals);
            assertEquals(
                    "mended", stand.waivers().path(0).path("ended").path("why").asText());
        }
    }

    private static String wish(Instant expires) {
        return """
                {"check": "os.kernel.release", "nodes": ["lab/n1"], "reason": "on trial",
                 "owner": "network team", "expires": "%s"}
                """.formatted(expires);
    }

    private static String outcome(Stand stand) {
        for (JsonNode finding : stand.node(NODE).path("findings")) {
            if (finding.path("check").asText().equals(CHECK)) {
                return finding.path("outcome").asText();
            }
        }
        return "OK";
    }

    private static String notices(RunningBroker broker) {
        StringBuilder all = new StringBuilder();
        new Records(broker.bootstrapServers())
                .all(Topics.FLEET_NOTICE)
                .forEach(one -> all.append(new String(one.data(), StandardCharsets.UTF_8)));
        return all.toString();
    }
}
