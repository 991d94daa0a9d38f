package io.holdfast.agent.cli;

import io.holdfast.protocol.baseline.aicr.AicrBaseline;
import io.holdfast.protocol.baseline.floor.Advisory;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.drift.DriftReport;
import io.holdfast.protocol.drift.Preview;
import io.holdfast.protocol.wire.BaselineWire;
import io.holdfast.protocol.wire.Wire;
import io.holdfast.protocol.wire.WireException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `holdfast baseline preview`: asks the fleet what a baseline would find, before anyone rolls it out.
@Command(
        name = "preview",
        mixinStandardHelpOptions = true,
        description = "Says which nodes of a fleet would differ from a baseline, what to do, and how many drains it"
                + " takes. Changes nothing. Exit status 1 where any would differ or it is not known.")
final class PreviewCommand implements Callable<Integer> {
    /// More are counted.
    private static final int SHOWN = 20;

    /// How it is printed.
    enum Output {
        TABLE,
        JSON
    }

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "NAME|FILE", description = "The baseline: one that ships, ours in a file, or AICR's.")
    private String baseline = "";

    @Mixin
    private FleetAddress fleet = new FleetAddress();

    @Option(names = "--set", paramLabel = "VARIABLE=VALUE", description = "A choice that the baseline leaves open.")
    private Map<String, String> set = new LinkedHashMap<>();

    @Option(
            names = "--floors",
            paramLabel = "FILE",
            description = "Security advisories to judge by as well, in our own form or as CSAF. Repeatable.")
    private List<Path> floors = List.of();

    @Option(names = "--label", paramLabel = "NAME=VALUE", description = "Only nodes with this label.")
    private Map<String, String> labels = new LinkedHashMap<>();

    @Option(
            names = {"-o", "--output"},
            defaultValue = "table",
            description = "table or json. Default: table")
    private Output output = Output.TABLE;

    @Override
    public Integer call() {
        AicrBaseline chosen = BaselineChoice.choose(baseline, set, Catalog.shipped());
        List<Advisory> advisories = floors.stream()
                .flatMap(file -> DeclaredFiles.advisories(file).stream())
                .toList();
        byte[] answer =
                ask(BaselineWire.encode(chosen.baseline().with(advisories)).data());
        Preview preview;
        try {
            preview = Wire.decode(answer, Preview.class);
        } catch (WireException e) {
            throw new CommandFailure(fleet + " is no Holdfast of this version: " + e.getMessage(), e);
        }
        PrintWriter out = spec.commandLine().getOut();
        switch (output) {
            case JSON -> out.println(new String(answer, StandardCharsets.UTF_8));
            case TABLE -> table(preview, out);
        }
        out.flush();
        return preview.complete() && preview.report().causes().isEmpty()
                ? HoldfastCommand.FINE
                : HoldfastCommand.FINDINGS;
    }

    private byte[] ask(byte[] body) {
        String query = labels.entrySet().stream()
                .map(label ->
                        "label=" + URLEncoder.encode(label.getKey() + "=" + label.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return fleet.ask("/api/v1/baselines/preview" + (query.isEmpty() ? "" : "?" + query), body);
    }

    private static void table(Preview preview, PrintWriter out) {
        out.println(preview.baseline() + "  digest " + preview.digest());
        out.println(preview.summary());
        if (preview.differing() > 0) {
            out.println(preview.fresh() + " of them do not differ from what is in force now.");
        }
        List<DriftReport.Cause> causes = preview.report().causes();
        causes.stream().limit(SHOWN).forEach(cause -> cause(cause, out));
        if (causes.size() > SHOWN) {
            out.println();
            out.println("... and " + (causes.size() - SHOWN) + " more groups: -o json has all.");
        }
        List<DriftReport.Cause> held = preview.report().held();
        if (!held.isEmpty()) {
            out.println();
            out.println("Held by approved exceptions:");
            held.stream().limit(SHOWN).forEach(cause -> cause(cause, out));
            if (held.size() > SHOWN) {
                out.println("... and " + (held.size() - SHOWN) + " more groups: -o json has all.");
            }
        }
        if (!preview.repairs().isEmpty()) {
            out.println();
            out.println("To do:");
            preview.repairs()
                    .forEach(one -> out.printf(
                            "  %-16s %5d nodes  %s%n",
                            one.cost() + (one.drain() ? " (drain)" : ""), one.nodes(), plain(one.fix())));
        }
        if (!preview.bulletins().isEmpty()) {
            out.println();
            out.println("By security advisory:");
            preview.bulletins()
                    .forEach(one -> out.printf(
                            "  %-20s %s %5d nodes, %d drains  %s%n",
                            one.id(), one.date(), one.nodes(), one.drains(), plain(one.title())));
        }
        if (!preview.unanswered().isEmpty()) {
            out.println();
            out.println("Cannot be judged beforehand: "
                    + preview.unanswered().stream().map(Object::toString).collect(Collectors.joining(", ")));
        }
    }

    private static void cause(DriftReport.Cause cause, PrintWriter out) {
        out.println();
        String names = cause.nodes().stream().limit(3).map(Object::toString).collect(Collectors.joining(", "));
        String more = cause.nodes().size() > 3 ? ", and " + (cause.nodes().size() - 3) + " more" : "";
        out.println(cause.nodes().size() + (cause.nodes().size() == 1 ? " node: " : " nodes: ") + names + more);
        for (DriftReport.Value value : cause.values()) {
            out.printf(
                    "  %-8s %-40s %s, expected %s%s%n",
                    value.outcome(),
                    value.check(),
                    plain(value.observed()),
                    plain(value.expected()),
                    Optional.of(value.layer())
                            .filter(layer -> !layer.isEmpty())
                            .map(layer -> "  [" + layer + " (" + value.document() + ")]")
                            .orElse(""));
        }
    }

    private static String plain(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }
}
