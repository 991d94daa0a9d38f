package io.holdfast.agent.pages;

import io.holdfast.protocol.check.Check;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The pages of `docs/checks` as text, by file name.
final class CheckPages {
    private CheckPages() {}

    static Map<String, String> of(Collection<Check> rows, Coverage coverage) {
        Map<String, String> pages = new TreeMap<>();
        for (Check row : rows) {
            pages.put(file(row), page(row, coverage));
        }
        pages.put("README.md", table(rows, coverage));
        return pages;
    }

    /// `kernel.module.<module>` is `kernel.module.module.md`: no file system minds it.
    static String file(Check row) {
        return row.pattern().replace("<", "").replace(">", "") + ".md";
    }

    private static String page(Check row, Coverage coverage) {
        Coverage.Proof proof = coverage.of(row);
        StringBuilder page =
                new StringBuilder("# `" + row.pattern() + "`\n\n" + row.title() + ".\n\n| | |\n|---|---|\n");
        line(page, "Section, kind", row.section().word() + ", " + word(row.kind()));
        line(page, "Severity", word(row.severity()));
        line(
                page,
                "Reading",
                word(row.type())
                        + row.unit().map(unit -> " in " + unit).orElse("")
                        + (row.isVolatile() ? ", changes by itself" : ""));
        line(page, "Source", "`" + row.source() + "`");
        line(page, "Read", word(row.cadence()));
        line(page, "Needs", row.needs().stream().map(CheckPages::word).collect(Collectors.joining(", ")));
        line(page, "Reading disturbs", row.disturbs());
        line(page, "Expected", row.expected());
        line(
                page,
                "A fault without any baseline",
                row.healthy().map(it -> "unless " + it.words()).orElse(""));
        line(page, "A fault over time", row.overTime().words());
        line(page, "Mended by", row.fix());
        line(page, "Cost", row.fix().isEmpty() ? "" : row.cost().name());
        line(page, "Reaches", word(row.scope()));
        line(page, "Read by", String.join(", ", proof.probes()));
        line(
                page,
                "Seen on",
                proof.isUnproven()
                        ? "no recorded host: " + coverage.withoutFixture().getOrDefault(row.pattern(), "**unproven**")
                        : String.join(", ", proof.fixtures()));
        line(page, "Tested by", String.join(", ", proof.tests()));
        if (!row.notes().isEmpty()) {
            page.append("\n").append(row.notes()).append("\n");
        }
        if (!row.unverified().isEmpty()) {
            page.append("\n**Unverified:** ").append(row.unverified()).append("\n");
        }
        return page.toString();
    }

    private static String table(Collection<Check> rows, Coverage coverage) {
        StringBuilder table = new StringBuilder("""
                # Checks

                Everything an agent reads of a node: one page per check, generated from the catalog (`protocol/src/main/resources/checks` and the tables of
                the kernel's messages beside it), with what proves that it can be read: the probe, the recorded hosts among our fixtures on which it has a
                value, and the tests that name it. The build fails for a check that lacks one of them, and when a page is out of date.

                Trees that a test builds for itself and captures of real machines are not counted as fixtures here. What every fixture shows stands in its
                file `expected-facts`; `ExpectedFactsTest` compares it. Most fixtures are written by hand after the format: they prove
                that the format is understood, not that a machine has been seen. Where nobody has seen one, the page of the check says **Unverified**.

                """);
        table.append("%d checks. No recorded host can show a value of %d of them:%n%n"
                .formatted(rows.size(), coverage.withoutFixture().size()));
        coverage.withoutFixture().forEach((check, why) -> table.append("- `%s`: %s%n".formatted(check, why)));
        table.append("\n");
        table.append("| check | source | probe | fixtures | tests |\n|---|---|---|---|---|\n");
        for (Check row : rows) {
            Coverage.Proof proof = coverage.of(row);
            table.append("| [`%s`](%s) | %s | %s | %s | %s |%n"
                    .formatted(
                            row.pattern(),
                            file(row),
                            cell(row.source()),
                            String.join(", ", proof.probes()),
                            proof.isUnproven() ? "none" : String.join(", ", proof.fixtures()),
                            some(proof.tests())));
        }
        return table.toString();
    }

    /// A wide table is read by nobody.
    private static String some(Collection<String> tests) {
        String first = tests.stream().limit(2).collect(Collectors.joining(", "));
        return tests.size() <= 2 ? first : first + " and " + (tests.size() - 2) + " more";
    }

    private static void line(StringBuilder page, String label, String text) {
        if (!text.isEmpty()) {
            page.append("| ").append(label).append(" | ").append(cell(text)).append(" |\n");
        }
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("\n", " ");
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
