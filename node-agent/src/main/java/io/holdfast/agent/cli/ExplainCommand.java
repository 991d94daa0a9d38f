package io.holdfast.agent.cli;

import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.yaml.NearNames;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `holdfast explain`: a check's page of the catalog.
@Command(name = "explain", mixinStandardHelpOptions = true, description = "Tells what a check means.")
final class ExplainCommand implements Callable<Integer> {
    private static final int SUGGESTIONS = 5;

    @Parameters(paramLabel = "CHECK", description = "For example os.kernel.release or kernel.module.nvidia")
    private String check = "";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Optional<Check> row = find(Catalog.shipped());
        if (row.isEmpty()) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("holdfast: no check \"" + check + "\". Near to it: "
                    + String.join(", ", NearNames.of(check, names(), SUGGESTIONS)));
            err.flush();
            return HoldfastCommand.USAGE;
        }
        PrintWriter out = spec.commandLine().getOut();
        out.print(page(row.get(), new Colours(Colours.wanted())));
        out.flush();
        return HoldfastCommand.FINE;
    }

    private static List<String> names() {
        return Catalog.shipped().rows().stream().map(Check::pattern).toList();
    }

    private Optional<Check> find(Catalog catalog) {
        Optional<Check> family = catalog.rows().stream()
                .filter(row -> row.pattern().equals(check))
                .findFirst();
        if (family.isPresent()) {
            return family;
        }
        try {
            return catalog.find(new CheckId(check));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static String page(Check row, Colours colours) {
        StringBuilder page = new StringBuilder();
        page.append(colours.strong(row.pattern()))
                .append("\n")
                .append(row.title())
                .append("\n\n");
        line(page, "Section", row.section().word());
        line(page, "Kind", word(row.kind()) + (row.isVolatile() ? ", changes by itself" : ""));
        line(page, "Severity", severity(row));
        line(
                page,
                "Reading",
                word(row.type()) + row.unit().map(unit -> " in " + unit).orElse(""));
        line(page, "Source", row.source());
        line(page, "Read", word(row.cadence()));
        line(page, "Needs", row.needs().stream().map(ExplainCommand::word).collect(Collectors.joining(", ")));
        line(page, "Disturbs", row.disturbs());
        line(page, "Expected", row.expected());
        line(page, "Always", row.healthy().map(it -> it.words()).orElse(""));
        line(page, "A fault if", row.overTime().words());
        line(page, "Mended by", row.fix());
        line(page, "Cost", row.fix().isEmpty() ? "" : row.cost().name());
        line(page, "Notes", row.notes());
        line(page, "Unverified", row.unverified());
        return page.toString();
    }

    /// `critical; warning where it begins with "nonfatal:"`.
    private static String severity(Check row) {
        return Stream.concat(
                        Stream.of(word(row.severity())),
                        row.grades().stream().map(grade -> word(grade.severity()) + " where it " + grade.words()))
                .collect(Collectors.joining("; "));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static void line(StringBuilder page, String label, String text) {
        if (!text.isEmpty()) {
            page.append(String.format(Locale.ROOT, "%-11s %s%n", label, text));
        }
    }
}
