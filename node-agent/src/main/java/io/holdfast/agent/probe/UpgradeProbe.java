package io.holdfast.agent.probe;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.AptConfig;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Whether packages upgrade by themselves, and whether one of them waits for a reboot. Debian and Ubuntu.
final class UpgradeProbe implements Probe {
    private static final String APT = "/etc/apt/apt.conf.d";
    private static final String DEBIAN = "/etc/debian_version";
    private static final String RELEASE = "/etc/os-release";
    private static final List<String> NOTES = List.of("/run/reboot-required", "/var/run/reboot-required");

    @Override
    public String name() {
        return "os.upgrades";
    }

    @Override
    public Section section() {
        return Section.OS;
    }

    @Override
    public Cadence cadence() {
        return Cadence.FAST;
    }

    @Override
    public List<Fact> observe(HostRoot host) {
        String note = NOTES.stream().filter(host::exists).findFirst().orElse(NOTES.getFirst());
        boolean isDebian = host.exists(DEBIAN) || host.exists(note);
        Reading other = host.exists(RELEASE)
                ? Reading.missing(Why.NOT_APPLICABLE, "only Debian and Ubuntu leave this note")
                : Reading.missing(Why.ABSENT, "no " + note + ", and no " + RELEASE);
        return new Facts()
                .node("os.unattended_upgrades", upgrades(host), APT)
                .node("os.reboot_required", isDebian ? new Reading.Flag(host.exists(note)) : other, note)
                .node("os.reboot_required.packages", isDebian ? packages(host, note) : other, note + ".pkgs")
                .list();
    }

    private static Reading upgrades(HostRoot host) {
        Attribute<List<String>> folder = host.directory(APT);
        if (!(folder instanceof Attribute.Value<List<String>>(String _, List<String> names))) {
            return Readings.of(folder, _ -> Optional.empty());
        }
        List<String> files = new ArrayList<>();
        for (String name : names) {
            Attribute<String> file = host.read(APT + "/" + name);
            if (file instanceof Attribute.Value<String>(String _, String text)) {
                files.add(text);
            } else if (!(file instanceof Attribute.Absent<String>)) {
                return Readings.text(file);
            }
        }
        return new Reading.Flag(AptConfig.upgradesByItself(AptConfig.parse(files)));
    }

    private static Reading packages(HostRoot host, String note) {
        Attribute<String> list = host.read(note + ".pkgs");
        return list instanceof Attribute.Absent<String>
                ? Readings.names(List.of())
                : Readings.of(
                        list,
                        text -> Optional.of(Readings.names(text.lines()
                                .map(String::strip)
                                .filter(it -> !it.isEmpty())
                                .toList())));
    }
}
