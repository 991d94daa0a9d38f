package io.holdfast.agent.kernel;

import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.check.KernelMessage;
import io.holdfast.protocol.check.KernelTables;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Section;
import io.holdfast.protocol.fact.SectionFacts;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The open faults of the kernel's log as facts. A check about the node as a whole says `none` where nothing is open;
/// one about devices has no instance then. After a gap in the log neither is well: what was not told is unknown, once
/// for the node, until the gap is over.
public final class KernelFacts {
    private static final String DEVICE = "/dev/kmsg";
    private static final String NVML = "nvml: nvmlEventSetWait_v2";
    private static final CheckId LOST = new CheckId("os.kmsg.lost");

    private KernelFacts() {}

    public static List<Fact> of(KernelFaults faults) {
        List<Fact> facts = new ArrayList<>();
        String source =
                faults.place().source().isEmpty() ? DEVICE : faults.place().source();
        Reading lost = LogFiles.PLACES.contains(source)
                ? Reading.missing(Reading.Why.UNSUPPORTED, "the lines of a file have no numbers")
                : new Reading.Whole(faults.lost());
        facts.add(new Fact(LOST, Instance.NODE, lost, source));
        Set<CheckId> told = new HashSet<>();
        for (KernelFault fault : faults.open()) {
            told.add(fault.subject().check());
            facts.add(open(fault, faults.boot(), source));
        }
        Reading untold = faults.gap()
                .<Reading>map(gap -> Reading.missing(Reading.Why.UNREADABLE, gap.words()))
                .orElse(new Reading.Text("none"));
        for (CheckId check : checks(faults.gap().isEmpty())) {
            if (!told.contains(check)) {
                facts.add(new Fact(check, Instance.NODE, untold, source));
            }
        }
        return facts;
    }

    private static Fact open(KernelFault fault, String boot, String source) {
        return new Fact(
                fault.subject().check(),
                fault.subject().instance(),
                new Reading.Text(text(fault, boot)),
                KernelFold.isByNvml(fault) ? NVML : source);
    }

    /// What is known when the log cannot be read: what was open stays open, nothing else is said to be well.
    static List<Fact> unread(Reading.Missing why, KernelFaults faults) {
        List<Fact> facts = new ArrayList<>(unread(why));
        Set<CheckId> told = new HashSet<>();
        String source =
                faults.place().source().isEmpty() ? DEVICE : faults.place().source();
        for (KernelFault fault : faults.open()) {
            told.add(fault.subject().check());
            facts.add(open(fault, faults.boot(), source));
        }
        facts.removeIf(fact -> fact.isMissing() && told.contains(fact.check()));
        return facts;
    }

    /// What is not known when the log cannot be read: said once for the node.
    public static List<Fact> unread(Reading.Missing why) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact(LOST, Instance.NODE, why, DEVICE));
        checks(false).forEach(check -> facts.add(new Fact(check, Instance.NODE, why, DEVICE)));
        return facts;
    }

    /// Facts by the sections they belong to; a section that has none now is there, empty.
    public static List<SectionFacts> sections(List<Fact> facts, Instant at) {
        Map<Section, List<Fact>> sections = new EnumMap<>(Section.class);
        for (CheckId check : checks(false)) {
            sections.computeIfAbsent(section(check), _ -> new ArrayList<>());
        }
        facts.forEach(fact -> sections.computeIfAbsent(section(fact.check()), _ -> new ArrayList<>())
                .add(fact));
        return sections.entrySet().stream()
                .map(section -> new SectionFacts(section.getKey(), at, section.getValue()))
                .toList();
    }

    private static Section section(CheckId check) {
        return Catalog.shipped().find(check).map(Check::section).orElse(Section.OS);
    }

    private static Set<CheckId> checks(boolean onlyOfNode) {
        Set<CheckId> ofNode = new TreeSet<>();
        Set<CheckId> ofDevices = new TreeSet<>();
        ofDevices.add(new CheckId("gpu.xid.unknown"));
        KernelTables.shipped()
                .messages()
                .forEach(message -> (message.on() == KernelMessage.On.NODE ? ofNode : ofDevices).add(message.check()));
        if (onlyOfNode) {
            ofNode.removeAll(ofDevices);
        } else {
            ofNode.addAll(ofDevices);
        }
        return ofNode;
    }

    private static String text(KernelFault fault, String boot) {
        StringBuilder text = new StringBuilder(fault.said().text());
        if (!fault.said().asks().isEmpty()) {
            text.append("; the driver asks for: ").append(fault.said().asks());
        }
        text.append("; ");
        if (fault.times().count() > 1) {
            text.append(fault.times().count()).append(" times, last ");
        }
        text.append(fault.times().last().truncatedTo(ChronoUnit.SECONDS));
        if (KernelFold.isForTheVendor(fault)) {
            text.append("; five times within a day: ask the vendor");
        }
        if (!fault.boot().equals(boot)) {
            text.append("; in an earlier boot, and not verified since");
        }
        return text.toString();
    }
}
