package io.holdfast.protocol.baseline.floor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.protocol.finding.Severity;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdvisoryReaderTest {
    /// Written by us in the form of CSAF 2.0; no such advisory was published.
    private static final String CSAF = """
            {
              "document": {
                "category": "csaf_security_advisory",
                "csaf_version": "2.0",
                "title": "Made-up bulletin",
                "aggregate_severity": {"text": "High"},
                "references": [{"category": "self", "url": "https://example.org/made-up-1"}],
                "tracking": {"id": "MADE-UP-1", "initial_release_date": "2026-01-13T09:00:00.000Z"}
              },
              "product_tree": {
                "branches": [{
                  "category": "vendor", "name": "NVIDIA",
                  "branches": [
                    {"category": "product_name", "name": "NVIDIA GPU Display Driver for Linux", "branches": [
                      {"category": "product_version_range", "name": "vers:generic/>=570|<570.195.03",
                       "product": {"product_id": "D570", "name": "R570"}},
                      {"category": "product_version_range", "name": ">=580, <580.95.05",
                       "product": {"product_id": "D580", "name": "R580"}},
                      {"category": "product_version", "name": "580.105.08",
                       "product": {"product_id": "D580F", "name": "R580 fixed"}}
                    ]},
                    {"category": "product_name", "name": "NVIDIA ConnectX-7", "branches": [
                      {"category": "product_version", "name": "28.43.2026",
                       "product": {"product_id": "CX7", "name": "ConnectX-7 28.43.2026"}},
                      {"category": "product_version", "name": "28.39.5050",
                       "product": {"product_id": "CX7L", "name": "ConnectX-7 28.39.5050"}},
                      {"category": "product_version", "name": "32.43.2026",
                       "product": {"product_id": "CX7X", "name": "a slip"}}
                    ]},
                    {"category": "product_name", "name": "NVIDIA ConnectX-6 Dx", "branches": [
                      {"category": "product_version_range", "name": "all versions before the fix",
                       "product": {"product_id": "CX6", "name": "ConnectX-6 Dx"}}
                    ]},
                    {"category": "product_name", "name": "NVIDIA Shield", "branches": [
                      {"category": "product_version", "name": "9.2",
                       "product": {"product_id": "S", "name": "Shield 9.2"}}
                    ]}
                  ]
                }],
                "relationships": [{
                  "category": "installed_on",
                  "product_reference": "D570",
                  "relates_to_product_reference": "UBUNTU",
                  "full_product_name": {"product_id": "D570U", "name": "R570 on Ubuntu"}
                }]
              },
              "vulnerabilities": [
                {"product_status": {"known_affected": ["D570U", "D580", "CX6"], "fixed": ["CX7", "CX7L", "CX7X", "S"]}},
                {"product_status": {"first_fixed": ["D580F"]}}
              ]
            }
            """;

    @Test
    void csafGivesTheFirstSafeVersionOfEachTrain() {
        Advisory advisory = AdvisoryReader.read("csaf.json", CSAF).getFirst();
        assertEquals("MADE-UP-1 of 2026-01-13", advisory.words());
        assertEquals("https://example.org/made-up-1", advisory.url());
        assertEquals(Severity.DEGRADED, advisory.severity());
        assertEquals(
                List.of("connectx-7 28.39: 28.39.5050, 28.43: 28.43.2026", "driver 570: 570.195.03, 580: 580.105.08"),
                advisory.floors().stream()
                        .map(floor -> floor.product().word() + " " + floor.words())
                        .sorted()
                        .toList());
    }

    @Test
    void whatCsafSaysOtherwiseIsNotedAndNotGuessed() {
        List<String> notes = AdvisoryReader.read("csaf.json", CSAF).getFirst().notes();
        assertEquals(3, notes.size(), notes::toString);
        assertTrue(notes.contains("connectx-7: \"32.43.2026\" is no version of it"), notes::toString);
        assertTrue(notes.contains("\"NVIDIA Shield\" is nothing that is checked here"), notes::toString);
        assertTrue(
                notes.contains(
                        "NVIDIA ConnectX-6 Dx: the range \"all versions before the fix\" has no first safe version"),
                notes::toString);
    }

    @Test
    void ourOwnFormIsShort() {
        List<Advisory> advisories = AdvisoryReader.read("floors.yaml", """
                kind: SecurityFloors
                advisories:
                - id: MADE-UP-2
                  title: A driver and a kernel
                  date: 2025-10-09
                  severity: critical
                  floors:
                    driver: {580: 580.95.05, 535: 535.274.02}
                    kernel: {6.8: 6.8.0-85}
                - id: MADE-UP-3
                  date: 2025-11-01
                  floors:
                    containerd: 1.7.29
                """);
        assertEquals(
                List.of("MADE-UP-2", "MADE-UP-3"),
                advisories.stream().map(Advisory::id).toList());
        assertEquals(LocalDate.of(2025, 10, 9), advisories.getFirst().date());
        assertEquals(Severity.CRITICAL, advisories.getFirst().severity());
        assertEquals(
                "535: 535.274.02, 580: 580.95.05",
                advisories.getFirst().floors().getFirst().words());
        assertEquals("1.7.29", advisories.getLast().floors().getFirst().words());
    }

    @ParameterizedTest(name = "{0} against {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
        driver: {580: 580.95.05, 535: 535.274.02} | 580.95.05        | Safe
        driver: {580: 580.95.05, 535: 535.274.02} | 580.105.08       | Safe
        driver: {580: 580.95.05, 535: 535.274.02} | 580.82.07        | Below
        driver: {580: 580.95.05, 535: 535.274.02} | 535.261.03       | Below
        driver: {580: 580.95.05, 535: 535.274.02} | 535.274.02       | Safe
        driver: {580: 580.95.05, 535: 535.274.02} | 590.44.01        | Safe
        driver: {580: 580.95.05, 535: 535.274.02} | 570.195.03       | Unnamed
        driver: {580: 580.95.05, 535: 535.274.02} | 470.256.02       | Unnamed
        driver: {580: 580.95.05, 535: 535.274.02} | unknown          | Unnamed
        connectx-7: {28.39: 28.39.5050}           | 28.39.1002       | Below
        connectx-7: {28.39: 28.39.5050}           | 28.39.5050       | Safe
        connectx-7: {28.39: 28.39.5050}           | 28.43.1014       | Safe
        connectx-7: {28.39: 28.39.5050}           | 28.3.9999        | Unnamed
        connectx-7: {28.39: 28.39.5050}           | 32.39.1002       | OfAnother
        containerd: 1.7.29                        | 1.7.28           | Below
        containerd: 1.7.29                        | v2.0.1           | Safe
        kernel: {6.8: 6.8.0-85}                   | 6.8.0-84-generic | Below
        kernel: {6.8: 6.8.0-85}                   | 6.8.0-85-generic | Safe
        kernel: {6.8: 6.8.0-85}                   | 6.11.0-19-generic | Safe
        kernel: {6.8: 6.8.0-85}                   | 5.15.0-160-generic | Unnamed
        """)
    void aVersionIsJudgedByItsOwnTrain(String floors, String version, String standing) {
        Advisory advisory = AdvisoryReader.read(
                        "floors.yaml",
                        "kind: SecurityFloors\nadvisories:\n- {id: a, date: 2025-10-09, floors: {" + floors + "}}\n")
                .getFirst();
        assertEquals(
                standing, advisory.floors().getFirst().of(version).getClass().getSimpleName());
    }

    @Test
    void aFileOfAnotherKindSaysSo() {
        assertEquals(
                "f.yaml:1: expected kind: SecurityFloors, or a CSAF document in JSON",
                assertThrows(AdvisoryException.class, () -> AdvisoryReader.read("f.yaml", "kind: Baseline\n"))
                        .reason());
        assertEquals(
                "f.yaml:1: advisories: expected a list",
                assertThrows(AdvisoryException.class, () -> AdvisoryReader.read("f.yaml", "kind: SecurityFloors\n"))
                        .reason());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {date: 2025-10-09, floors: {driver: 580.95.05}}              | id: is required
        {id: a, floors: {driver: 580.95.05}}                         | date: "": expected a day
        {id: a, date: 9.10.2025, floors: {driver: 580.95.05}}        | date: "9.10.2025": expected a day
        {id: a, date: 2025-10-09}                                    | floors: expected products
        {id: a, date: 2025-10-09, floor: {driver: 580.95.05}}        | no field "floor"
        {id: a, date: 2025-10-09, floors: {drivers: 580.95.05}}      | no product "drivers"
        {id: a, date: 2025-10-09, floors: {driver: newest}}          | driver: "newest" is no version of it
        {id: a, date: 2025-10-09, floors: {driver: {570: 580.95.05}}} | is no version of the train "570"
        {id: a, date: 2025-10-09, floors: {driver: [580.95.05]}}     | driver: expected a version
        {id: a, date: 2025-10-09, floors: {connectx-7: 32.43.2026}}  | connectx-7: "32.43.2026" is no version of it
        {id: a, date: 2025-10-09, severity: high, floors: {driver: 580.95.05}} | severity: "high": expected info
        """)
    void aMistakeIsNamed(String row, String problem) {
        String said = assertThrows(
                        AdvisoryException.class,
                        () -> AdvisoryReader.read("f.yaml", "kind: SecurityFloors\nadvisories:\n- " + row + "\n"))
                .reason();
        assertTrue(said.startsWith("f.yaml:") && said.contains(problem), said);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {"document": {"csaf_version": "1.2"}}                                      | expected 2.0
        {"document": {"csaf_version": "2.0"}}                                      | document.tracking.id: is required
        {"document": {"csaf_version": "2.0", "tracking": {"id": "a"}}}             | initial_release_date
        """)
    void aCsafDocumentThatCannotBeUsedSaysWhy(String json, String problem) {
        String said = assertThrows(AdvisoryException.class, () -> AdvisoryReader.read("f.json", json))
                .reason();
        assertTrue(said.contains(problem), said);
    }

    @Test
    void aDocumentAboutOtherThingsSaysThatNothingComesOfIt() {
        Advisory advisory = AdvisoryReader.read("f.json", """
                        {"document": {"csaf_version": "2.0", "title": "t",
                          "tracking": {"id": "a", "initial_release_date": "2026-01-13T09:00:00Z"}}}
                        """).getFirst();
        assertTrue(advisory.floors().isEmpty());
        assertEquals(List.of("it names no first safe version of anything that is checked here"), advisory.notes());
    }
}
