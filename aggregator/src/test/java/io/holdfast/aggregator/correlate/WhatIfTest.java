package io.holdfast.aggregator.correlate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.aggregator.waiver.FleetWaiver;
import io.holdfast.aggregator.waiver.WaiverBook;
import io.holdfast.protocol.baseline.Baseline;
import io.holdfast.protocol.baseline.Constraint;
import io.holdfast.protocol.baseline.Expectation;
import io.holdfast.protocol.baseline.Layer;
import io.holdfast.protocol.baseline.Overrides;
import io.holdfast.protocol.baseline.Selector;
import io.holdfast.protocol.baseline.Waiver;
import io.holdfast.protocol.baseline.floor.Advisory;
import io.holdfast.protocol.baseline.floor.AdvisoryReader;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.drift.Difference;
import io.holdfast.protocol.drift.NodeDrift;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Section;
import io.holdfast.protocol.fact.Snapshot;
import io.holdfast.protocol.finding.Finding;
import io.holdfast.protocol.finding.Outcome;
import io.holdfast.protocol.judge.Judge;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class WhatIfTest {
    private static final Catalog CATALOG = Catalog.shipped();
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final String[] CARDS = {"0000:17:00.0", "0000:63:00.0", "0000:ca:00.0"};

    private final FactColumns columns =
            new FactColumns(WhatIf.wanted(CATALOG), WhatIf.limited(CohortRule.shipped(), CATALOG));
    private final List<Expectation> expectations = new ArrayList<>();
    private List<Advisory> advisories = List.of();

    private static NodeId id(int number) {
        return new NodeId("lab", "n%04d".formatted(number));
    }

    private static Fact fact(String check, String instance, Reading reading) {
        return new Fact(new CheckId(check), new Instance(instance), reading, "/test");
    }

    private void expect(String check, Selector where, Constraint constraint) {
        expectations.add(new Expectation(
                new CheckId(check),
                where,
                constraint,
                Expectation.Terms.PLAIN,
                new Expectation.Source(Layer.PLATFORM, "test")));
    }

    private Baseline baseline() {
        return new Baseline("test", "", new TreeMap<>(), expectations, advisories);
    }

    private static Selector labelled(String label, String value) {
        return new Selector(new TreeMap<>(), new TreeMap<>(Map.of(label, value)));
    }

    /// Facts that lack, fail, and differ by chance.
    private static List<Fact> facts(Random random) {
        List<Fact> facts = new ArrayList<>();
        if (random.nextInt(10) > 0) {
            facts.add(fact("sysctl.vm.swappiness", "node", new Reading.Whole(random.nextInt(3) * 30L)));
        }
        for (String card : CARDS) {
            if (random.nextInt(20) > 0) {
                facts.add(
                        fact("nic.role", card, new Reading.Text(random.nextInt(4) == 0 ? "north-south" : "east-west")));
            }
            facts.add(fact("nic.firmware.version", card, firmware(random)));
            if (random.nextBoolean()) {
                facts.add(fact("nic.firmware.stored", card, firmware(random)));
            }
        }
        if (random.nextInt(5) > 0) {
            facts.add(fact("kernel.module.site_other", "node", new Reading.Text("live")));
        }
        if (random.nextInt(3) > 0) {
            facts.add(fact("kernel.module.site_own", "node", new Reading.Text("live")));
        }
        facts.add(fact("gpu.driver.version", "node", new Reading.Version("580.95." + random.nextInt(3))));
        facts.add(fact("gpu.fabricmanager.version", "node", new Reading.Version("580.95." + random.nextInt(2))));
        return facts;
    }

    private static Reading firmware(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> Reading.missing(Reading.Why.TIMEOUT, "");
            case 1 -> Reading.missing(Reading.Why.ABSENT, "no such file");
            case 2 -> new Reading.Version("28.38.1002");
            default -> new Reading.Version("28.39.1002");
        };
    }

    private static List<String> said(List<Difference> differences) {
        return differences.stream()
                .sorted(Comparator.comparing(Difference::check).thenComparing(Difference::toString))
                .map(Difference::toString)
                .toList();
    }

    @Test
    void judgingDistinctValuesSaysWhatJudgingEveryNodeSays() {
        expect("sysctl.vm.swappiness", Selector.ALL, new Constraint.EqualTo("0"));
        expect("sysctl.vm.swappiness", labelled("pool", "train"), new Constraint.EqualTo("30"));
        expect(
                "nic.firmware.version",
                Selector.of(Selector.Trait.ROLE, "east-west"),
                new Constraint.Ordered(Constraint.Order.AT_LEAST, "28.39.1002"));
        expect("kernel.module.site_own", Selector.ALL, new Constraint.Present());
        expect("gpu.driver.version", Selector.ALL, new Constraint.SameAs(new CheckId("gpu.fabricmanager.version")));
        expect("sysctl.net.core.rmem_max", Selector.ALL, new Constraint.EqualTo("1"));
        advisories = AdvisoryReader.read("floors.yaml", """
                kind: SecurityFloors
                advisories:
                - id: SA-1
                  date: 2025-10-09
                  floors:
                    driver: {580: 580.95.02}
                    connectx-7: {28.39: 28.39.5050, 28.38: 28.38.1002}
                    kubelet: {1.33: 1.33.9}
                """);
        Random random = new Random(7);
        Map<NodeId, List<Fact>> fleet = new TreeMap<>();
        SortedMap<NodeId, SortedMap<String, String>> labels = new TreeMap<>();
        for (int number = 0; number < 400; number++) {
            List<Fact> facts = facts(random);
            fleet.put(id(number), facts);
            columns.put(id(number), Section.OS, facts);
            SortedMap<String, String> own = new TreeMap<>();
            if (random.nextInt(4) > 0) {
                own.put("rack", "r" + random.nextInt(40));
                own.put("pool", random.nextBoolean() ? "train" : "serve");
            }
            labels.put(id(number), own);
        }
        WhatIf.Answer answer = new WhatIf(CATALOG, columns, NodeWaivers.NONE, NOW).judge(baseline(), "digest", labels);
        assertEquals(400, answer.nodes().size());
        assertEquals(List.of(), answer.unanswered());
        int drifts = 0;
        int unknown = 0;
        for (NodeDrift node : answer.nodes()) {
            List<Finding> findings = Judge.evaluate(
                            new Snapshot(node.node(), "", fleet.getOrDefault(node.node(), List.of())),
                            CATALOG,
                            baseline(),
                            new Overrides(labels.getOrDefault(node.node(), new TreeMap<>()), List.of(), List.of()),
                            List.of(),
                            NOW)
                    .stream()
                    .filter(one -> one.declared().isPresent())
                    .toList();
            assertEquals(
                    said(Difference.of(findings)),
                    said(node.differences()),
                    node.node().toString());
            int unjudged = findings.stream()
                    .filter(one -> one.outcome() == Outcome.UNKNOWN)
                    .mapToInt(one -> one.instances().size())
                    .sum();
            assertEquals(unjudged, node.unjudged(), node.node().toString());
            drifts += node.differences().size();
            unknown += unjudged;
        }
        assertTrue(drifts > 400 && unknown > 100, drifts + " " + unknown);
        assertTrue(answer.judgements() < 6 * 400 / 2, "judged " + answer.judgements() + " times");
    }

    private static Waiver waiver(String check, List<String> nodes, Selector where, Instant expires) {
        String id = check + nodes + where.words() + expires;
        return new Waiver(id, check, nodes, where, "because " + id, "network team", expires);
    }

    private static WaiverBook book(Waiver... waivers) {
        TreeMap<String, FleetWaiver> all = new TreeMap<>();
        for (Waiver one : waivers) {
            all.put(one.id(), FleetWaiver.of(one, FleetWaiver.From.FILE, "", NOW.minusSeconds(60)));
        }
        return new WaiverBook(all);
    }

    @Test
    void whatIsWaivedIsFoundAsTheNodeItselfWouldFindIt() {
        expect("sysctl.vm.swappiness", Selector.ALL, new Constraint.EqualTo("0"));
        expect("nic.firmware.version", Selector.ALL, new Constraint.EqualTo("28.39.1002"));
        expect("kernel.module.site_own", Selector.ALL, new Constraint.Present());
        Instant later = NOW.plusSeconds(3600);
        WaiverBook book = book(
                waiver("nic.firmware.version", List.of(), Selector.of(Selector.Trait.ROLE, "north-south"), later),
                waiver("nic.firmware.*", List.of("lab/N00*"), Selector.ALL, later.plusSeconds(9)),
                waiver("nic.firmware.version", List.of(), Selector.of(Selector.Trait.INSTANCE, CARDS[1]), NOW),
                waiver("sysctl.vm.swappiness", List.of(), labelled("pool", "train"), later),
                waiver("sysctl.vm.swappiness", List.of("lab/n0007", "lab/n0399"), Selector.ALL, later),
                waiver("kernel.module.*", List.of("lab/n01*"), labelled("pool", "serve"), later),
                waiver("gpu.driver.version", List.of(), Selector.ALL, later));
        Random random = new Random(11);
        Map<NodeId, List<Fact>> fleet = new TreeMap<>();
        SortedMap<NodeId, SortedMap<String, String>> labels = new TreeMap<>();
        for (int number = 0; number < 400; number++) {
            List<Fact> facts = facts(random);
            fleet.put(id(number), facts);
            columns.put(id(number), Section.OS, facts);
            SortedMap<String, String> own = new TreeMap<>();
            if (random.nextInt(4) > 0) {
                own.put("pool", random.nextBoolean() ? "train" : "serve");
            }
            labels.put(id(number), own);
        }
        WhatIf.Answer answer = new WhatIf(CATALOG, columns, NodeWaivers.of(book.inForce(NOW), labels), NOW)
                .judge(baseline(), "digest", labels);
        int waived = 0;
        int open = 0;
        for (NodeDrift node : answer.nodes()) {
            SortedMap<String, String> own = labels.getOrDefault(node.node(), new TreeMap<>());
            List<Finding> findings = Judge.evaluate(
                            new Snapshot(node.node(), "", fleet.getOrDefault(node.node(), List.of())),
                            CATALOG,
                            baseline(),
                            new Overrides(own, book.on(node.node(), own, NOW), List.of()),
                            List.of(),
                            NOW)
                    .stream()
                    .filter(one -> one.declared().isPresent())
                    .toList();
            assertEquals(
                    said(Difference.of(findings)),
                    said(node.differences()),
                    node.node().toString());
            for (Difference one : node.differences()) {
                waived += one.outcome() == Outcome.WAIVED ? 1 : 0;
                open += one.outcome() == Outcome.DRIFT ? 1 : 0;
            }
        }
        assertTrue(waived > 100 && open > 100, waived + " " + open);
    }

    @Test
    void onlyAWaiverThatTellsNodesApartSplitsThem() {
        expect("sysctl.vm.swappiness", Selector.ALL, new Constraint.EqualTo("0"));
        expect("os.kernel.release", Selector.ALL, new Constraint.EqualTo("6.8.0-90"));
        SortedMap<NodeId, SortedMap<String, String>> labels = new TreeMap<>();
        for (int number = 0; number < 100; number++) {
            columns.put(
                    id(number),
                    Section.OS,
                    List.of(
                            fact("nic.role", CARDS[0], new Reading.Text(number % 2 == 0 ? "east-west" : "storage")),
                            fact("os.kernel.release", "node", new Reading.Version("6.8.0-90")),
                            fact("sysctl.vm.swappiness", "node", new Reading.Whole(60))));
            labels.put(id(number), new TreeMap<>(Map.of("rack", "r" + number)));
        }
        Instant later = NOW.plusSeconds(3600);
        assertEquals(2, judgements(labels));
        assertEquals(2, judgements(labels, waiver("sysctl.vm.swappiness", List.of(), Selector.ALL, later)));
        assertEquals(2, judgements(labels, waiver("sysctl.vm.*", List.of("lab/*"), Selector.ALL, later)));
        assertEquals(
                2, judgements(labels, waiver("os.kernel.release", List.of(id(3).toString()), Selector.ALL, later)));
        assertEquals(2, judgements(labels, waiver("sysctl.vm.swappiness", List.of(), Selector.ALL, NOW)));
        assertEquals(3, judgements(labels, waiver("sysctl.*", List.of(id(3).toString()), Selector.ALL, later)));
        assertEquals(3, judgements(labels, waiver("sysctl.*", List.of(), labelled("rack", "r7"), later)));
    }

    private int judgements(SortedMap<NodeId, SortedMap<String, String>> labels, Waiver... waivers) {
        return new WhatIf(CATALOG, columns, NodeWaivers.of(book(waivers).inForce(NOW), labels), NOW)
                .judge(baseline(), "digest", labels)
                .judgements();
    }

    @Test
    void whatChangesByItselfCannotBeToldBeforehand() {
        String check = CATALOG.rows().stream()
                .filter(row -> row.isVolatile() && !row.isFamily())
                .findFirst()
                .orElseThrow()
                .pattern();
        expect(check, Selector.ALL, new Constraint.EqualTo("1"));
        columns.put(id(1), Section.OS, List.of(fact(check, "node", new Reading.Whole(2))));
        WhatIf.Answer answer = new WhatIf(CATALOG, columns, NodeWaivers.NONE, NOW)
                .judge(baseline(), "digest", new TreeMap<>(Map.of(id(1), new TreeMap<>())));
        assertEquals(List.of(new CheckId(check)), answer.unanswered());
    }

    @Test
    void aColumnInWhichEveryNodeReadsSomethingElseIsGivenUp() {
        for (int number = 0; number < 1_100; number++) {
            columns.put(
                    id(number),
                    Section.HARDWARE,
                    List.of(
                            fact("sys.serial", "node", new Reading.Text("S" + number)),
                            fact("os.kernel.release", "node", new Reading.Version("6.8.0-" + number))));
        }
        assertEquals(false, columns.keeps(new CheckId("sys.serial")));
        assertEquals(true, columns.keeps(new CheckId("os.kernel.release")));
    }
}
