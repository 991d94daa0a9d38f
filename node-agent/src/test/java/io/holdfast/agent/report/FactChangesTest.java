package io.holdfast.agent.report;

import static io.holdfast.protocol.check.TestingCatalogs.JUDGED;
import static io.holdfast.protocol.check.TestingCatalogs.LASTING;
import static io.holdfast.protocol.check.TestingCatalogs.MOVING;
import static io.holdfast.protocol.check.TestingCatalogs.OTHER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.memory.Memory;
import io.holdfast.protocol.check.TestingCatalogs;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import io.holdfast.protocol.report.NodeEvent;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Through the memory that keeps what is compared.
class FactChangesTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final List<String> NOTHING = List.of();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path data;

    private final Map<String, Fact> facts = new TreeMap<>();
    private String boot = "boot-1";
    private long read;
    private int looks;

    private FactChangesTest reads(String check, String instance, Reading reading) {
        Fact fact = new Fact(new CheckId(check), new Instance(instance), reading, "/test");
        facts.put(check + " " + instance, fact);
        return this;
    }

    private FactChangesTest reads(String instance, String value) {
        return reads(LASTING, instance, new Reading.Text(value));
    }

    private FactChangesTest misses(String instance, Why why) {
        return reads(LASTING, instance, Reading.missing(why, ""));
    }

    /// What a look by a process of its own tells.
    private List<String> told() {
        return events().stream()
                .map(event -> event.check().map(CheckId::text).orElse("") + event.instances() + " " + event.text())
                .toList();
    }

    private List<NodeEvent> events() {
        looks++;
        try (Memory memory = Memory.open(data, boot, NOW)) {
            List<Fact> now = facts.values().stream().sorted(Fact.ORDER).toList();
            memory.facts(
                    boot,
                    Section.GPU,
                    "digest " + looks,
                    known -> FactChanges.between(known, now, TestingCatalogs.settings(), NOW));
            List<NodeEvent> events = new ArrayList<>(memory.oldest(1000));
            events.removeIf(event -> event.row() <= read);
            read = events.isEmpty() ? read : events.getLast().row();
            return events;
        }
    }

    @Test
    void aFirstLookChangesNothing() {
        assertEquals(NOTHING, reads("node", "570.1").told());
        assertEquals(NOTHING, told());
    }

    @Test
    void aValueThatIsAnotherIsOneEdgeAlsoAfterARestartOrAReboot() {
        reads("node", "570.1").told();
        assertEquals(
                List.of(LASTING + "[node] 570.1 -> 580.2"),
                reads("node", "580.2").told());
        assertEquals(NOTHING, told());
        boot = "boot-2";
        List<NodeEvent> events = reads("node", "590.3").events();
        assertEquals("boot-2-" + LASTING + "/node-1", events.getFirst().id());
        assertEquals(NodeEvent.Kind.FACT_CHANGED, events.getFirst().kind());
    }

    @Test
    void whatCouldNotBeReadHasNotChanged() {
        reads("node", "570.1").told();
        for (Why why : List.of(Why.TIMEOUT, Why.UNREADABLE, Why.MALFORMED, Why.NOT_PERMITTED)) {
            assertEquals(NOTHING, misses("node", why).told());
        }
        assertEquals(NOTHING, reads("node", "570.1").told());
        misses("node", Why.TIMEOUT).told();
        assertEquals(
                List.of(LASTING + "[node] 570.1 -> 580.2"),
                reads("node", "580.2").told());
    }

    @Test
    void aDefiniteAbsenceIsAChange() {
        reads("node", "570.1").told();
        assertEquals(
                List.of(LASTING + "[node] 570.1 -> (absent)"),
                misses("node", Why.ABSENT).told());
        assertEquals(
                List.of(LASTING + "[node] (absent) -> 570.1"),
                reads("node", "570.1").told());
    }

    @Test
    void instancesThatChangeAlikeShareOneEdge() {
        reads("a", "1").reads("b", "1").reads("c", "2").told();
        assertEquals(
                List.of(LASTING + "[a, b] 1 -> 3", LASTING + "[c] 2 -> 3"),
                reads("a", "3").reads("b", "3").reads("c", "3").told());
    }

    @Test
    void manyThatChangeEachOtherwiseShareOneEdgeToo() {
        for (int i = 100; i < 200; i++) {
            reads("vf" + i, "a" + i);
        }
        told();
        for (int i = 100; i < 200; i++) {
            reads("vf" + i, "b" + i);
        }
        List<NodeEvent> events = events();
        assertEquals(1, events.size());
        assertEquals(100, events.getFirst().instances().size());
        assertEquals(
                "each otherwise, the first: a100 -> b100", events.getFirst().text());
    }

    @Test
    void healthAndWhatMovesByItselfAreNoSettings() {
        reads(MOVING, "node", new Reading.Whole(1))
                .reads(JUDGED, "node", new Reading.Whole(1))
                .reads("node", "1")
                .told();
        reads(MOVING, "node", new Reading.Whole(2)).reads(JUDGED, "node", new Reading.Whole(2));
        assertEquals(NOTHING, told());
    }

    @Test
    void aCheckThatANewerAgentHasLearnedIsNoChange() {
        reads(OTHER, "a", new Reading.Text("1")).told();
        assertEquals(NOTHING, reads("a", "1").reads("b", "1").told());
        assertEquals(List.of(LASTING + "[a] 1 -> 2"), reads("a", "2").told());
    }

    @Test
    void aDeviceThatComesOrGoesIsOneEdgeAndNotOneForEachOfItsFacts() {
        reads("a", "1").told();
        assertEquals(List.of("[b] b is there now"), reads("b", "7").told());
        facts.keySet().removeIf(name -> name.endsWith(" b"));
        assertEquals(List.of("[b] b is there no more"), told());
    }

    @Test
    void aProbeThatHasNotAnsweredHasLostNothing() {
        reads("a", "1").told();
        facts.clear();
        reads("agent.probe.gpu", "node", Reading.missing(Why.TIMEOUT, ""));
        assertEquals(NOTHING, told());
        facts.clear();
        assertEquals(NOTHING, reads("a", "1").told());
    }

    @Test
    void aLongValueIsComparedWhole() {
        String text = "x".repeat(5_000);
        reads("node", text + "1").told();
        List<String> told = reads("node", text + "2").told();
        assertEquals(1, told.size());
        assertTrue(told.getFirst().length() < 400, told.getFirst());
        assertEquals(NOTHING, told());
    }

    @Test
    void theSameDigestComparesNothing() {
        try (Memory memory = Memory.open(data, boot, NOW)) {
            memory.facts(boot, Section.GPU, "d", _ -> new Memory.Compared(Map.of(), java.util.Set.of(), List.of()));
            int edges = memory.facts(boot, Section.GPU, "d", (Optional<Map<String, String>> _) -> {
                throw new AssertionError("compared");
            });
            assertEquals(0, edges);
        }
    }
}
