package io.holdfast.agent.probe;

import io.holdfast.agent.host.CommandResult;
import io.holdfast.agent.host.HostCommand;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.DevlinkText;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import java.util.List;

/// The firmware that lies in each card's flash and waits for a reset, as `devlink dev info` tells. Asks the firmware.
final class DevlinkProbe implements Probe {
    private static final HostCommand INFO = HostCommand.of("devlink", "dev", "info");
    private static final String STORED = "nic.firmware.stored";

    @Override
    public String name() {
        return "nic.devlink";
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
        Facts facts = new Facts();
        CommandResult result = host.run(INFO);
        if (!(result instanceof CommandResult.Finished finished)) {
            Reading why = Readings.of(result, _ -> Reading.missing(Why.UNREADABLE, ""));
            return facts.node(STORED, why, INFO.toString()).list();
        }
        if (finished.exit() != 0) {
            String detail = "exit " + finished.exit() + ": " + finished.stderr().strip();
            return facts.node(STORED, Reading.missing(Why.UNREADABLE, detail), INFO.toString())
                    .list();
        }
        DevlinkText.parse(finished.stdout()).forEach((device, firmware) -> {
            if (!PciFunctions.isVirtual(host, device.address())) {
                facts.of(STORED, new Instance(device.address()), stored(firmware), INFO.toString());
            }
        });
        return facts.list();
    }

    private static Reading stored(DevlinkText.Firmware firmware) {
        if (firmware.storedUnreadable()) {
            return Reading.missing(Why.UNREADABLE, "the driver could not read the flash");
        }
        return firmware.stored()
                .<Reading>map(Reading.Version::new)
                .orElse(Reading.missing(Why.UNSUPPORTED, "devlink names no stored version"));
    }
}
