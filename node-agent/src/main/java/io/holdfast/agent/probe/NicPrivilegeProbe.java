package io.holdfast.agent.probe;

import io.holdfast.agent.host.CommandResult;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.DocaText;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Section;
import java.util.List;

/// Whether the host may configure its BlueField cards: `mlxprivhost`. A zero-trust card obeys its own
/// processors only.
final class NicPrivilegeProbe implements Probe {
    @Override
    public String name() {
        return "nic.privilege";
    }

    @Override
    public Section section() {
        return Section.NIC;
    }

    @Override
    public Cadence cadence() {
        return Cadence.RARE;
    }

    @Override
    public List<Fact> observe(HostRoot host) {
        List<Nics.Nic> cards =
                Nics.physical(host).stream().filter(Nics.Nic::isBlueField).toList();
        return Nics.sideBySide(cards, nic -> {
            CommandResult result = host.run(NicTools.asking(nic.address(), "mlxprivhost", "-d", nic.address(), "q"));
            return new Facts()
                    .of(
                            "nic.privilege",
                            nic.instance(),
                            NicTools.output(result).map(DocaText::privilege).orElseGet(() -> NicTools.failure(result)),
                            result.command().toString())
                    .list();
        });
    }
}
