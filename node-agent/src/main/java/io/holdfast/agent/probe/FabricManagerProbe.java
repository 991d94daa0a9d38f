package io.holdfast.agent.probe;

import io.holdfast.agent.host.CommandResult;
import io.holdfast.agent.host.HostCommand;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.SmiExit;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import java.util.List;

/// The fabric manager, without which GPUs behind NVSwitches do not start, and which has to be of the driver's version.
final class FabricManagerProbe implements Probe {
    private static final HostCommand COMMAND = HostCommand.of("nv-fabricmanager", "--version");

    @Override
    public String name() {
        return "gpu.fabricmanager";
    }

    @Override
    public Section section() {
        return Section.GPU;
    }

    @Override
    public Cadence cadence() {
        return Cadence.RARE;
    }

    @Override
    public List<Fact> observe(HostRoot host) {
        CommandResult result = host.run(COMMAND);
        boolean isNeeded = !(result instanceof CommandResult.Absent) || hasSwitch(host);
        Reading reading = isNeeded
                ? Readings.of(
                        result,
                        finished -> SmiExit.lastVersion(finished.stdout() + "\n" + finished.stderr())
                                .<Reading>map(Reading.Version::new)
                                .orElseGet(() ->
                                        Readings.malformed(finished.stdout().strip()
                                                + finished.stderr().strip())))
                : Reading.missing(Why.NOT_APPLICABLE, "no NVSwitch on PCI, and it is not installed");
        return new Facts()
                .node("gpu.fabricmanager.version", reading, COMMAND.toString())
                .list();
    }

    private static boolean hasSwitch(HostRoot host) {
        return host.list(PciFunctions.DEVICES).stream()
                .flatMap(address -> PciFunctions.function(host, address).stream())
                .anyMatch(function -> function.role() == PciFunctions.Role.SWITCH);
    }
}
