package io.holdfast.systemtests;

import io.holdfast.agent.Agent;
import io.holdfast.agent.AgentConfig;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.schedule.Timing;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.report.Origin;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/// A real agent in a process of its own, as quick as those of a `Stand`. Made to be killed.
final class AgentProcess {
    private AgentProcess() {}

    /// Arguments: node, folder of its host, `bootstrap.servers`, address of enrolment, bootstrap secret,
    /// data folder.
    public static void main(String[] arguments) {
        Timing timing = Stand.timing();
        Agent agent = Agent.start(new AgentConfig(
                NodeId.parse(arguments[0]),
                HostRoot.at(Path.of(arguments[1])),
                Origin.RECORDED,
                arguments[2],
                URI.create(arguments[3]),
                arguments[4],
                Map.of(),
                Path.of(arguments[5]),
                -1,
                timing));
        System.out.println(agent.managementPort());
    }
}
