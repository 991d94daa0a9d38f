package io.holdfast.agent.probe;

import io.holdfast.agent.host.CommandResult;
import io.holdfast.agent.host.HostCommand;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.Packages;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Section;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Packages that are held, and those whose installation broke off. Debian and Ubuntu.
final class PackageProbe implements Probe {
    private static final HostCommand QUERY =
            HostCommand.of("dpkg-query", "-W", "-f=${db:Status-Want} ${db:Status-Status} ${Package} ${Version}\\n");

    @Override
    public String name() {
        return "os.packages";
    }

    @Override
    public Section section() {
        return Section.OS;
    }

    @Override
    public Cadence cadence() {
        return Cadence.CONFIG;
    }

    @Override
    public List<Fact> observe(HostRoot host) {
        CommandResult result = host.run(QUERY);
        return new Facts()
                .node("os.packages.held", names(result, Packages::held), "dpkg-query")
                .node("os.packages.broken", names(result, Packages::broken), "dpkg-query")
                .list();
    }

    /// A list that does not end with a whole line was cut short: what is broken may stand in the rest.
    private static Reading names(CommandResult result, Function<Packages, Set<String>> pick) {
        return Readings.output(
                result,
                text -> text.endsWith("\n")
                        ? Optional.of(Readings.names(pick.apply(Packages.parse(text))))
                        : Optional.empty());
    }
}
