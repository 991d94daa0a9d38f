package io.holdfast.aggregator.correlate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CohortDriftTest {
    private static final Catalog CATALOG = Catalog.shipped();
    private static final CohortRule RULE = CohortRule.shipped();

    private final FactColumns columns = new FactColumns(CohortDrift.wanted(RULE, CATALOG));

    private static Fact fact(String check, String instance, Reading reading) {
        return new Fact(new CheckId(check), new Instance(instance), reading, "/test");
    }

    private static NodeId id(int number) {
        return NodeId.parse("lab/n" + number);
    }

    private void node(int number, String product, Reading kernel, String... drivers) {
        columns.put(id(number), Section.HARDWARE, List.of(fact("sys.product", "node", new Reading.Text(product))));
        columns.put(id(number), Section.OS, List.of(fact("os.kernel.release", "node", kernel)));
        List<Fact> gpus = new ArrayList<>();
        for (int gpu = 0; gpu < drivers.length; gpu++) {
            String address = "0000:%02x:00.0".formatted(gpu + number);
            gpus.add(fact("gpu.name", address, new Reading.Text("NVIDIA B200")));
            gpus.add(fact("gpu.compute_mode", address, new Reading.Text(drivers[gpu])));
        }
        columns.put(id(number), Section.GPU, gpus);
    }

    private static Reading kernel(String release) {
        return new Reading.Version(release);
    }

    private List<CohortDrift.Difference> differences() {
        return CohortDrift.of(columns, RULE, CATALOG).stream()
                .flatMap(cohort -> cohort.differences().stream())
                .toList();
    }

    @Test
    void theOddOneOutIsNamedWithWhatItsPeersRead() {
        IntStream.range(0, 63).forEach(number -> node(number, "SYS-A", kernel("6.8.0-85"), "Default", "Default"));
        node(63, "SYS-A", kernel("6.8.0-90"), "Default", "Prohibited");
        List<CohortDrift.Cohort> cohorts = CohortDrift.of(columns, RULE, CATALOG);
        assertEquals(1, cohorts.size());
        assertEquals(64, cohorts.getFirst().nodes().size());
        assertEquals(
                Map.of("sys.product", "SYS-A", "gpu.name", "2 x NVIDIA B200"),
                cohorts.getFirst().hardware());
        List<CohortDrift.Difference> found = differences();
        assertEquals(
                List.of("gpu.compute_mode", "os.kernel.release"),
                found.stream().map(one -> one.check().text()).toList());
        assertEquals("2 x Default", found.getFirst().usual());
        assertEquals(
                Map.of(id(63), "1 x Default, 1 x Prohibited"), found.getFirst().odd());
        assertEquals(63, found.getLast().alike());
        assertEquals(64, found.getLast().known());
        assertFalse(found.getLast().suspected());
    }

    @Test
    void otherHardwareIsNoPeer() {
        IntStream.range(0, 10).forEach(number -> node(number, "SYS-A", kernel("6.8.0-85"), "Default"));
        IntStream.range(10, 20).forEach(number -> node(number, "SYS-B", kernel("6.8.0-90"), "Default"));
        node(20, "SYS-A", kernel("6.8.0-99"), "Default", "Default");
        assertEquals(3, CohortDrift.of(columns, RULE, CATALOG).size());
        assertEquals(List.of(), differences());
    }

    @Test
    void fewPeersOrFewThatAgreeOnlyMakeASuspicion() {
        IntStream.range(0, 3).forEach(number -> node(number, "SYS-A", kernel("6.8.0-85"), "Default"));
        node(3, "SYS-A", kernel("6.8.0-90"), "Default");
        assertTrue(differences().getFirst().suspected());
        IntStream.range(4, 10).forEach(number -> node(number, "SYS-A", kernel("6.8.0-85"), "Default"));
        assertFalse(differences().getFirst().suspected());
        IntStream.range(10, 13).forEach(number -> node(number, "SYS-A", kernel("6.8.0-90"), "Default"));
        assertTrue(differences().getFirst().suspected());
    }

    @Test
    void withoutAMajorityNobodyIsOdd() {
        IntStream.range(0, 10)
                .forEach(number -> node(number, "SYS-A", kernel(number % 2 == 0 ? "6.8.0-85" : "6.8.0-90"), "Default"));
        assertEquals(List.of(), differences());
    }

    @Test
    void whatCouldNotBeReadIsNoDifference() {
        IntStream.range(0, 10).forEach(number -> node(number, "SYS-A", kernel("6.8.0-85"), "Default"));
        node(10, "SYS-A", Reading.missing(Reading.Why.TIMEOUT, "3 s"), "Default");
        assertEquals(List.of(), differences());
        node(10, "SYS-A", Reading.missing(Reading.Why.ABSENT, "no such file"), "Default");
        assertEquals(Map.of(id(10), "absent"), differences().getFirst().odd());
    }

    @Test
    void whatANodeNoLongerReadsIsForgotten() {
        IntStream.range(0, 10).forEach(number -> node(number, "SYS-A", kernel("6.8.0-85"), "Default"));
        node(3, "SYS-A", kernel("6.8.0-90"), "Default");
        assertEquals(1, differences().size());
        node(3, "SYS-A", kernel("6.8.0-85"), "Default");
        assertEquals(List.of(), differences());
        columns.remove(id(3), Section.OS);
        assertEquals(
                10, CohortDrift.of(columns, RULE, CATALOG).getFirst().nodes().size());
    }

    @Test
    void whatIsVolatileOrNoConfigurationIsNotKept() {
        var wanted = CohortDrift.wanted(RULE, CATALOG);
        CATALOG.rows().stream()
                .filter(row -> row.isVolatile() && !row.isFamily())
                .forEach(row -> assertFalse(wanted.test(new CheckId(row.pattern())), row.pattern()));
        assertTrue(RULE.rows().stream().allMatch(row -> wanted.test(new CheckId(row.check()))));
        assertTrue(RULE.rows().stream()
                .allMatch(row -> CATALOG.find(new CheckId(row.check())).isPresent()));
    }

    @Test
    void aNodeWhoseHardwareIsNotKnownHasNoPeers() {
        columns.put(
                id(1),
                Section.HARDWARE,
                List.of(fact("sys.product", "node", Reading.missing(Reading.Why.ABSENT, "no such file"))));
        assertEquals(List.of(), CohortDrift.of(columns, RULE, CATALOG));
    }
}
