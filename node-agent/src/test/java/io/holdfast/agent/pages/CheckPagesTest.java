package io.holdfast.agent.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.check.Check;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// `-Dholdfast.pages.write=true` writes the pages anew; read the difference before you commit it.
class CheckPagesTest {
    private static final Path FOLDER = Path.of("../docs/checks");

    private static Coverage coverage = new Coverage(Map.of(), Map.of());

    @BeforeAll
    static void look() {
        coverage = Coverage.seen(Catalog.shipped());
    }

    @Test
    void thePagesSayWhatTheCatalogSays() throws IOException {
        Map<String, String> expected = CheckPages.of(Catalog.shipped().rows(), coverage);
        if (Boolean.getBoolean("holdfast.pages.write")) {
            write(expected);
        }
        assertEquals(expected, present(), "docs/checks is out of date: write it with -Dholdfast.pages.write=true");
    }

    @Test
    void everyRowHasAProbeAFixtureAndATest() {
        Map<String, List<String>> gaps = new TreeMap<>();
        for (Check row : Catalog.shipped().rows()) {
            List<String> lacks = coverage.gaps(row);
            if (!lacks.isEmpty()) {
                gaps.put(row.pattern(), lacks);
            }
        }

        assertEquals(Map.of(), gaps, "see \"Add a check\" in CONTRIBUTING.md");
    }

    @Test
    void whatIsSaidToHaveNoFixtureIsARowThatHasNone() {
        assertEquals(
                List.of(),
                coverage.withoutFixture().keySet().stream()
                        .filter(check -> Catalog.shipped().rows().stream()
                                .noneMatch(row -> row.pattern().equals(check)
                                        && coverage.of(row).isUnproven()))
                        .toList());
    }

    private static Map<String, String> present() throws IOException {
        Map<String, String> pages = new TreeMap<>();
        if (Files.isDirectory(FOLDER)) {
            try (Stream<Path> files = Files.list(FOLDER)) {
                for (Path file : files.toList()) {
                    pages.put(String.valueOf(file.getFileName()), Files.readString(file));
                }
            }
        }
        return pages;
    }

    private static void write(Map<String, String> pages) throws IOException {
        Files.createDirectories(FOLDER);
        for (String old : present().keySet()) {
            Files.delete(FOLDER.resolve(old));
        }
        for (Map.Entry<String, String> page : pages.entrySet()) {
            Files.writeString(FOLDER.resolve(page.getKey()), page.getValue());
        }
    }
}
