package io.holdfast.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.holdfast.agent.Agent;
import io.holdfast.agent.report.NodeSession;
import io.holdfast.aggregator.stream.FleetStreams;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fleet.Enrolment;
import io.holdfast.protocol.wire.Envelope;
import io.holdfast.protocol.wire.MessageType;
import io.holdfast.protocol.wire.Topics;
import io.holdfast.protocol.wire.Wire;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the records are worth: forged ones nothing, lost ones are asked for, and all state follows from them.
@ExtendWith(Broker.class)
class RecordsTest {
    private static final NodeId NODE = new NodeId("lab", "n1");
    private static final NodeId OTHER = new NodeId("lab", "n2");
    private static final String KERNEL = "os.kernel.release";

    @TempDir
    Path folder;

    @Test
    void aRecordThatSomebodyElseSignedIsDroppedAndCounted(RunningBroker broker) throws Exception {
        try (Stand stand = new Stand(broker, folder).startAggregator()) {
            stand.startAgent(NODE, RecordedHost.in(folder.resolve("host")));
            Await.until("the first report", () -> stand.fact(NODE, KERNEL), RecordedHost.KERNEL::equals);
            Records records = new Records(broker.bootstrapServers());
            Envelope honest = records.all(Topics.NODE_REPORT).getFirst();

            TreeMap<String, String> headers = new TreeMap<>(honest.headers());
            headers.put("ce_sequence", "999999");
            records.write(new Envelope(honest.topic(), honest.key(), headers, honest.data()));

            Await.until("a dropped record", () -> dropped(stand, "BAD_MAC"), count -> count == 1);
            assertEquals("UNDECLARED", stand.state(NODE));
        }
    }

    @Test
    void aRecordWhoseDataWasChangedIsDroppedAndCounted(RunningBroker broker) throws Exception {
        try (Stand stand = new Stand(broker, folder).startAggregator()) {
            Records records = new Records(broker.bootstrapServers());
            NodeSession session = enrol(stand, OTHER);
            Envelope honest = session.seal(MessageType.REPORT, "{}".getBytes(StandardCharsets.UTF_8));
            records.write(new Envelope(
                    honest.topic(), honest.key(), honest.headers(), "{\"facts\":1}".getBytes(StandardCharsets.UTF_8)));
            Await.until("a dropped record", () -> dropped(stand, "BAD_DIGEST"), count -> count == 1);
        }
    }

    @Test
    void aMemberCannotSpeakForAnotherNode(RunningBroker broker) throws Exception {
        try (Stand stand = new Stand(broker, folder).startAggregator()) {
            stand.startAgent(NODE, RecordedHost.in(folder.resolve("host")));
            Await.until("the first report", () -> stand.fact(NODE, KERNEL), RecordedHost.KERNEL::equals);
            Envelope own = enrol(stand, OTHER).seal(MessageType.REPORT, "{}".getBytes(StandardCharsets.UTF_8));

            new Records(broker.bootstrapServers())
                    .write(new Envelope(own.topic(), NODE.toString(), own.headers(), own.data()));

            Await.until("a dropped record", () -> dropped(stand, "MISPLACED"), count -> count == 1);
            assertEquals(RecordedHost.KERNEL, stand.fact(NODE, KERNEL));
        }
    }

    @Test
    void anOldRecordSentAgainChangesNothingAndIsCounted(RunningBroker broker) throws Exception {
        RecordedHost host = RecordedHost.in(folder.resolve("host"));
        try (Stand stand = new Stand(broker, folder).startAggregator()) {
            stand.startAgent(NODE, host);
            Await.until("the first report", () -> stand.fact(NODE, KERNEL), RecordedHost.KERNEL::equals);
            Records records = new Records(broker.bootstrapServers());
            List<Envelope> old = new ArrayList<>(records.all(Topics.NODE_SNAPSHOT));
            old.addAll(records.all(Topics.NODE_REPORT));
            host.withKernel("6.8.0-90-generic");
            Await.until("the new kernel", () -> stand.fact(NODE, KERNEL), "6.8.0-90-generic"::equals);

            for (Envelope record : old) {
                records.write(record);
            }

            Await.until(
                    "repeated records",
                    () -> stand.fleet().path("records").path("repeated").asInt(),
                    count -> count >= old.size());
            assertEquals("6.8.0-90-generic", stand.fact(NODE, KERNEL));
        }
    }

    @Test
    void aLostSnapshotIsAskedForAndSentAgain(RunningBroker broker) throws Exception {
        RecordedHost host = RecordedHost.in(folder.resolve("host"));
        try (Stand stand = new Stand(broker, folder).startAggregator()) {
            stand.startAgent(NODE, host);
            Await.until("the first report", () -> stand.fact(NODE, KERNEL), RecordedHost.KERNEL::equals);
            Records records = new Records(broker.bootstrapServers());
            stand.stopAggregator();
            long written = records.written(Topics.NODE_SNAPSHOT);
            host.withKernel("6.8.0-90-generic");
            Await.until("the changed section", () -> records.written(Topics.NODE_SNAPSHOT), now -> now > written);

            records.lose(Topics.NODE_SNAPSHOT);
            stand.startAggregator();

            Await.until("the new kernel", () -> stand.fact(NODE, KERNEL), "6.8.0-90-generic"::equals);
        }
    }

    /// @param forgetsOffsets whether the node topics are read anew from their beginning, or not at all
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theFleetIsTheSameAfterAllStateButTheTopicsIsGone(boolean forgetsOffsets, RunningBroker broker)
            throws Exception {
        try (Stand stand = new Stand(broker, folder).startAggregator()) {
            List<Agent> agents = List.of(
                    stand.startAgent(NODE, RecordedHost.in(folder.resolve("host1"))),
                    stand.startAgent(
                            OTHER, RecordedHost.in(folder.resolve("host2")).withKernel("6.5.0-45-generic")));
            Await.until("the first node", () -> stand.fact(NODE, KERNEL), RecordedHost.KERNEL::equals);
            Await.until("the second node", () -> stand.fact(OTHER, KERNEL), "6.5.0-45-generic"::equals);
            // Nobody is left who could tell it again.
            agents.forEach(Agent::close);
            Await.until("silence", () -> stand.state(NODE) + stand.state(OTHER), "SILENTSILENT"::equals);
            List<JsonNode> before = withoutTimes(stand);

            stand.stopAggregator();
            assertTrue(Files.isDirectory(stand.state().resolve("streams")), "no state was on disk");
            Records records = new Records(broker.bootstrapServers());
            records.deleteTopics(FleetStreams.APPLICATION + "-");
            if (forgetsOffsets) {
                // Refused until the broker has noticed that the last member is gone.
                Await.until("an empty group", () -> records.forgetOffsets(FleetStreams.APPLICATION), done -> done);
            }
            Folders.delete(stand.state());
            stand.startAggregator();

            Await.until("the same fleet", () -> withoutTimes(stand), before::equals);
        }
    }

    private static List<JsonNode> withoutTimes(Stand stand) {
        List<JsonNode> all = new ArrayList<>();
        stand.nodes().forEach(all::add);
        all.add(stand.node(NODE));
        all.add(stand.node(OTHER));
        all.forEach(RecordsTest::dropTimes);
        return all;
    }

    private static void dropTimes(JsonNode tree) {
        if (tree instanceof ObjectNode object) {
            for (Iterator<JsonNode> values = object.iterator(); values.hasNext(); ) {
                JsonNode value = values.next();
                if (value.isTextual() && value.asText().matches("20\\d\\d-\\d\\d-\\d\\dT.*Z")) {
                    values.remove();
                }
            }
        }
        tree.forEach(RecordsTest::dropTimes);
    }

    private static int dropped(Stand stand, String why) {
        return stand.fleet().path("records").path("dropped").path(why).asInt();
    }

    private static NodeSession enrol(Stand stand, NodeId node) throws Exception {
        Enrolment.Request request = new Enrolment.Request(node, "0b2b7c9e-2222-4000-8000-000000000002", 0);
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<byte[]> answer = http.send(
                    HttpRequest.newBuilder(stand.enrolment().resolve("/api/v1/enrol"))
                            .header("authorization", "Bearer " + stand.secrets().bootstrapSecret())
                            .header("content-type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(Wire.encode(request)))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            assertEquals(200, answer.statusCode());
            return NodeSession.of(request, Wire.decode(answer.body(), Enrolment.Grant.class), Instant::now);
        }
    }
}
