package io.holdfast.protocol.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.finding.Severity;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelTablesTest {
    private static final KernelTables TABLES = KernelTables.shipped();

    @Test
    void theTablesAreComplete() {
        assertEquals(109, TABLES.xids().size());
        assertEquals(8, TABLES.xids().iterator().next().code());
        assertTrue(IntStream.rangeClosed(139, 172)
                .allMatch(code -> TABLES.xid(code).isPresent()));
        Map<String, Long> byKind =
                TABLES.sxids().stream().collect(Collectors.groupingBy(Sxid::kind, Collectors.counting()));
        assertEquals(
                Map.of(
                        "corrected", 19L,
                        "link", 4L,
                        "configuration", 2L,
                        "reset_all", 2L,
                        "port", 42L,
                        "fabric", 20L,
                        "host", 2L,
                        "thermal", 1L,
                        "thermal_over", 1L),
                byKind);
        assertEquals(9, TABLES.actions().size());
    }

    @ParameterizedTest
    @CsvSource({
        "13, INFO, RESTART_APP, NONE",
        "31, INFO, RESTART_APP, NONE",
        "48, CRITICAL, RESET_GPU, GPURST",
        "63, INFO, RESET_LATER, GPURST",
        "79, CRITICAL, REBOOT, REBOOT",
        "94, DEGRADED, RESTART_APP, NONE",
        "92, WARNING, NONE, NONE",
        "119, CRITICAL, RESET_GPU, GPURST",
        "137, INFO, NONE, NONE",
        "157, WARNING, RMA, HW",
        "168, DEGRADED, REBOOT, REBOOT",
    })
    void anXidAsksForWhatThePolicySays(int code, Severity severity, String remedy, Check.Cost cost) {
        Xid xid = TABLES.xid(code).orElseThrow();
        assertEquals(severity, xid.severity());
        assertEquals(remedy, xid.remedy().word());
        assertEquals(cost, xid.remedy().cost());
    }

    /// The row of every check is in the catalog, so that `explain` tells it and the judge knows its severity.
    @Test
    void everyMessageBelongsToACheck() {
        TABLES.messages()
                .forEach(message -> assertTrue(
                        Catalog.shipped().find(message.check()).isPresent(),
                        () -> message.check().text()));
        TABLES.xids()
                .forEach(xid -> assertTrue(Catalog.shipped()
                        .find(KernelTables.xidCheck(xid.code()))
                        .isPresent()));
    }

    /// A grade that no message can have would be a severity that never comes.
    @Test
    void everyGradeIsTheWordOfAMessage() {
        Map<CheckId, Set<String>> words = TABLES.messages().stream()
                .collect(Collectors.groupingBy(
                        KernelMessage::check, Collectors.mapping(message -> message.as() + ":", Collectors.toSet())));
        words.forEach((check, said) -> Catalog.shipped()
                .find(check)
                .orElseThrow()
                .grades()
                .forEach(grade -> assertTrue(
                        grade instanceof Check.Grade.Starts(String text, var _) && said.contains(text),
                        check + " has a grade " + grade)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gpu.xid.154 | 1 GPU Reset Required | CRITICAL",
                "gpu.xid.154 | 4 Drain and Reset | DEGRADED",
                "gpu.xid.154 | 99 Something New | CRITICAL",
                "gpu.xid.149 | fatal: NETIR_LINK_EVT | CRITICAL",
                "gpu.xid.149 | nonfatal: NETIR_LINK_EVT | WARNING",
                "gpu.xid.79 | fallen off the bus (no proof of origin) | WARNING",
                "gpu.xid.13 | exception (no proof of origin) | INFO",
                "gpu.sxid.22013 | non-fatal: link 44 | WARNING",
                "gpu.sxid.22013 | fatal: link 44 | CRITICAL",
                "gpu.sxid.12020 | whatever | CRITICAL",
                "gpu.sxid.unknown | fatal: link 44 | CRITICAL",
                "gpu.sxid.unknown | SOE HALTED | WARNING",
                "pcie.aer.kmsg | nonfatal: PCIe Bus Error | DEGRADED",
                "pcie.aer.kmsg | fatal: PCIe Bus Error | CRITICAL",
                "pcie.aer.kmsg | corrected: PCIe Bus Error | INFO",
            })
    void theTextTellsTheSeverity(String check, String text, Severity severity) {
        Check row = Catalog.shipped().find(new CheckId(check)).orElseThrow();
        assertEquals(severity, row.severityOf(new Reading.Text(text)));
    }

    @Test
    void aBadRowSaysWhereItIs() {
        KernelTableReader reader =
                new KernelTableReader(KernelTableReader.remedies("r.yaml", "- {word: A, text: a, cost: none}\n"));
        assertError("x.yaml:3: remedy: \"B\": expected one of [A]", () -> reader.xids("x.yaml", """
                - code: 8
                  name: N
                  remedy: B
                  meaning: m
                  severity: info
                """));
        assertError(
                "x.yaml:2: code: \"eight\": expected a whole number",
                () -> reader.xids("x.yaml", "# a comment\n- {code: eight}\n"));
        assertError(
                "x.yaml:1: colour: no such field; expected one of [as, check, contains, ends, on, pattern, sticky]",
                () -> KernelTableReader.messages("x.yaml", "- {colour: red}\n"));
        assertError(
                "x.yaml:1: pattern: has the groups [], expected [on]",
                () -> KernelTableReader.messages("x.yaml", "- {check: a.b, contains: word, on: pci, pattern: word}\n"));
        assertError(
                "x.yaml:1: pattern: Unclosed group",
                () -> KernelTableReader.messages(
                        "x.yaml", "- {check: a.b, contains: word, on: node, pattern: '(word'}\n"));
        assertError(
                "x.yaml:2: codes: \"1x\": expected numbers and ranges",
                () -> reader.sxids("x.yaml", "- class: c\n  codes: 1x\n"));
        assertError("r.yaml:2: word: \"A\" stands twice", () -> KernelTableReader.remedies("r.yaml", """
                - {word: A, text: a, cost: none}
                - {word: A, text: b, cost: none}
                """));
        assertError(
                "x.yaml:1: grades: expected {starts: .., severity: ..}",
                () -> reader.xids(
                        "x.yaml", "- {code: 8, name: N, meaning: m, severity: info, grades: [{a: b}], remedy: A}"));
    }

    private static void assertError(String start, Runnable read) {
        String message =
                String.valueOf(assertThrows(CatalogException.class, read::run).getMessage());
        assertTrue(message.startsWith(start), message);
    }

    @Test
    void aTableIsAListOfMappings() {
        for (String yaml : List.of("a: b", "- a\n")) {
            assertThrows(CatalogException.class, () -> KernelTableReader.messages("x.yaml", yaml));
        }
    }
}
