package io.holdfast.agent.probe;

import io.holdfast.agent.host.CommandResult;
import io.holdfast.agent.host.HostCommand;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.SitePick;
import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.check.SiteCheck;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import java.util.List;

/// One check that the site declares itself. A probe of its own, so that a site's tool that hangs spoils its own fact
/// only.
final class SiteProbe implements Probe {
    private final SiteCheck check;
    private final CheckId id;

    SiteProbe(SiteCheck check) {
        this.check = check;
        this.id = new CheckId(check.check().pattern());
    }

    @Override
    public String name() {
        return id.text();
    }

    @Override
    public Section section() {
        return check.check().section();
    }

    @Override
    public Check.Cadence cadence() {
        return check.check().cadence();
    }

    @Override
    public List<Fact> observe(HostRoot host) {
        return switch (check.source()) {
            case SiteCheck.Source.Command(List<String> argv) ->
                List.of(fact(Instance.NODE, answer(host.run(HostCommand.of(argv.toArray(String[]::new))))));
            case SiteCheck.Source.File(String path)
            when path.indexOf('*') < 0 -> List.of(fact(Instance.NODE, read(host, path)));
            case SiteCheck.Source.File(String path) -> files(host, path);
        };
    }

    /// One fact for each place the pattern fits; where it fits nowhere, the node lacks such a file.
    private List<Fact> files(HostRoot host, String pattern) {
        List<String> paths = host.glob(pattern);
        if (paths.isEmpty()) {
            return List.of(fact(Instance.NODE, Reading.missing(Why.ABSENT, "no " + pattern)));
        }
        return paths.stream()
                .map(path -> fact(new Instance(starred(pattern, path)), read(host, path)))
                .toList();
    }

    /// What stands in the place of the `*`.
    private static String starred(String pattern, String path) {
        int star = pattern.indexOf('*');
        return path.substring(star, path.length() - (pattern.length() - star - 1));
    }

    private Reading read(HostRoot host, String path) {
        return Readings.of(host.read(path), text -> SitePick.reading(check, text));
    }

    private Reading answer(CommandResult result) {
        return Readings.of(
                result,
                finished -> finished.exit() == 0
                        ? SitePick.reading(check, finished.stdout())
                                .orElseGet(() -> Readings.malformed(finished.stdout()))
                        : Reading.missing(
                                Why.UNREADABLE,
                                "exit status " + finished.exit() + ": "
                                        + finished.stderr().strip()));
    }

    private Fact fact(Instance instance, Reading reading) {
        return new Fact(id, instance, reading, check.check().source());
    }
}
