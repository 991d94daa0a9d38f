package io.holdfast.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.protocol.fact.NodeId;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Two machines that were given one name: the fleet shows one of them, and says that there are two.
@ExtendWith(Broker.class)
class DuplicateNodeTest {
    private static final NodeId NODE = new NodeId("lab", "n1");
    private static final String BOOT = "0b2b7c9e-2222-4000-8000-000000000002";

    @TempDir
    Path folder;

    @Test
    void twoMachinesUnderOneNameAreShownAsTwoAndStayShownAfterARestart(RunningBroker broker) throws Exception {
        RecordedHost host = RecordedHost.in(folder.resolve("host"));
        RecordedHost other =
                RecordedHost.in(folder.resolve("other")).write("/proc/sys/kernel/random/boot_id", BOOT + "\n");
        try (Stand stand = new Stand(broker, folder).startAggregator()) {
            stand.startAgent(NODE, host, "one");
            Await.until("the node", () -> stand.state(NODE), "UNDECLARED"::equals);
            assertEquals("0.0", stand.metric("holdfast_fleet_nodes_duplicate"));
            stand.startAgent(NODE, other, "two");

            JsonNode mark = Await.until("two machines", () -> duplicate(stand), JsonNode::isObject);

            assertEquals(Set.of("0b2b7c9e-1111-4000-8000-000000000001", BOOT), boots(mark));
            Await.until("the line of the fleet", () -> needs(stand), "duplicate"::equals);
            assertEquals("1.0", stand.metric("holdfast_fleet_nodes_duplicate"));
            stand.stopAggregator();
            stand.startAggregator();
            Await.until("the same after a restart", () -> duplicate(stand), mark::equals);
        }
    }

    private static JsonNode duplicate(Stand stand) {
        return stand.node(NODE).path("summary").path("duplicate");
    }

    private static Set<String> boots(JsonNode mark) {
        Set<String> boots = new TreeSet<>();
        mark.path("boots").forEach(boot -> boots.add(boot.asText()));
        return boots;
    }

    private static String needs(Stand stand) {
        return stand.fleet().path("needsYou").path(0).path("kind").asText();
    }
}
