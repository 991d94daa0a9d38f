package io.holdfast.aggregator.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.aggregator.fold.Highlights;
import io.holdfast.aggregator.rollout.Rule;
import io.holdfast.protocol.baseline.Baseline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaselineFolderTest {
    private static final String ASSIGN = """
            assign:
            - baseline: site/rtx
              set: {network: ethernet}
              match: {facts: {sys.product: SYS-212GB-FNR, gpu.name: "*RTX*"}, labels: {pool: inference}}
            - name: rest
              baseline: site/base
            """;

    @TempDir
    Path folder;

    /// The text of all documents is the title, so that another text is another baseline.
    private BaselineFolder open() {
        return new BaselineFolder(List.of(folder), List.of(), (documents, name, set) -> {
            if (documents.values().stream().anyMatch(text -> text.contains("broken"))) {
                throw new IllegalArgumentException("site.yaml:1: broken");
            }
            return new Baseline(name, documents.toString(), new TreeMap<>(set), List.of());
        });
    }

    private void write(String file, String text) throws IOException {
        Path written = folder.resolve(file);
        Files.createDirectories(written.getParent());
        Files.writeString(written, text);
    }

    @Test
    void theFirstRuleThatFitsCounts() throws IOException {
        write("assign.yaml", ASSIGN);
        List<Rule> rules = open().current().entries().stream()
                .map(BaselineFolder.Entry::rule)
                .toList();
        Highlights rtx =
                new Highlights(new TreeMap<>(Map.of("product", "SYS-212GB-FNR", "gpuModel", "NVIDIA RTX PRO 6000")));
        assertEquals(Optional.of("site/rtx"), name(rules, rtx, Map.of("pool", "inference", "rack", "r1")));
        assertEquals(Optional.of("rest"), name(rules, rtx, Map.of("pool", "training")));
        assertEquals(Optional.of("rest"), name(rules, Highlights.NONE, Map.of("pool", "inference")));
    }

    private static Optional<String> name(List<Rule> rules, Highlights known, Map<String, String> labels) {
        return Rule.of(rules, known, labels).map(Rule::name);
    }

    @Test
    void anotherTextIsAnotherDigestAndAnotherTimeIsNot() throws IOException {
        write("assign.yaml", ASSIGN);
        write("sub/site.yaml", "one");
        BaselineFolder opened = open();
        List<String> first = digests(opened);
        write("sub/site.yaml", "one");
        opened.refresh();
        assertEquals(first, digests(opened));
        write("sub/site.yaml", "two");
        opened.refresh();
        assertNotEquals(first, digests(opened));
    }

    @Test
    void whatCannotBeUsedLeavesWhatIsInForceAndIsTold() throws IOException {
        write("assign.yaml", ASSIGN);
        write("site.yaml", "one");
        BaselineFolder opened = open();
        List<String> first = digests(opened);
        write("site.yaml", "broken");
        opened.refresh();
        assertEquals(first, digests(opened));
        assertEquals("site.yaml:1: broken", opened.current().trouble());
        opened.refresh();
        assertEquals("site.yaml:1: broken", opened.current().trouble());
        write("site.yaml", "one");
        opened.refresh();
        assertEquals("", opened.current().trouble());
    }

    @Test
    void brokenWaiversLeaveBaselinesAndTheWaiversBefore() throws IOException {
        write("assign.yaml", ASSIGN);
        write("site.yaml", "one");
        write("waivers.yaml", "waivers:\n- {check: gpu.xid.79, reason: known, owner: ada, expires: 2026-12-20}\n");
        BaselineFolder opened = open();
        assertEquals(
                "gpu.xid.79",
                opened.current().waivers().orElseThrow().getFirst().check());
        List<String> first = digests(opened);
        write("site.yaml", "two");
        write("waivers.yaml", "waivers:\n- {check: gpu.xid.79, reason: known, expires: 2026-12-20}\n");
        opened.refresh();
        assertEquals(
                folder + "/waivers.yaml:2:3: owner: is required",
                opened.current().trouble());
        assertNotEquals(first, digests(opened));
        assertEquals(1, opened.current().waivers().orElseThrow().size());
        write("waivers.yaml", "waivers: []\n");
        opened.refresh();
        assertEquals("", opened.current().trouble());
        assertEquals(0, opened.current().waivers().orElseThrow().size());
    }

    @Test
    void anAdvisoryStandsBesideEveryBaselineAndOneThatCannotBeReadIsTold() throws IOException {
        write("assign.yaml", ASSIGN);
        write("site.yaml", "one");
        BaselineFolder opened = open();
        List<String> first = digests(opened);
        write("floors.yaml", """
                kind: SecurityFloors
                advisories:
                - {id: SA-1, date: 2025-10-09, floors: {driver: {580: 580.95.05}}}
                """);
        opened.refresh();
        assertNotEquals(first, digests(opened));
        assertTrue(opened.current().entries().stream()
                .allMatch(entry -> entry.baseline().advisories().size() == 1));
        write("floors.yaml", "kind: SecurityFloors\nadvisories: []\n");
        opened.refresh();
        assertTrue(opened.current().trouble().contains("floors.yaml:1: advisories"), opened.current()::trouble);
        assertEquals(
                1, opened.current().entries().getFirst().baseline().advisories().size());
    }

    @Test
    void aConfigMapsHiddenCopiesAreNotReadTwice() throws IOException {
        write("..2026_11_23/assign.yaml", ASSIGN);
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("..2026_11_23"));
        Files.createSymbolicLink(folder.resolve("assign.yaml"), Path.of("..data/assign.yaml"));
        BaselineFolder opened = open();
        assertEquals("", opened.current().trouble());
        assertEquals(2, opened.current().entries().size());
    }

    @Test
    void aFactThatIsNotKnownForMatchingIsNamed() throws IOException {
        write("assign.yaml", "assign:\n- {baseline: a, match: {facts: {os.uptime: '1'}}}\n");
        String trouble = open().current().trouble();
        assertTrue(trouble.contains("assign[1].match.facts: os.uptime: expected one of gpu.driver.version"), trouble);
    }

    private static List<String> digests(BaselineFolder opened) {
        return opened.current().entries().stream()
                .map(entry -> entry.encoded().digest())
                .toList();
    }
}
