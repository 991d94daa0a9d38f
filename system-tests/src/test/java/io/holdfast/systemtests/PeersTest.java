package io.holdfast.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.protocol.fact.NodeId;
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
            odd.withKernel(RecordedHost.KERNEL);
            Await.until("like its peers", () -> difference(stand), JsonNode::isMissingNode);
        }
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
