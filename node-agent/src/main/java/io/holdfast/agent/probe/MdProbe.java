package io.holdfast.agent.probe;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.MdStat;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import java.util.List;
import java.util.Optional;

/// Software RAID.
final class MdProbe implements Probe {
    private static final String STATE = "/proc/mdstat";

    @Override
    public String name() {
        return "storage.md";
    }

    @Override
    public Section section() {
        return Section.STORAGE;
    }

    @Override
    public Cadence cadence() {
        return Cadence.FAST;
    }

    @Override
    public List<Fact> observe(HostRoot host) {
        Facts facts = new Facts();
        Attribute<Optional<List<MdStat.Array>>> arrays = host.read(STATE).map(MdStat::parse);
        facts.node(
                "disk.raid.md.count", Readings.of(arrays, all -> all.map(it -> new Reading.Whole(it.size()))), STATE);
        if (arrays instanceof Attribute.Value<Optional<List<MdStat.Array>>>(String _, var all)) {
            for (MdStat.Array array : all.orElse(List.of())) {
                Instance instance = new Instance(array.name());
                facts.of("disk.raid.md", instance, new Reading.Text(array.state()), STATE)
                        .of("disk.raid.md.work", instance, new Reading.Text(array.work()), STATE)
                        .of(
                                "disk.raid.md.missing",
                                instance,
                                array.missing()
                                        .<Reading>map(Reading.Whole::new)
                                        .orElseGet(() -> Reading.missing(
                                                Why.NOT_APPLICABLE, "no members that could be told missing")),
                                STATE);
            }
        }
        return facts.list();
    }
}
