package io.holdfast.agent.probe;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Section;
import java.util.List;
import java.util.Optional;

/// Kernel settings: those that the catalog has a row for.
final class SysctlProbe implements Probe {
    private static final String PREFIX = "sysctl.";

    @Override
    public String name() {
        return "os.sysctl";
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
        Facts facts = new Facts();
        for (Check row : Catalog.shipped().rows()) {
            if (row.pattern().startsWith(PREFIX) && !row.isFamily()) {
                String path =
                        "/proc/sys/" + row.pattern().substring(PREFIX.length()).replace('.', '/');
                Attribute<String> value = host.read(path);
                facts.node(row.pattern(), row.type() == Check.Type.WHOLE ? Readings.whole(value) : words(value), path);
            }
        }
        return facts.list();
    }

    /// Several values stand with tabs between; an empty value is a value.
    private static Reading words(Attribute<String> value) {
        return Readings.of(
                value, text -> Optional.of(new Reading.Text(text.strip().replaceAll("\\s+", " "))));
    }
}
