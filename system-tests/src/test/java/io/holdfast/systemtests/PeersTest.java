package io.holdfast.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.agent.cli.HoldfastCommand;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.wire.Wire;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// A node that reads otherwise than machines of its kind is named, although nobody declared anything.
@ExtendWith(Broker.class)
class PeersTest {
    private static final String CHECK = "os.kernel.release";
    private static final NodeId ODD = new NodeId("lab", "n5");

    @TempDir
    Path folder;

    @Test
    void theOddOneOutIsNamedWithWhatItsPeersReadAndIsForgottenWhenItIsLikeThem(RunningBroker broker) throws Exception {
        RecordedHost odd = RecordedHost.in(folder.resolve("n5")).withKernel("6.8.0-90-generic");
        try (Stand stand = new Stand(broker, folder).startAggregator()) {
            for (int number = 0; number < 5; number++) {
                stand.startAgent(new NodeId("lab", "n" + number), RecordedHost.in(folder.resolve("n" + number)));
            }
            stand.startAgent(ODD, odd);

            JsonNode found = Await.until(
                    "the odd one",
                    () -> difference(stand),
                    one -> one.path("known").asInt() == 6);

            assertEquals(RecordedHost.KERNEL, found.path("usual").asText());
            assertEquals(5, found.path("alike").asInt());
            assertEquals(
                    "6.8.0-90-generic", found.path("odd").path(ODD.toString()).asText());
            JsonNode peers = stand.node(ODD).path("peers");
            assertEquals(6, peers.path("nodes").asInt());
            assertEquals(CHECK, peers.path("odd").path(0).path("check").asText());
            learns(stand);
            odd.withKernel(RecordedHost.KERNEL);
            Await.until("like its peers", () -> difference(stand), JsonNode::isMissingNode);
        }
    }

    /// A person who has no baseline yet takes the one of the most usual node, and then nothing but the odd one departs.
    private void learns(Stand stand) throws Exception {
        assertEquals("lab/n0", stand.cohorts().path(0).path("typical").asText());
        Said usual = holdfast("baseline", "learn", "--fleet", stand.page("").toString(), "--name", "site/usual");
        assertTrue(usual.out().contains("baseline: site/usual"), usual.toString());
        assertTrue(usual.out().contains("# 1 of 6 read otherwise:\n  os.kernel.release: "), usual.toString());
        String file =
                Files.writeString(folder.resolve("usual.yaml"), usual.out()).toString();
        Said preview =
                holdfast("baseline", "preview", file, "--fleet", stand.page("").toString(), "-o", "json");
        assertEquals(1, preview.status(), preview.toString());
        JsonNode counts = Wire.decode(preview.out().getBytes(StandardCharsets.UTF_8), JsonNode.class)
                .path("report")
                .path("counts");
        assertEquals(1, counts.path("differing").asInt(), preview.toString());

        Said ofOdd = holdfast("baseline", "learn", "--fleet", stand.page("").toString(), "--like", ODD.toString());
        assertTrue(
                ofOdd.out()
                        .contains("# os.kernel.release: not learned; 5 of 6 read 6.8.0-85-generic, this node"
                                + " 6.8.0-90-generic"),
                ofOdd.toString());
        Said nobody = holdfast("baseline", "learn", "--fleet", stand.page("").toString(), "--like", "lab/none");
        assertTrue(nobody.err().contains("node lab/none was never heard"), nobody.toString());
    }

    private record Said(int status, String out, String err) {}

    private static Said holdfast(String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = HoldfastCommand.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(words);
        return new Said(status, out.toString(), err.toString());
    }

    private static JsonNode difference(Stand stand) {
        for (JsonNode one : stand.cohorts().path(0).path("differences")) {
            if (one.path("check").asText().equals(CHECK)) {
                return one;
            }
        }
        return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
    }
}
