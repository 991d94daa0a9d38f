package io.holdfast.agent.probe;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.CommandResult;
import io.holdfast.agent.host.HostCommand;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.CpuInfo;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// The machine as its firmware names it (DMI), and whether it is a virtual one.
final class BoardProbe implements Probe {
    private static final String DMI = "/sys/class/dmi/id/";

    private static final Map<String, String> FILES = new TreeMap<>(Map.of(
            "sys.vendor", "sys_vendor",
            "sys.product", "product_name",
            "sys.serial", "product_serial",
            "board.name", "board_name",
            "bios.vendor", "bios_vendor",
            "bios.version", "bios_version",
            "bios.date", "bios_date"));

    /// What makers leave in fields they did not fill.
    private static final Set<String> PLACEHOLDERS = Set.of(
            "to be filled by o.e.m.", "default string", "not specified", "none", "system product name", "0123456789");

    /// `--vm`: a container around the agent is of no interest. Prints `none` and exits with 1 on bare metal.
    private static final HostCommand DETECT = HostCommand.of("systemd-detect-virt", "--vm");

    @Override
    public String name() {
        return "hardware.board";
    }

    @Override
    public Section section() {
        return Section.HARDWARE;
    }

    @Override
    public Cadence cadence() {
        return Cadence.BOOT;
    }

    @Override
    public List<Fact> observe(HostRoot host) {
        Facts facts = new Facts();
        FILES.forEach((check, file) -> facts.node(check, named(host.read(DMI + file)), DMI + file));
        virtualisation(host, facts);
        return facts.list();
    }

    private static Reading named(Attribute<String> read) {
        return Readings.of(
                read,
                text -> Optional.of(
                        text.isEmpty() || PLACEHOLDERS.contains(text.toLowerCase(Locale.ROOT))
                                ? Reading.missing(Why.UNSUPPORTED, "the maker wrote \"" + text + "\"")
                                : new Reading.Text(text)));
    }

    private static void virtualisation(HostRoot host, Facts facts) {
        if (host.run(DETECT) instanceof CommandResult.Finished(var _, int _, String stdout, String _)
                && !stdout.isBlank()) {
            facts.node("virt.type", new Reading.Text(stdout.strip()), DETECT.toString());
            return;
        }
        // The flag tells that there is a hypervisor, not which one.
        Reading flag = Readings.of(
                host.read("/proc/cpuinfo").map(CpuInfo::parse),
                info -> Optional.of(info.hasHypervisor()
                        .<Reading>map(there -> new Reading.Text(there ? "vm" : "none"))
                        .orElseGet(
                                () -> Reading.missing(Why.UNSUPPORTED, "this architecture has no hypervisor flag"))));
        facts.node("virt.type", flag, "/proc/cpuinfo (flag hypervisor)");
    }
}
