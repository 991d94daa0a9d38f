package io.holdfast.agent.probe;

import io.holdfast.agent.host.HostCommand;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.PtpText;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import java.util.ArrayList;
import java.util.List;

/// Whether linuxptp keeps the clock, and how far it is from its master. Units may be named after an interface:
/// `ptp4l@eth0.service`.
final class PtpProbe implements Probe {
    private static final HostCommand UNITS = HostCommand.of(
            "systemctl", "list-units", "--all", "--plain", "--no-legend", "--no-pager", "ptp4l*", "phc2sys*");
    private static final HostCommand STATUS = HostCommand.of("pmc", "-u", "-b", "0", "GET TIME_STATUS_NP");
    private static final String ACTIVE = "active";

    /// Words of a line: unit, load, active, sub, description.
    private static final int STATE = 2;

    @Override
    public String name() {
        return "service.ptp";
    }

    @Override
    public Section section() {
        return Section.SERVICE;
    }

    @Override
    public Cadence cadence() {
        return Cadence.CONFIG;
    }

    @Override
    public List<Fact> observe(HostRoot host) {
        ToolOutput units = ToolOutput.of(host, UNITS);
        Reading service = units.reading(PtpProbe::service);
        Facts facts = new Facts().node("ptp.service", service, units.source());
        if (service instanceof Reading.Missing) {
            return facts.node("ptp.offset", service, STATUS.toString()).list();
        }
        ToolOutput status = ToolOutput.of(host, STATUS);
        return facts.node("ptp.offset", status.reading(PtpProbe::offset), status.source())
                .list();
    }

    private static Reading service(String output) {
        List<String> others = new ArrayList<>();
        int units = 0;
        for (String line : output.lines().filter(one -> !one.isBlank()).toList()) {
            List<String> words = List.of(line.strip().split("\\s+"));
            if (words.size() <= STATE) {
                return Readings.malformed(line);
            }
            if (words.get(1).equals("not-found")) {
                continue;
            }
            units++;
            if (!words.get(STATE).equals(ACTIVE)) {
                others.add(words.getFirst() + " " + words.get(STATE));
            }
        }
        if (units == 0) {
            return Reading.missing(Why.NOT_APPLICABLE, "no unit of linuxptp");
        }
        return new Reading.Text(others.isEmpty() ? ACTIVE : String.join(", ", others));
    }

    private static Reading offset(String output) {
        return PtpText.status(output)
                .map(status -> status.hasMaster()
                        ? new Reading.Quantity(status.offset(), "ns")
                        : Reading.missing(Why.NOT_APPLICABLE, "ptp4l follows no master"))
                .orElseGet(() -> Reading.missing(Why.UNREADABLE, "ptp4l does not answer"));
    }
}
