package io.holdfast.protocol.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.protocol.baseline.Constraint;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SiteCheckReaderTest {
    private static final String GOOD = """
            - id: site.bios.profile
              title: Workload profile of the firmware
              section: hardware
              kind: drift
              severity: degraded
              read: {command: [/opt/site/bios-profile, --short], regex: "^profile=(.*)$"}
              healthy: {equals: hpc}
            - id: site.queue.length
              title: Length of the send queue
              type: whole
              section: nic
              kind: info
              read: {file: /sys/class/net/*/tx_queue_len}
            """;

    @Test
    void aSiteSaysWhatIsReadAndWhereItStands() {
        List<SiteCheck> checks = SiteCheckReader.read("checks.d/a.yaml", GOOD);
        assertEquals("/opt/site/bios-profile --short", checks.getFirst().check().source());
        assertEquals(
                new SiteCheck.Source.Command(List.of("/opt/site/bios-profile", "--short")),
                checks.getFirst().source());
        assertInstanceOf(SiteCheck.Pick.Regex.class, checks.getFirst().pick());
        assertEquals(
                Optional.of(new Constraint.EqualTo("hpc")),
                checks.getFirst().check().healthy());
        assertEquals(new SiteCheck.Pick.All(), checks.getLast().pick());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "id: site.bios|id: os.bios|a.yaml:1: id: \"os.bios.profile\": expected site.<words>",
                "id: site.bios.profile|id: site.<name>|a.yaml:1: id: \"site.<name>\": expected site.<words>",
                "read: {command|source: x # {command|a.yaml:1: read: expected {file: /path} or {command:",
                "severity: degraded|source: /x|a.yaml:5: source: is what read says",
                "[/opt/site/bios-profile, --short]|/opt/site/run|a.yaml:6: read.command: expected a list",
                "\"^profile=(.*)$\"|\"^profile=.*$\"|a.yaml:6: read.regex: expected one group",
                "\"^profile=(.*)$\"|\"^profile=(\"|a.yaml:6: read.regex: \"^profile=(\": Unclosed group",
                "regex: \"^p|key: x, regex: \"^p|a.yaml:6: read: expected",
                "file: /sys/class/net/*/tx|file: sys/class/net/*/tx|a.yaml:13: read.file: \"sys/class/net",
                "kind: drift|kind: drifty|a.yaml:4: kind: \"drifty\": expected one of",
            })
    void aCheckThatCannotBeUsedSaysWhere(String good, String bad, String message) {
        String yaml = GOOD.replace(good, bad);
        assertTrue(!yaml.equals(GOOD), good);
        CatalogException error =
                assertThrows(CatalogException.class, () -> SiteCheckReader.read("checks.d/a.yaml", yaml));
        assertTrue(String.valueOf(error.getMessage()).startsWith("checks.d/" + message), error.getMessage());
    }
}
