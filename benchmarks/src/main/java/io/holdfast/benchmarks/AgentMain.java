package io.holdfast.benchmarks;

import io.holdfast.agent.Agent;
import io.holdfast.agent.AgentConfig;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.schedule.Timing;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.report.Origin;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The agent as `holdfast agent` starts it on a machine, with that machine's root elsewhere: live readers, live timing.
/// Where the real one would enter the host's namespaces to run a tool, this one enters a script of the tree.
final class AgentMain {
    private AgentMain() {}

    /// Arguments: tree, Kafka, enrolment address, bootstrap secret, data folder. Prints the management port; ends with
    /// its standard input.
    @SuppressWarnings("SystemOut") // the line is read by the parent process
    public static void main(String[] arguments) throws IOException {
        Quiet.logging();
        Path tree = Path.of(arguments[0]);
        AgentConfig config = new AgentConfig(
                NodeId.parse("bench/made-up"),
                HostRoot.live(tree, List.of(tree.resolve(NodeTree.ENTER).toString())),
                Origin.SIMULATED,
                arguments[1],
                URI.create(arguments[2]),
                arguments[3],
                Map.of(),
                Path.of(arguments[4]),
                0,
                Timing.live());
        try (Agent agent = Agent.start(config)) {
            System.out.println(agent.managementPort());
            while (System.in.read() >= 0) {
                // whatever is said, only the end counts
            }
        }
        // The inbox's thread may be in a poll of 30 s; a signal would not wait for it either.
        System.exit(0);
    }
}
