package io.holdfast.protocol.baseline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.holdfast.protocol.baseline.Selector.Trait;
import io.holdfast.protocol.finding.Severity;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The published schema, and that it says what the reader does.
class BaselineSchemaTest {
    private static final TestingSchema SCHEMA = new TestingSchema("baseline.schema.json");

    static List<String> documents() {
        return Stream.of(ShippedBaselines.BASELINES, ShippedBaselines.LAYERS)
                .flatMap(Collection::stream)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyShippedDocumentFits(String name) throws IOException {
        String yaml = new ShippedBaselines().find(name).orElseThrow().yaml();
        assertEquals("", SCHEMA.trouble(yaml), name);
    }

    @Test
    void whatTheReaderRefusesByItsShapeTheSchemaRefusesToo() throws IOException {
        for (String yaml : List.of(
                "baselin: x",
                "baseline: X",
                "{baseline: x, layer: y, kind: base}",
                "{layer: x, kind: plattform}",
                "{layer: x}",
                "{baseline: x, expects: {}}",
                "{baseline: x, variables: {v: {values: [1]}}}",
                "{baseline: x, variables: {v: 8}}",
                "{baseline: x, expect: {hugepages: 1}}",
                "{baseline: x, expect: {gpu.name: {why: y}}}",
                "{baseline: x, expect: {gpu.name: {is: a, in: [b]}}}",
                "{baseline: x, expect: {gpu.name: {is: a, severity: error}}}",
                "{baseline: x, expect: {gpu.name: {is: a, where: {}}}}",
                "{baseline: x, expect: {gpu.name: {is: a, where: {rol: b}}}}",
                "{baseline: x, expect: {gpu.name: [a, b]}}",
                "{baseline: x, layers: y}")) {
            assertFalse(SCHEMA.trouble(yaml).isEmpty(), yaml);
        }
    }

    @Test
    void itHasTheReadersWords() {
        assertEquals(DocumentReader.BASELINE, SCHEMA.keys("baseline"));
        assertEquals(DocumentReader.LAYER, SCHEMA.keys("layer"));
        Set<String> terms = new TreeSet<>(EntryReader.OPERATORS);
        terms.addAll(EntryReader.TERMS);
        assertEquals(terms, SCHEMA.keys("expectation"));
        Set<String> traits = Arrays.stream(Trait.values())
                .filter(one -> one != Trait.UNKNOWN)
                .map(Trait::word)
                .collect(Collectors.toCollection(TreeSet::new));
        traits.add("label");
        assertEquals(traits, SCHEMA.keys("where"));
        assertEquals(
                Arrays.stream(Layer.values())
                        .filter(one -> one != Layer.UNKNOWN)
                        .map(Layer::word)
                        .toList(),
                SCHEMA.words("/$defs/layer/properties/kind/enum"));
        assertEquals(
                Arrays.stream(Severity.values())
                        .filter(one -> one != Severity.UNKNOWN)
                        .map(one -> one.name().toLowerCase(Locale.ROOT))
                        .toList(),
                SCHEMA.words("/$defs/expectation/properties/severity/enum"));
    }

    @Test
    void theDocumentationHasTheSameFile() throws IOException {
        assertEquals(SCHEMA.text(), SCHEMA.documented());
    }
}
