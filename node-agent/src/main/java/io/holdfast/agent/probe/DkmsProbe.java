package io.holdfast.agent.probe;

import io.holdfast.agent.host.CommandResult;
import io.holdfast.agent.host.HostCommand;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.DkmsStatus;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Section;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Modules that are built on the machine for each of its kernels. Takes seconds: the tool looks into every
/// module.
final class DkmsProbe implements Probe {
    private static final HostCommand STATUS = HostCommand.of("dkms", "status").within(Duration.ofSeconds(60));
    private static final String RELEASE = "/proc/sys/kernel/osrelease";

    @Override
    public String name() {
        return "os.dkms";
    }

    @Override
    public Section section() {
        return Section.OS;
    }

    @Override
    public Cadence cadence() {
        return Cadence.RARE;
    }

    @Override
    public List<Fact> observe(HostRoot host) {
        Facts facts = new Facts();
        String source = STATUS.toString();
        CommandResult result = host.run(STATUS);
        Reading running = Readings.version(host.read(RELEASE));
        Reading next = NextKernelProbe.next(host);
        if (!(result instanceof CommandResult.Finished(var _, int exit, String stdout, String _)) || exit != 0) {
            Reading why = Readings.output(result, _ -> Optional.empty());
            return facts.node("os.dkms.status", why, source)
                    .node("os.dkms.lost", why, source)
                    .list();
        }
        if (!stdout.isEmpty() && !stdout.endsWith("\n")) {
            // Cut short: what is lost may stand in the rest.
            Reading cut = Readings.malformed(stdout);
            return facts.node("os.dkms.status", cut, source)
                    .node("os.dkms.lost", cut, source)
                    .list();
        }
        DkmsStatus status = DkmsStatus.parse(stdout);
        for (String module : status.modules()) {
            facts.of("os.dkms.status", new Instance(module), state(status, module, running), source);
            facts.of("os.dkms.next", new Instance(module), state(status, module, next), source);
        }
        return facts.node("os.dkms.lost", lost(status, running, next), source).list();
    }

    private static Reading state(DkmsStatus status, String module, Reading kernel) {
        return kernel instanceof Reading.Version(String release)
                ? new Reading.Text(status.state(module, release))
                : kernel;
    }

    private static Reading lost(DkmsStatus status, Reading running, Reading next) {
        if (!(running instanceof Reading.Version(String now))) {
            return running;
        }
        if (!status.unread().isEmpty()) {
            return Readings.malformed(status.unread().getFirst());
        }
        boolean isBuilt = status.lines().stream().anyMatch(line -> line.kernel().isPresent());
        if (isBuilt && !status.knows(now)) {
            // A release that was read wrong looks the same: no ground to say that nothing is lost.
            return Reading.missing(Reading.Why.UNREADABLE, "dkms built for other kernels, none for " + now);
        }
        return next instanceof Reading.Version(String then) ? Readings.names(status.lost(now, then)) : next;
    }
}
