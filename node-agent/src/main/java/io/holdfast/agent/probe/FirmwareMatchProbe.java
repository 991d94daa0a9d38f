package io.holdfast.agent.probe;

import io.holdfast.agent.host.HostCommand;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.DocaText;
import io.holdfast.agent.parse.NicTables;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Whether the cards run the firmware that is listed for the host's network stack. The list knows exact
/// builds; of others it says nothing, which is no fault.
final class FirmwareMatchProbe implements Probe {
    private static final String RECOMMENDED = "nic.firmware.recommended";
    private static final String MATCHES = "nic.firmware.matches_stack";
    private static final HostCommand OFED = HostCommand.of("ofed_info", "-s");

    @Override
    public String name() {
        return "nic.firmware_match";
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
        List<Nics.Nic> nics = Nics.physical(host);
        if (nics.isEmpty()) {
            return facts.list();
        }
        Reading stack = DocaProbe.printed(host.run(OFED), DocaText::ofedVersion);
        Map<String, Reading> running = running(host);
        for (Nics.Nic nic : nics) {
            Reading recommended = recommended(stack, nic);
            facts.of(RECOMMENDED, nic.instance(), recommended, OFED.toString());
            Reading now = running.getOrDefault(
                    nic.address(), Reading.missing(Why.ABSENT, "no RDMA device tells the firmware"));
            facts.of(MATCHES, nic.instance(), matches(now, recommended), OFED.toString());
        }
        return facts.list();
    }

    private static Reading matches(Reading now, Reading recommended) {
        return now instanceof Reading.Version(String running) && recommended instanceof Reading.Version(String listed)
                ? new Reading.Flag(NicTables.isSame(running, listed))
                : recommended instanceof Reading.Missing ? recommended : now;
    }

    private static Reading recommended(Reading stack, Nics.Nic nic) {
        if (!(stack instanceof Reading.Version(String build))) {
            return stack instanceof Reading.Missing(Why why, String _) && why == Why.ABSENT
                    ? Reading.missing(Why.NOT_APPLICABLE, "the host's own stack: no firmware is listed for it")
                    : stack;
        }
        if (nic.device().isEmpty()) {
            return Reading.missing(Why.UNREADABLE, "its PCI device id cannot be read");
        }
        Optional<String> listed = nic.device().flatMap(device -> NicTables.firmware(build, device));
        return listed.<Reading>map(Reading.Version::new)
                .orElse(Reading.missing(Why.UNSUPPORTED, "no firmware of this card is listed for " + build));
    }

    private static Map<String, Reading> running(HostRoot host) {
        Map<String, Reading> running = new HashMap<>();
        for (RdmaDevices.Device device : RdmaDevices.all(host)) {
            device.address()
                    .ifPresent(address -> running.put(address, Readings.version(host.read(device.path() + "/fw_ver"))));
        }
        return running;
    }
}
