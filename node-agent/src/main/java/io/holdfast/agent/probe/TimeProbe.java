package io.holdfast.agent.probe;

import io.holdfast.agent.host.CommandResult;
import io.holdfast.agent.host.HostCommand;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.TimeText;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/// Whether the clock follows a source. chrony knows best; without it the kernel's own flag tells.
final class TimeProbe implements Probe {
    private static final HostCommand TRACKING = HostCommand.of("chronyc", "-c", "tracking");
    private static final HostCommand KERNEL = HostCommand.of("timedatectl", "show", "-p", "NTPSynchronized", "--value");
    private static final BigDecimal MILLIS = BigDecimal.valueOf(1000);

    @Override
    public String name() {
        return "os.time";
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
        CommandResult chrony = host.run(TRACKING);
        if (chrony instanceof CommandResult.Finished(var _, int exit, String said, String _) && exit != 0) {
            // chronyc is part of the package and chronyd may not be the service that keeps the time.
            Reading none = Reading.missing(Why.ABSENT, "chronyd does not answer: " + said.strip());
            return kernel(host, new Facts().node("os.time.offset", none, TRACKING.toString()));
        }
        Reading offset = Readings.output(
                chrony,
                text -> TimeText.tracking(text)
                        .map(it -> new Reading.Quantity(
                                it.offsetSeconds().multiply(MILLIS).setScale(3, RoundingMode.HALF_UP), "ms")));
        Facts facts = new Facts().node("os.time.offset", offset, TRACKING.toString());
        if (offset instanceof Reading.Missing) {
            return kernel(host, facts);
        }
        facts.node("os.time.kernel", flag(host), KERNEL.toString());
        Reading follows = Readings.output(
                chrony, text -> TimeText.tracking(text).map(it -> new Reading.Flag(it.isSynchronised())));
        return facts.node("os.time.sync", follows, TRACKING.toString()).list();
    }

    private static List<Fact> kernel(HostRoot host, Facts facts) {
        Reading flag = flag(host);
        return facts.node("os.time.sync", flag, KERNEL.toString())
                .node("os.time.kernel", flag, KERNEL.toString())
                .list();
    }

    /// Whether `adjtimex` has no `STA_UNSYNC`.
    private static Reading flag(HostRoot host) {
        return Readings.output(
                host.run(KERNEL), text -> TimeText.synchronised(text).map(Reading.Flag::new));
    }
}
