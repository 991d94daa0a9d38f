package io.holdfast.agent.probe;

import io.holdfast.agent.host.CommandResult;
import io.holdfast.agent.host.HostCommand;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.DocaText;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import java.util.List;

/// Whether network namespaces share RDMA devices. `rdma system show` tells the mode as it is, the
/// parameter of ib_core what it was loaded with.
final class RdmaNamespaceProbe implements Probe {
    private static final String MODE = "rdma.netns_mode";
    private static final String MODULE = "/sys/module/ib_core";
    private static final String PARAMETER = MODULE + "/parameters/netns_mode";
    private static final HostCommand SHOW = HostCommand.of("rdma", "system", "show");

    @Override
    public String name() {
        return "nic.rdma_namespace";
    }

    @Override
    public Section section() {
        return Section.NIC;
    }

    @Override
    public Cadence cadence() {
        return Cadence.CONFIG;
    }

    @Override
    public List<Fact> observe(HostRoot host) {
        Facts facts = new Facts();
        if (!host.exists(MODULE)) {
            return facts.node(MODE, Reading.missing(Why.NOT_APPLICABLE, "no " + MODULE), MODULE)
                    .list();
        }
        CommandResult result = host.run(SHOW);
        Reading live = DocaProbe.printed(result, DocaText::netnsMode);
        return live instanceof Reading.Text
                ? facts.node(MODE, live, SHOW.toString()).list()
                : facts.node(MODE, Readings.of(host.read(PARAMETER), DocaText::netnsParameter), PARAMETER)
                        .list();
    }
}
