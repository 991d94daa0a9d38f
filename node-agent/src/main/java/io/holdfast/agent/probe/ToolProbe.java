package io.holdfast.agent.probe;

import io.holdfast.agent.host.HostRoot;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import java.util.List;

/// Where the tools lie that other probes run: on the host, or in the root of a driver container.
final class ToolProbe implements Probe {
    private static final List<String> TOOLS = List.of(
            "nvidia-smi",
            "nv-fabricmanager",
            "modinfo",
            "devlink",
            "ethtool",
            "rdma",
            "ofed_info",
            "mlxconfig",
            "mstconfig",
            "mlxfwmanager",
            "flint",
            "mstflint",
            "lldpctl",
            "nvme");

    @Override
    public String name() {
        return "agent.tool";
    }

    @Override
    public Section section() {
        return Section.OS;
    }

    @Override
    public Cadence cadence() {
        return Cadence.CONFIG;
    }

    @Override
    public List<Fact> observe(HostRoot host) {
        Facts facts = new Facts();
        for (String tool : TOOLS) {
            Reading reading = host.locate(tool)
                    .<Reading>map(place -> new Reading.Text(place.toString()))
                    .orElse(Reading.missing(Why.ABSENT, "neither on the host nor in a driver container"));
            facts.node("agent.tool." + tool, reading, "the folders for programs");
        }
        return facts.list();
    }
}
