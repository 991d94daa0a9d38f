package io.holdfast.agent.cli;

import io.holdfast.protocol.baseline.Baselines;
import io.holdfast.protocol.baseline.Expectation;
import io.holdfast.protocol.baseline.Resolved;
import io.holdfast.protocol.baseline.ShippedBaselines;
import io.holdfast.protocol.baseline.Variable;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.wire.BaselineWire;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `holdfast baseline`: what machines should be.
@Command(
        name = "baseline",
        mixinStandardHelpOptions = true,
        subcommands = {LearnCommand.class, PreviewCommand.class},
        description = "Lists, shows, learns and previews baselines.")
final class BaselineCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Names the baselines that ship.")
    int list() {
        Baselines baselines = new Baselines(Catalog.shipped(), new ShippedBaselines());
        for (String name : new ShippedBaselines().names()) {
            out().printf(
                            "%-36s %s%n",
                            name, baselines.resolve(name, Map.of()).baseline().title());
        }
        out().flush();
        return HoldfastCommand.FINE;
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Shows what a baseline expects, and which layer says so.")
    int show(
            @Parameters(paramLabel = "NAME|FILE", description = "The baseline.") String name,
            @Option(names = "--set", paramLabel = "VARIABLE=VALUE", description = "A choice that it leaves open.")
                    Map<String, String> set,
            @Option(names = "--resolved", description = "Also what was left out, and why.") boolean resolved) {
        Resolved all =
                BaselineChoice.resolve(name, set == null ? Map.of() : new LinkedHashMap<>(set), Catalog.shipped());
        PrintWriter out = out();
        out.println(all.baseline().name() + "  " + all.baseline().title());
        out.println("digest " + BaselineWire.digest(all.baseline()));
        all.variables().forEach(one -> variable(one, all, out));
        out.println();
        all.baseline().expectations().forEach(one -> expectation(one, out));
        if (resolved && !all.leftOut().isEmpty()) {
            out.println();
            out.println("Left out:");
            all.leftOut()
                    .forEach(one -> out.printf(
                            "%-40s %s (%s): %s%n",
                            one.check(), one.from().layer().word(), one.from().document(), one.why()));
        }
        out.flush();
        return HoldfastCommand.FINE;
    }

    private static void variable(Variable one, Resolved all, PrintWriter out) {
        out.printf(
                "%-20s = %-20s %s%s%n",
                one.name(),
                all.baseline().variables().getOrDefault(one.name(), one.fallback()),
                one.values().isEmpty() ? "" : "(" + String.join(", ", one.values()) + ") ",
                one.why());
    }

    private static void expectation(Expectation one, PrintWriter out) {
        String where = one.where().isAll() ? "" : " [" + one.where().words() + "]";
        out.printf(
                "%-52s %-34s %s (%s)%s%n",
                one.check() + where,
                one.constraint().words(),
                one.from().layer().word(),
                one.from().document(),
                one.terms().isReleaseCondition() ? "  release" : "");
    }
}
