package io.holdfast.standalone.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.protocol.baseline.Baseline;
import io.holdfast.protocol.baseline.Baselines;
import io.holdfast.protocol.baseline.Overrides;
import io.holdfast.protocol.baseline.ShippedBaselines;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.SectionFacts;
import io.holdfast.protocol.finding.Finding;
import io.holdfast.protocol.judge.Judge;
import io.holdfast.protocol.wire.SectionWire;
import io.holdfast.protocol.wire.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class MadeUpHostTest {
    private static final Catalog CATALOG = Catalog.shipped();
    private static final Instant NOW = Instant.parse("2026-11-01T10:00:00Z");

    @ParameterizedTest
    @EnumSource(Layout.class)
    void everyFactHasACatalogRowOfItsSectionAndType(Layout layout) {
        TreeSet<String> wrong = new TreeSet<>();
        for (SectionFacts section : sections(layout, Optional.empty())) {
            for (Fact fact : section.facts()) {
                Optional<Check> row = CATALOG.find(fact.check());
                if (row.isEmpty()) {
                    wrong.add(fact.check() + " is not in the catalog");
                } else if (row.get().section() != section.section()) {
                    wrong.add(fact.check() + " belongs to " + row.get().section());
                } else if (!(fact.reading() instanceof Reading.Missing)
                        && row.get().type() != type(fact.reading())) {
                    wrong.add(fact.check() + " is " + row.get().type() + " in the catalog");
                }
            }
        }
        assertEquals(new TreeSet<>(), wrong);
    }

    @ParameterizedTest
    @EnumSource(Layout.class)
    void nothingIsFoundOnAHostThatIsWell(Layout layout) {
        assertEquals(List.of(), findings(layout, Optional.empty()));
    }

    @ParameterizedTest
    @EnumSource(Layout.class)
    void aHostIsAsTheReferenceOfItsLayoutDeclares(Layout layout) {
        assertEquals(List.of(), departures(layout, Optional.empty()));
    }

    @Test
    void whatTheReferenceDeclaresIsNotOfEveryServer() {
        Baseline other = declared(Layout.HGX_B200);
        assertFalse(departures(Layout.RTX_PRO_6000, Optional.empty(), other).isEmpty());
    }

    @Test
    void aKernelUpdateAndAnOldFirmwareDepartFromTheReferenceAndFromNothingElse() {
        assertEquals(
                List.of("os.kernel.release node: 6.8.0-52-generic"),
                departures(Layout.RTX_PRO_6000, Optional.of(Symptom.Kind.KERNEL.oddity())));
        assertEquals(
                List.of("nic.firmware.version 0000:15:00.0: 32.46.1006"),
                departures(Layout.H200_NVL, Optional.of(Symptom.Kind.FIRMWARE.oddity())));
    }

    @ParameterizedTest
    @EnumSource(Symptom.Kind.class)
    void aSymptomReplacesFactsThatTheHostHas(Symptom.Kind kind) {
        for (Layout layout : Layout.values()) {
            assertEquals(
                    count(sections(layout, Optional.empty())), count(sections(layout, Optional.of(kind.oddity()))));
            assertNotEquals(readings(layout, Optional.empty()), readings(layout, Optional.of(kind.oddity())));
        }
    }

    private static int count(List<SectionFacts> sections) {
        return sections.stream().mapToInt(section -> section.facts().size()).sum();
    }

    private static Set<String> readings(Layout layout, Optional<Oddity> oddity) {
        return sections(layout, oddity).stream()
                .flatMap(section -> section.facts().stream())
                .map(fact -> fact.check() + " " + fact.instance() + " "
                        + fact.reading().shown())
                .collect(Collectors.toSet());
    }

    private static Baseline declared(Layout layout) {
        return new Baselines(CATALOG, new ShippedBaselines())
                .resolve(layout.follows(), Map.of())
                .baseline();
    }

    private static List<String> departures(Layout layout, Optional<Oddity> oddity) {
        return departures(layout, oddity, declared(layout));
    }

    private static List<String> departures(Layout layout, Optional<Oddity> oddity, Baseline baseline) {
        return Judge.evaluate(
                        host(layout).snapshot(condition(oddity), sections(layout, oddity)),
                        CATALOG,
                        baseline,
                        Overrides.NONE,
                        List.of(),
                        NOW)
                .stream()
                .map(finding -> finding.check() + " "
                        + finding.instances().stream().map(Instance::text).collect(Collectors.joining(" ")) + ": "
                        + finding.observed())
                .toList();
    }

    static Stream<Oddity> oddities() {
        return Stream.of(
                new Oddity.RowRemapPending(1), new Oddity.GpuLost(0), new Oddity.LinkNarrow(0), new Oddity.Hot(2));
    }

    @ParameterizedTest
    @MethodSource("oddities")
    void aFaultIsFoundByTheJudge(Oddity oddity) {
        for (Layout layout : Layout.values()) {
            assertFalse(findings(layout, Optional.of(oddity)).isEmpty(), () -> layout + " with " + oddity);
        }
    }

    @Test
    void anotherDriverChangesTheFactAndIsNoFault() {
        Optional<Oddity> other = Optional.of(new Oddity.OtherDriver("580.65.06"));
        List<SectionFacts> sections = sections(Layout.HGX_B200, other);
        assertEquals(
                Optional.of(new Reading.Version("580.65.06")),
                host(Layout.HGX_B200).snapshot(condition(other), sections).ofNode("gpu.driver.version"));
        assertEquals(List.of(), findings(Layout.HGX_B200, other));
    }

    @ParameterizedTest
    @EnumSource(Layout.class)
    void aHostIsAsWideAsARealOneAndEverySectionFitsARecord(Layout layout) {
        int facts = 0;
        for (SectionFacts section : sections(layout, Optional.empty())) {
            facts += section.facts().size();
            int bytes = SectionWire.encode(section, CATALOG).data().length;
            assertTrue(bytes < Topics.MAX_SECTION_BYTES, () -> section.section() + " has " + bytes + " bytes");
        }
        int total = facts;
        assertTrue(total > 400, () -> "only " + total + " facts");
        int functions = host(layout).tree().functions().size();
        assertTrue(functions >= 30 && functions <= 200, () -> functions + " PCI functions");
    }

    @Test
    void twoHostsShareNoSerialNumberAndAHostKeepsItsOwn() {
        assertEquals(serials("b200-0001"), serials("b200-0001"));
        List<String> both = new ArrayList<>(serials("b200-0001"));
        both.addAll(serials("b200-0002"));
        assertEquals(both.size(), new TreeSet<>(both).size());
        assertNotEquals(0, both.size());
    }

    private static List<String> serials(String name) {
        MadeUpHost host = new MadeUpHost(new NodeId("sim", name), Layout.HGX_B200, "a01", "leaf-a01");
        return host.sections(condition(Optional.empty()), NOW).stream()
                .flatMap(section -> section.facts().stream())
                .filter(fact -> List.of("gpu.uuid", "gpu.serial", "nic.guid", "sys.serial")
                        .contains(fact.check().text()))
                .map(fact -> fact.check() + " " + fact.reading().shown())
                .toList();
    }

    private static List<Finding> findings(Layout layout, Optional<Oddity> oddity) {
        return Judge.evaluate(
                host(layout).snapshot(condition(oddity), sections(layout, oddity)), CATALOG, List.of(), NOW);
    }

    private static List<SectionFacts> sections(Layout layout, Optional<Oddity> oddity) {
        return host(layout).sections(condition(oddity), NOW);
    }

    private static MadeUpHost host(Layout layout) {
        return new MadeUpHost(new NodeId("sim", layout.word()), layout, "a01", "leaf-a01");
    }

    private static MadeUpHost.Condition condition(Optional<Oddity> oddity) {
        return new MadeUpHost.Condition("0b2b7c9e-0000-4000-8000-000000000001", NOW.minusSeconds(86_400), oddity);
    }

    private static Check.Type type(Reading reading) {
        return switch (reading) {
            case Reading.Text _, Reading.Missing _ -> Check.Type.TEXT;
            case Reading.Whole _ -> Check.Type.WHOLE;
            case Reading.Quantity _ -> Check.Type.QUANTITY;
            case Reading.Flag _ -> Check.Type.FLAG;
            case Reading.Version _ -> Check.Type.VERSION;
            case Reading.Words _ -> Check.Type.WORDS;
        };
    }
}
