package io.holdfast.aggregator.rollout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.aggregator.correlate.CohortRule;
import io.holdfast.aggregator.correlate.FactColumns;
import io.holdfast.aggregator.correlate.WhatIf;
import io.holdfast.aggregator.fold.Departures;
import io.holdfast.protocol.baseline.Baseline;
import io.holdfast.protocol.baseline.Constraint;
import io.holdfast.protocol.baseline.Expectation;
import io.holdfast.protocol.baseline.Layer;
import io.holdfast.protocol.baseline.Selector;
import io.holdfast.protocol.baseline.Waiver;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Section;
import io.holdfast.protocol.finding.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ForetellingTest {
    private static final Catalog CATALOG = Catalog.shipped();
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final CheckId SWAPPINESS = new CheckId("sysctl.vm.swappiness");
    /// Changes by itself: columns do not keep it.
    private static final CheckId REPLAYS = new CheckId("gpu.pcie.replay");

    private static final Instance FIRST = new Instance("0000:17:00.0");
    private static final Instance SECOND = new Instance("0000:63:00.0");

    private final FactColumns columns =
            new FactColumns(WhatIf.wanted(CATALOG), WhatIf.limited(CohortRule.shipped(), CATALOG));
    private final Map<NodeId, List<Fact>> stored = new HashMap<>();
    private final List<Foretelling.Node> nodes = new ArrayList<>();
    private final Set<Section> asked = Collections.synchronizedSet(EnumSet.noneOf(Section.class));

    private static NodeId id(int number) {
        return new NodeId("lab", "n" + number);
    }

    /// @param replays of the two GPUs
    private void node(int number, Departures now, long swappiness, long... replays) {
        columns.put(
                id(number),
                Section.OS,
                List.of(new Fact(SWAPPINESS, Instance.NODE, new Reading.Whole(swappiness), "/test")));
        List<Fact> gpu = List.of(
                new Fact(REPLAYS, FIRST, new Reading.Whole(replays[0]), "/test"),
                new Fact(REPLAYS, SECOND, new Reading.Whole(replays[1]), "/test"));
        stored.put(id(number), gpu);
        columns.put(id(number), Section.GPU, gpu);
        nodes.add(new Foretelling.Node(
                id(number), new TreeMap<>(Map.of("rack", "r" + number)), now, Set.of(Section.OS, Section.GPU)));
    }

    private static Baseline baseline(CheckId... checks) {
        List<Expectation> expectations = new ArrayList<>();
        for (CheckId check : checks) {
            expectations.add(new Expectation(
                    check,
                    Selector.ALL,
                    new Constraint.EqualTo("0"),
                    Expectation.Terms.PLAIN,
                    new Expectation.Source(Layer.ROLE, "test")));
        }
        return new Baseline("test", "", new TreeMap<>(), expectations);
    }

    private Preview preview(Baseline baseline, Waiver... waivers) {
        return new Foretelling(columns, (node, sections, wanted) -> {
                    asked.addAll(sections);
                    return Optional.ofNullable(stored.get(node))
                            .map(facts -> facts.stream()
                                    .filter(fact -> wanted.test(fact.check()))
                                    .toList());
                })
                .of(baseline, nodes, 1, List.of(waivers), NOW);
    }

    private static Departures nothing() {
        return Departures.of(List.of());
    }

    @Test
    void whatColumnsDoNotKeepIsAskedOfEachNodeAndNothingElseIsRead() {
        node(1, nothing(), 0, 0, 0);
        node(2, nothing(), 60, 0, 3);
        node(3, new Departures(new TreeMap<>(Map.of(REPLAYS, new TreeSet<>(Set.of(FIRST))))), 0, 3, 3);
        Preview preview = preview(baseline(SWAPPINESS, REPLAYS));
        assertEquals(
                Set.of(
                        new Preview.Row(REPLAYS, preview.rows().getFirst().outcome(), "0", "3", 2, 2),
                        new Preview.Row(SWAPPINESS, Outcome.DRIFT, "0", "60", 1, 1)),
                Set.copyOf(preview.rows()));
        assertEquals(3, preview.nodes());
        assertEquals(1, preview.unread());
        assertEquals(Set.of(Section.GPU), asked);
        List<Foresight.Told> third = preview.foresight().orElseThrow().open(id(3));
        assertEquals(
                List.of(List.of(FIRST), List.of(SECOND)),
                third.stream().map(Foresight.Told::instances).toList());
        assertEquals(
                List.of(false, true), third.stream().map(Foresight.Told::fresh).toList());
    }

    @Test
    void aNodeOfWhichAnAnswerCannotBeReadIsUnreadAndNothingIsSaidOfIt() {
        node(1, nothing(), 60, 3, 0);
        node(2, nothing(), 60, 3, 0);
        stored.remove(id(2));
        Preview preview = preview(baseline(SWAPPINESS, REPLAYS));
        assertEquals(1, preview.nodes());
        assertEquals(2, preview.unread());
        assertTrue(preview.rows().stream().allMatch(row -> row.nodes() == 1), preview.rows()::toString);
        assertEquals(List.of(), preview.foresight().orElseThrow().all(id(2)));
        assertEquals(2, preview(baseline(SWAPPINESS)).nodes(), "what columns keep needs no page");
    }

    @Test
    void whatIsWaivedIsSoAlsoWhereEachNodeIsAsked() {
        node(1, nothing(), 0, 3, 0);
        node(2, nothing(), 0, 3, 0);
        Waiver waiver = new Waiver(
                "w1",
                REPLAYS.text(),
                List.of("lab/n1"),
                Selector.of(Selector.Trait.INSTANCE, FIRST.text()),
                "card on order",
                "sre",
                NOW.plusSeconds(60));
        Preview preview = preview(baseline(REPLAYS), waiver);
        Outcome open = CATALOG.find(REPLAYS).orElseThrow().conclusion().otherwise();
        assertEquals(
                Set.of(
                        new Preview.Row(REPLAYS, open, "0", "3", 1, 1),
                        new Preview.Row(REPLAYS, Outcome.WAIVED, "0", "3", 1, 0)),
                Set.copyOf(preview.rows()));
        assertEquals(Set.of(id(1)), preview.foresight().orElseThrow().nodes(REPLAYS, "3", true));
    }
}
