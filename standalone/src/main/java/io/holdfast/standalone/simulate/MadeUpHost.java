package io.holdfast.standalone.simulate;

import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fact.Section;
import io.holdfast.protocol.fact.SectionFacts;
import io.holdfast.protocol.fact.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// One made-up host: a layout, an identity, a place. Its facts follow from its condition.
///
/// Facts that all hosts of a layout share are made once. A host of its own has about a hundred.
///
/// @param rack where it stands
/// @param leaf the switch that all its cards end on
record MadeUpHost(NodeId node, Layout layout, String rack, String leaf) {
    /// How a host is at a time.
    ///
    /// @param bootId of the kernel that runs
    /// @param bootedAt when it was started
    /// @param oddity what is wrong with it, if anything is
    /// @param changes facts that somebody made to read otherwise than on others of the layout; later ones count
    record Condition(String bootId, Instant bootedAt, Optional<Oddity> oddity, Map<Section, List<Fact>> changes) {
        Condition(String bootId, Instant bootedAt, Optional<Oddity> oddity) {
            this(bootId, bootedAt, oddity, Map.of());
        }
    }

    /// What the hosts of a layout have in common.
    private record Common(PciTree tree, Map<Section, List<Fact>> facts) {
        private static final Map<Layout, Common> ALL = new EnumMap<>(Layout.class);

        static synchronized Common of(Layout layout) {
            return ALL.computeIfAbsent(layout, Common::make);
        }

        private static Common make(Layout layout) {
            PciTree tree = PciTree.of(layout);
            Map<Section, List<Fact>> facts = new EnumMap<>(Section.class);
            Stack stack = layout.stack();
            facts.put(Section.OS, SystemFacts.os(stack.os()));
            facts.put(Section.MODULE, SystemFacts.modules());
            facts.put(Section.HARDWARE, SystemFacts.hardware(layout));
            facts.put(Section.GPU, GpuFacts.common(layout, tree));
            facts.put(
                    Section.NIC,
                    both(
                            NicFacts.nics(tree),
                            both(NetworkStackFacts.packages(stack, tree), NetworkStackFacts.pause(tree))));
            facts.put(Section.PORT, both(NicFacts.ports(tree), NetworkStackFacts.lossless(stack, tree)));
            facts.put(Section.PCIE, both(PcieFacts.common(layout, tree), NicFacts.places(layout, tree)));
            facts.put(Section.SERVICE, ServiceFacts.of(stack));
            facts.put(Section.STORAGE, StorageFacts.common(tree));
            return new Common(tree, facts);
        }

        private static List<Fact> both(List<Fact> some, List<Fact> more) {
            return Stream.concat(some.stream(), more.stream()).toList();
        }
    }

    PciTree tree() {
        return Common.of(layout).tree();
    }

    /// All sections as an agent on this host would have read them.
    List<SectionFacts> sections(Condition condition, Instant now) {
        Map<Section, List<Fact>> own = own(condition, now);
        Map<Section, List<Fact>> odd = condition
                .oddity()
                .map(oddity -> Symptoms.of(oddity, layout, tree()))
                .orElse(Map.of());
        List<SectionFacts> sections = new ArrayList<>();
        Common.of(layout).facts().forEach((section, common) -> {
            List<Fact> facts = new ArrayList<>(common);
            facts.addAll(own.getOrDefault(section, List.of()));
            odd.getOrDefault(section, List.of()).forEach(fact -> replace(facts, fact));
            condition.changes().getOrDefault(section, List.of()).forEach(fact -> replace(facts, fact));
            sections.add(new SectionFacts(section, now, facts));
        });
        return sections;
    }

    /// The same as one list, for the judge.
    Snapshot snapshot(Condition condition, List<SectionFacts> sections) {
        return new Snapshot(
                node,
                condition.bootId(),
                sections.stream().flatMap(section -> section.facts().stream()).toList());
    }

    private static void replace(List<Fact> facts, Fact fact) {
        facts.removeIf(old -> old.check().equals(fact.check()) && old.instance().equals(fact.instance()));
        facts.add(fact);
    }

    private Map<Section, List<Fact>> own(Condition condition, Instant now) {
        Identity identity = new Identity(node.toString());
        List<Fact> os = new FactSheet()
                .text("os.boot_id", condition.bootId(), "/proc/sys/kernel/random/boot_id")
                .quantity(
                        "os.uptime", Duration.between(condition.bootedAt(), now).toSeconds(), "s", "/proc/uptime")
                .facts();
        List<Fact> hardware = new FactSheet()
                .text("sys.serial", "S" + identity.digits("board", 11), "/sys/class/dmi/id/product_serial")
                .facts();
        return Map.of(
                Section.OS,
                os,
                Section.HARDWARE,
                hardware,
                Section.GPU,
                GpuFacts.own(tree(), identity),
                Section.NIC,
                NicFacts.own(tree(), identity),
                Section.SERVICE,
                ServiceFacts.own(identity),
                Section.STORAGE,
                StorageFacts.own(tree(), identity));
    }
}
