package io.holdfast.agent.probe;

import io.holdfast.agent.host.CommandResult;
import io.holdfast.agent.host.HostCommand;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.DocaText;
import io.holdfast.agent.parse.DocaText.Installed;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// The host's network stack as installed: packages of DOCA, the version of its OFED, the firmware tools.
final class DocaProbe implements Probe {
    private static final List<String> PROFILES = List.of("doca-all", "doca-ofed", "doca-networking", "doca-roce");
    private static final String HOST = "doca-host";
    private static final String CONGESTION_CONTROL = "doca-spcx-cc";

    /// Ends with 1 where one of them is unknown, and prints the others all the same.
    private static final HostCommand PACKAGES = packages();

    private static final HostCommand OFED = HostCommand.of("ofed_info", "-s");
    private static final HostCommand MLXCONFIG = HostCommand.of("mlxconfig", "--version");
    private static final HostCommand MST = HostCommand.of("mst", "version");

    private static HostCommand packages() {
        List<String> argv =
                new ArrayList<>(List.of("dpkg-query", "-W", "-f=${Package}\\t${db:Status-Status}\\t${Version}\\n"));
        argv.add(HOST);
        argv.addAll(PROFILES);
        argv.add(CONGESTION_CONTROL);
        return HostCommand.of(argv.toArray(String[]::new));
    }

    @Override
    public String name() {
        return "nic.doca";
    }

    @Override
    public Section section() {
        return Section.NIC;
    }

    @Override
    public Cadence cadence() {
        return Cadence.CONFIG;
    }

    @Override
    public List<Fact> observe(HostRoot host) {
        Facts facts = new Facts();
        CommandResult packages = host.run(PACKAGES);
        String source = "dpkg-query -W";
        facts.node("doca.host.version", fromPackages(packages, it -> DocaText.installed(it, HOST)), source);
        facts.node("doca.profile", fromPackages(packages, DocaProbe::profiles), source);
        facts.node(
                "doca.spcx_cc.version",
                fromPackages(packages, it -> DocaText.installed(it, CONGESTION_CONTROL)),
                source);
        facts.node("ofed.version", printed(host.run(OFED), DocaText::ofedVersion), OFED.toString());
        CommandResult tools = NicTools.first(host, List.of(MLXCONFIG, MST));
        facts.node(
                "mft.version",
                printed(tools, DocaText::mftVersion),
                tools.command().toString());
        return facts.list();
    }

    private static Reading fromPackages(CommandResult result, Function<Map<String, Installed>, Reading> parse) {
        return Readings.of(
                result,
                finished -> finished.exit() > 1
                        ? NicTools.failure(finished)
                        : parse.apply(DocaText.packages(finished.stdout())));
    }

    private static Reading profiles(Map<String, Installed> packages) {
        List<String> installed = PROFILES.stream()
                .filter(name -> DocaText.installed(packages, name) instanceof Reading.Version)
                .toList();
        return installed.isEmpty()
                ? Reading.missing(Why.ABSENT, "none of " + String.join(", ", PROFILES))
                : Reading.Words.of(installed);
    }

    static Reading printed(CommandResult result, Function<String, Reading> parse) {
        return NicTools.output(result).map(parse).orElseGet(() -> NicTools.failure(result));
    }
}
