package io.holdfast.agent.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.TestingHost;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteChecksTest {
    private static final String FILE = "/etc/holdfast/checks.d/site.yaml";
    private static final String CHECKS = """
            - {id: site.bios.profile, title: a, section: hardware, kind: drift, read: {command: [/opt/site/bios], regex: "^profile=(.*)$"}}
            - {id: site.bios.slots, title: b, type: whole, section: hardware, kind: drift, read: {command: [/opt/site/bios], key: slots}}
            - {id: site.power.cap, title: c, type: quantity, unit: W, section: hardware, kind: drift, read: {file: /run/site/power.json, json: /caps/0/watts}}
            - {id: site.queue.length, title: d, type: whole, section: nic, kind: info, read: {file: /sys/class/net/*/tx_queue_len}}
            - {id: site.raid.tool, title: e, section: storage, kind: info, read: {command: [/opt/site/raid]}}
            - {id: site.gone, title: f, type: flag, section: os, kind: info, read: {file: /run/site/gone}}
            """;

    @TempDir
    Path folder;

    private static Map<String, Reading> read(HostRoot host, List<Probe> probes) {
        Map<String, Reading> readings = new TreeMap<>();
        for (Fact fact : Sweep.run(host, probes, Duration.ofMinutes(1)).facts()) {
            if (fact.check().text().startsWith("site.") || fact.check().text().equals("agent.site_checks")) {
                readings.put(fact.check() + " " + fact.instance(), fact.reading());
            }
        }
        return readings;
    }

    private TestingHost host() {
        return new TestingHost(folder)
                .file(FILE, CHECKS)
                .command(List.of("/opt/site/bios"), 0, "slots: 8\nprofile=hpc\n")
                .command(List.of("/opt/site/raid"), 2, "no controller")
                .file("/run/site/power.json", "{\"caps\":[{\"watts\":700}]}")
                .file("/sys/class/net/eth0/tx_queue_len", "1000")
                .file("/sys/class/net/eth1/tx_queue_len", "many");
    }

    @Test
    void whatASiteDeclaresIsReadLikeEveryOtherCheck() {
        HostRoot host = host().build();
        SiteChecks site = SiteChecks.of(host);
        assertEquals(List.of(), site.problems());
        assertTrue(site.catalog().find(new CheckId("site.power.cap")).isPresent());
        assertEquals(
                Map.of(
                        "agent.site_checks node",
                        new Reading.Text("in force"),
                        "site.bios.profile node",
                        new Reading.Text("hpc"),
                        "site.bios.slots node",
                        new Reading.Whole(8),
                        "site.power.cap node",
                        Reading.Quantity.of(700, "W"),
                        "site.queue.length eth0",
                        new Reading.Whole(1000),
                        "site.queue.length eth1",
                        Reading.missing(Why.MALFORMED, "many"),
                        "site.raid.tool node",
                        Reading.missing(Why.UNREADABLE, "exit status 2: "),
                        "site.gone node",
                        Reading.missing(Why.ABSENT, "no /run/site/gone")),
                read(host, site.probes()));
    }

    @Test
    void aFileThatCannotBeUsedIsToldAndTheOthersCount() {
        HostRoot host = host().file("/etc/holdfast/checks.d/bad.yaml", "- {id: site.x, title: y}")
                .build();
        SiteChecks site = SiteChecks.of(host);
        assertEquals(6, site.checks().size());
        assertEquals(
                Reading.missing(
                        Why.MALFORMED,
                        "/etc/holdfast/checks.d/bad.yaml:1: read: expected {file: /path} or {command: [tool, argument]},"
                                + " with at most one of regex, key and json"),
                read(host, site.probes()).get("agent.site_checks node"));
    }

    @Test
    void aChangeAfterTheStartIsToldAndNotFollowed() {
        SiteChecks site = SiteChecks.of(host().build());
        HostRoot changed = host().file(FILE, CHECKS.replace("/opt/site/raid", "/opt/site/other"))
                .build();
        assertEquals(new Reading.Text("changed"), read(changed, site.probes()).get("agent.site_checks node"));
    }

    /// Whoever may write such a file tells a privileged agent what to run.
    @Test
    void aFileThatOthersMayWriteIsLeftOut() throws IOException {
        host();
        Files.setPosixFilePermissions(folder.resolve(FILE.substring(1)), PosixFilePermissions.fromString("rw-rw-r--"));
        SiteChecks site = SiteChecks.of(HostRoot.live(folder, List.of()));
        assertEquals(List.of(), site.checks());
        assertEquals(1, site.problems().size());
        assertTrue(
                site.problems().getFirst().startsWith(FILE + ": "),
                site.problems().getFirst());
    }

    @Test
    void mostNodesHaveNone() {
        HostRoot host = new TestingHost(folder).folder("/etc").build();
        SiteChecks site = SiteChecks.of(host);
        assertEquals(Map.of("agent.site_checks node", new Reading.Text("none")), read(host, site.probes()));
    }
}
