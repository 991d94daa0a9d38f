package io.holdfast.protocol.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.protocol.baseline.Constraint;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.finding.Severity;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogReaderTest {
    private static final String GOOD = """
            - id: gpu.row_remap.failure
              title: Whether a memory row could not be remapped
              section: gpu
              kind: health
              severity: critical
              source: nvidia-smi -q -x
              healthy: {equals: "No"}
            - id: sysctl.<key>
              title: A kernel setting
              section: os
              kind: drift
              source: /proc/sys
            """;

    private static CatalogException error(String yaml) {
        return assertThrows(CatalogException.class, () -> CatalogReader.read("checks/x.yaml", yaml));
    }

    @Test
    void aRowSaysWhatItIsAndTheRestIsUsual() {
        List<Check> rows = CatalogReader.read("checks/x.yaml", GOOD);
        assertEquals(Optional.of(new Constraint.EqualTo("No")), rows.getFirst().healthy());
        assertEquals(Check.Cadence.CONFIG, rows.getFirst().cadence());
        assertEquals(Check.Type.TEXT, rows.getFirst().type());
    }

    @Test
    void aFamilyAnswersForItsMembers() {
        Catalog catalog = new Catalog(CatalogReader.read("checks/x.yaml", GOOD));
        assertEquals(
                "sysctl.<key>",
                catalog.find(new CheckId("sysctl.vm.max_map_count"))
                        .orElseThrow()
                        .pattern());
        assertEquals(Optional.empty(), catalog.find(new CheckId("gpu.row_remap.failure.x")));
    }

    @Test
    void aFamilyMayVaryInTheMiddle() {
        Catalog catalog =
                new Catalog(CatalogReader.read("checks/x.yaml", GOOD.replace("sysctl.<key>", "unit.<name>.active")));
        assertTrue(catalog.find(new CheckId("unit.nvidia-persistenced.active")).isPresent());
        assertEquals(Optional.empty(), catalog.find(new CheckId("unit.kubelet.sub")));
        assertEquals(Optional.empty(), catalog.find(new CheckId("unit.active")));
    }

    @Test
    void aCounterSaysHowFastItMayRise() {
        String counter = GOOD.replace(
                "healthy: {equals: \"No\"}",
                "clear_for: 1h\n  rises:\n    - {more_than: 120, within: 1h, severity: critical}");
        assertEquals(
                new Check.OverTime(
                        List.of(new Check.Rise(new BigDecimal(120), Duration.ofHours(1), Severity.CRITICAL)),
                        Duration.ZERO,
                        Duration.ofHours(1)),
                CatalogReader.read("checks/x.yaml", counter).getFirst().overTime());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kind: health|kind: helth|checks/x.yaml:4: kind: \"helth\": expected one of drift, health, info",
                "severity: critical|severity: dire|checks/x.yaml:5: severity: \"dire\": expected one of",
                "title: Whether|titel: Whether|checks/x.yaml:2: titel: no such field",
                "severity: critical|raise_for: soon|checks/x.yaml:5: raise_for: \"soon\": expected a time such as",
                "severity: critical|rises: [{more_than: 1}]|checks/x.yaml:5: rises: expected {more_than: n",
                "source: nvidia-smi -q -x|unit: W|checks/x.yaml:6: unit: ",
                "{equals: \"No\"}|{is: No}|checks/x.yaml:7: healthy: \"is\": expected equals",
                "{equals: \"No\"}|{at_most: none}|checks/x.yaml:7: healthy.at_most: \"none\"",
                "id: sysctl.<key>|id: Sysctl|checks/x.yaml:8: id: \"Sysctl\""
            })
    void aBadRowIsAnErrorThatNamesFileLineAndField(String good, String bad, String expected) {
        CatalogException error = error(GOOD.replace(good, bad));
        String message = String.valueOf(error.getMessage());
        assertTrue(message.contains(expected), message);
    }

    @Test
    void brokenYamlSaysWhere() {
        assertTrue(String.valueOf(error("- id: [a\n  b: c\n").getMessage()).startsWith("checks/x.yaml:"));
    }

    @Test
    void theShippedCatalogIsWhole() {
        assertTrue(
                Catalog.shipped().rows().size() > 50,
                () -> Catalog.shipped().rows().size() + " rows");
    }

    @Test
    void everyCheckThatARowRefersToIsARow() {
        Catalog.shipped()
                .rows()
                .forEach(row -> row.healthy().ifPresent(healthy -> {
                    if (healthy instanceof Constraint.SameAs(CheckId other)) {
                        assertTrue(Catalog.shipped().find(other).isPresent(), row.pattern() + " refers to " + other);
                    }
                }));
    }
}
