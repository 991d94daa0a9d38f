package io.holdfast.systemtests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.protocol.fact.NodeId;
import io.holdfast.standalone.simulate.Simulated;
import io.holdfast.standalone.simulate.Simulator;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Agents that end without a word: nobody says goodbye, and nobody is called healthy for it.
@ExtendWith(Broker.class)
class SilenceTest {
    private static final NodeId NODE = new NodeId("lab", "n1");
    private static final String UNDECLARED = "UNDECLARED";

    @TempDir
    Path folder;

    @Test
    void aNodeWhoseAgentIsKilledFallsSilentAndComesBackWithIt(RunningBroker broker) throws Exception {
        RecordedHost host = RecordedHost.in(folder.resolve("host"));
        try (Stand stand = new Stand(broker, folder).startAggregator();
                Children children = new Children()) {
            Process agent = stand.startAgentProcess(children, NODE, host);
            Await.until("the node", () -> stand.state(NODE), UNDECLARED::equals);
            agent.destroyForcibly().waitFor();
            Await.until("silence", () -> stand.state(NODE), "SILENT"::equals);
            stand.startAgentProcess(children, NODE, host);
            Await.until("the node again", () -> stand.state(NODE), UNDECLARED::equals);
        }
    }

    @Test
    void simulatedNodesFallSilentWhenTheirProducerStops(RunningBroker broker) throws Exception {
        Set<NodeId> nodes = Simulator.labels(Simulated.mixed(3)).keySet();
        Vertx vertx = Vertx.vertx();
        try (Stand stand = new Stand(broker, folder).startAggregator()) {
            try (Simulator _ = stand.startSimulator(nodes.size(), vertx)) {
                for (NodeId node : nodes) {
                    String state = Await.until("the node " + node, () -> stand.state(node), one -> !one.isEmpty());
                    assertTrue(!state.equals("SILENT"), state);
                }
            }
            for (NodeId node : nodes) {
                Await.until("silence of " + node, () -> stand.state(node), "SILENT"::equals);
            }
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get();
        }
    }
}
