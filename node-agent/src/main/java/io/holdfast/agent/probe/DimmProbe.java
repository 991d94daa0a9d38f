package io.holdfast.agent.probe;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.Smbios;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/// Memory modules as the firmware lists them, each with its place, so that a lost one has a name.
final class DimmProbe implements Probe {
    private static final String TABLE = "/sys/firmware/dmi/tables/DMI";
    private static final int CAP = 1 << 20;
    private static final BigDecimal MIB_PER_GIB = BigDecimal.valueOf(1024);

    @Override
    public String name() {
        return "hardware.dimms";
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
        Attribute<List<Smbios.MemoryDevice>> slots = host.readBytes(TABLE, CAP).map(Smbios::memory);
        Facts facts = new Facts()
                .node("mem.dimms", count(slots, slot -> slot.mebibytes().isPresent()), TABLE)
                .node("mem.dimms.empty", count(slots, slot -> slot.mebibytes().isEmpty()), TABLE);
        if (slots instanceof Attribute.Value<List<Smbios.MemoryDevice>>(String _, var all)) {
            Set<String> named = new TreeSet<>();
            for (int i = 0; i < all.size(); i++) {
                Smbios.MemoryDevice slot = all.get(i);
                boolean isNew = !slot.locator().isEmpty() && named.add(slot.locator());
                Instance instance = new Instance(isNew ? slot.locator() : "slot " + (i + 1));
                slot.mebibytes().ifPresent(size -> module(facts, instance, slot, size));
            }
        }
        return facts.list();
    }

    private static Reading count(Attribute<List<Smbios.MemoryDevice>> slots, Predicate<Smbios.MemoryDevice> which) {
        return Readings.of(
                slots,
                all -> all.isEmpty()
                        ? Optional.of(Reading.missing(Why.UNSUPPORTED, "the firmware lists no memory modules"))
                        : Optional.of(
                                new Reading.Whole(all.stream().filter(which).count())));
    }

    private static void module(Facts facts, Instance instance, Smbios.MemoryDevice slot, long mebibytes) {
        BigDecimal size = BigDecimal.valueOf(mebibytes).divide(MIB_PER_GIB);
        Reading untold = Reading.missing(Why.UNSUPPORTED, "the firmware does not tell");
        facts.of("mem.dimm.size", instance, new Reading.Quantity(size, "GiB"), TABLE)
                .of(
                        "mem.dimm.speed",
                        instance,
                        slot.megatransfers()
                                .<Reading>map(speed -> Reading.Quantity.of(speed, "MT/s"))
                                .orElse(untold),
                        TABLE)
                .of(
                        "mem.dimm.part",
                        instance,
                        slot.part().isEmpty() ? untold : new Reading.Text((slot.maker() + " " + slot.part()).strip()),
                        TABLE);
    }
}
