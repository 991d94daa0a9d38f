package io.holdfast.agent.probe;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.OsRelease;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Section;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which distribution, from the host's `/etc/os-release` (often a link) or `/usr/lib/os-release`.
final class OsReleaseProbe implements Probe {
    private static final List<String> PATHS = List.of("/etc/os-release", "/usr/lib/os-release");

    @Override
    public String name() {
        return "os.release";
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
        String path = PATHS.stream().filter(host::exists).findFirst().orElse(PATHS.getFirst());
        Attribute<Map<String, String>> release = host.read(path).map(OsRelease::parse);
        Facts facts = new Facts();
        Map.of("os.release.id", "ID", "os.release.version_id", "VERSION_ID", "os.release.pretty_name", "PRETTY_NAME")
                .forEach((check, key) -> facts.node(check, value(release, key), path));
        return facts.list();
    }

    private static Reading value(Attribute<Map<String, String>> release, String key) {
        return Readings.of(
                release,
                values -> Optional.of(
                        values.getOrDefault(key, "").isEmpty()
                                ? Reading.missing(Reading.Why.ABSENT, "no " + key + "=")
                                : new Reading.Text(values.getOrDefault(key, ""))));
    }
}
