package io.holdfast.protocol.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.protocol.baseline.Baseline;
import io.holdfast.protocol.baseline.Constraint;
import io.holdfast.protocol.baseline.Expectation;
import io.holdfast.protocol.baseline.Layer;
import io.holdfast.protocol.baseline.Overrides;
import io.holdfast.protocol.baseline.Selector;
import io.holdfast.protocol.baseline.Selector.Trait;
import io.holdfast.protocol.baseline.floor.Advisory;
import io.holdfast.protocol.baseline.floor.AdvisoryReader;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Snapshot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Judging what reads otherwise comes to the same as judging everything.
class JudgedTest {
    private static final Catalog CATALOG = Catalog.shipped();
    private static final NodeId NODE = NodeId.parse("c/n");
    private static final List<String> INSTANCES =
            List.of("node", "0000:17:00.0", "0000:ca:00.0", "mlx5_0", "mlx5_0/1", "ens1");
    private static final List<String> VALUES =
            List.of("0", "1", "8", "on", "east-west", "mlx5_0", "0000:17:00.0", "6.8.0-85-generic", "580.82.07");
    private static final List<Advisory> ADVISORIES = AdvisoryReader.read("test.yaml", """
            kind: SecurityFloors
            advisories:
            - id: TEST-1
              title: Kernel and driver
              date: 2026-11-20
              floors:
                kernel: {6.8: 6.8.0-90}
                driver: {580: 580.95.05}
            """);

    /// What other checks are judged by, what names a family to its end, and what has a next value.
    private static final List<CheckId> CHECKS = Stream.concat(
                    Stream.of(
                            "nic.role",
                            "nic.rail",
                            "nic.rdma_device",
                            "netdev.device",
                            "os.kernel.release",
                            "gpu.driver.version",
                            "kernel.module.nvidia",
                            "kernel.module.nouveau",
                            "kernel.module.ib_core"),
                    CATALOG.rows().stream()
                            .filter(row -> !row.isFamily())
                            .filter(row -> row.healthy().orElse(null) instanceof Constraint.SameAs
                                    || row.healthy().isPresent()
                                    || row.conclusion().next().isPresent())
                            .flatMap(row -> Stream.concat(Stream.of(row.pattern()), others(row)))
                            .limit(60))
            .distinct()
            .map(CheckId::new)
            .toList();

    private static Stream<String> others(Check row) {
        return Stream.concat(
                row.nextOf(new CheckId(row.pattern())).stream().map(CheckId::text),
                row.healthy().orElse(null) instanceof Constraint.SameAs(CheckId same)
                        ? Stream.of(same.text())
                        : Stream.empty());
    }

    private final List<Fact> facts = new ArrayList<>();
    private Baseline baseline = Baseline.NONE;
    private Overrides overrides = Overrides.NONE;

    private static <T> T one(List<T> of, Random random) {
        return of.get(random.nextInt(of.size()));
    }

    private static Reading reading(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> Reading.missing(one(List.of(Why.values()), random), one(List.of("", "no ethtool"), random));
            case 1 -> new Reading.Whole(random.nextInt(3));
            case 2 -> new Reading.Flag(random.nextBoolean());
            default -> new Reading.Text(one(VALUES, random));
        };
    }

    private static Fact fact(Random random) {
        return new Fact(
                one(CHECKS, random),
                new Instance(one(INSTANCES, random)),
                reading(random),
                one(List.of("/a", "/b", "ethtool -i ens1"), random));
    }

    private static Constraint constraint(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> new Constraint.SameAs(one(CHECKS, random));
            case 1 -> new Constraint.Present();
            case 2 -> new Constraint.Absent();
            case 3 -> new Constraint.OneOf(List.of("0", "on"));
            default -> new Constraint.EqualTo(one(VALUES, random));
        };
    }

    private static Selector selector(Random random) {
        Map<Trait, List<String>> traits = new TreeMap<>();
        Map<String, String> labels = new TreeMap<>();
        if (random.nextInt(3) == 0) {
            traits.put(
                    one(List.of(Trait.INSTANCE, Trait.PCI, Trait.ROLE, Trait.RAIL), random),
                    List.of(one(List.of("east-west", "0000:17:*", "mlx5_*", "node"), random)));
        }
        if (random.nextInt(6) == 0) {
            labels.put("pool", one(List.of("a", "b"), random));
        }
        return new Selector(new TreeMap<>(traits), new TreeMap<>(labels));
    }

    private static Baseline baseline(Random random) {
        List<Expectation> expectations = new ArrayList<>();
        for (int i = random.nextInt(40); i >= 0; i--) {
            expectations.add(new Expectation(
                    one(CHECKS, random),
                    selector(random),
                    constraint(random),
                    new Expectation.Terms(java.util.Optional.empty(), "", random.nextBoolean(), ""),
                    new Expectation.Source(Layer.PLATFORM, "test")));
        }
        Baseline all = new Baseline("test", "", new TreeMap<>(), expectations);
        return random.nextBoolean() ? all.with(ADVISORIES) : all;
    }

    private void change(Random random) {
        switch (random.nextInt(12)) {
            case 0 -> baseline = random.nextInt(4) == 0 ? Baseline.NONE : baseline(random);
            case 1 ->
                overrides = new Overrides(
                        new TreeMap<>(random.nextBoolean() ? Map.of("pool", "a") : Map.of()), List.of(), List.of());
            case 2 -> facts.removeIf(_ -> random.nextInt(10) == 0);
            case 3 -> facts.removeIf(fact -> fact.check().equals(one(CHECKS, random)));
            case 4 -> facts.replaceAll(fact -> new Fact(fact.check(), fact.instance(), fact.reading(), fact.source()));
            case 5 -> {}
            default -> {
                for (int i = random.nextInt(5); i >= 0; i--) {
                    Fact next = fact(random);
                    if (random.nextInt(8) > 0) {
                        facts.removeIf(fact -> fact.check().equals(next.check())
                                && fact.instance().equals(next.instance()));
                    }
                    facts.add(next);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void whateverChangesItSaysWhatTheWholeSays(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 150; i++) {
            facts.add(fact(random));
        }
        baseline = baseline(random);
        Judged judged = Judged.nothing(CATALOG);
        Set<List<Judgement>> answers = new HashSet<>();
        for (int step = 0; step < 150; step++) {
            change(random);
            Snapshot snapshot = new Snapshot(NODE, "boot", facts);

            judged = judged.after(snapshot, baseline, overrides);

            assertEquals(Judge.judgements(snapshot, CATALOG, baseline, overrides), judged.judgements(), "step " + step);
            answers.add(judged.judgements());
        }
        assertTrue(answers.size() > 50, answers.size() + " different answers");
    }

    @Test
    void whatReadsTheSameIsNotJudgedAgain() {
        Random random = new Random(7);
        for (int i = 0; i < 100; i++) {
            facts.add(fact(random));
        }
        baseline = baseline(random);
        Judged first = Judged.nothing(CATALOG).after(new Snapshot(NODE, "boot", facts), baseline, overrides);
        facts.replaceAll(fact -> new Fact(fact.check(), fact.instance(), fact.reading(), fact.source()));

        assertSame(first, first.after(new Snapshot(NODE, "boot", facts), baseline, overrides));

        CheckId role = new CheckId("nic.role");
        facts.add(new Fact(role, new Instance("0000:ff:00.0"), new Reading.Text("north-south"), "/a"));
        Judged second = first.after(new Snapshot(NODE, "boot", facts), baseline, overrides);
        Set<Judgement> before = Collections.newSetFromMap(new IdentityHashMap<>());
        before.addAll(first.judgements());
        long kept = second.judgements().stream().filter(before::contains).count();
        assertTrue(
                kept > second.judgements().size() / 2,
                kept + " of " + second.judgements().size());
    }
}
