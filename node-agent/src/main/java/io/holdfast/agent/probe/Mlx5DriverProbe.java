package io.holdfast.agent.probe;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.CommandResult;
import io.holdfast.agent.host.HostCommand;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.DocaText;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import java.util.List;

/// The mlx5 driver that runs beside the one that would be loaded next.
///
/// DOCA's carries a version, the kernel's own has none since about 5.7, and `5.0-0` before. After an
/// upgrade without a reload the file on disk is newer than the module in the kernel.
final class Mlx5DriverProbe implements Probe {
    private static final String MODULE = "/sys/module/mlx5_core";
    private static final String VERSION = MODULE + "/version";
    private static final String OLD_INBOX = "5.0-0";
    private static final HostCommand FILE = HostCommand.of("modinfo", "-n", "mlx5_core");
    private static final HostCommand FILE_VERSION = HostCommand.of("modinfo", "-F", "version", "mlx5_core");

    @Override
    public String name() {
        return "nic.mlx5";
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
        if (!host.exists(MODULE)) {
            Reading none = Reading.missing(Why.ABSENT, "no " + MODULE);
            facts.node("mlx5.driver.source", none, MODULE);
            facts.node("mlx5.driver.version", none, VERSION);
            facts.node("mlx5.driver.pending", none, VERSION);
            return facts.list();
        }
        Attribute<String> version = host.read(VERSION);
        Reading running = running(version);
        facts.node("mlx5.driver.source", source(version), VERSION);
        facts.node("mlx5.driver.version", running, VERSION);
        Reading next = next(host);
        facts.node("mlx5.driver.version.next", next, FILE_VERSION.toString());
        facts.node(
                "mlx5.driver.source.next", DocaProbe.printed(host.run(FILE), DocaText::driverSource), FILE.toString());
        facts.node("mlx5.driver.pending", pending(running, next), FILE_VERSION.toString());
        return facts.list();
    }

    private static Reading source(Attribute<String> version) {
        return switch (version) {
            case Attribute.Absent<String> _ -> new Reading.Text("inbox");
            case Attribute.Value<String>(String _, String text) ->
                new Reading.Text(text.equals(OLD_INBOX) ? "inbox" : "doca");
            case Attribute.NotPermitted<String> _, Attribute.Unreadable<String> _, Attribute.TimedOut<String> _ ->
                Readings.text(version);
        };
    }

    private static Reading running(Attribute<String> version) {
        return version instanceof Attribute.Absent<String>
                ? Reading.missing(Why.NOT_APPLICABLE, "the kernel's own driver has no version")
                : Readings.version(version);
    }

    private static Reading next(HostRoot host) {
        CommandResult result = host.run(FILE_VERSION);
        return DocaProbe.printed(
                result,
                text -> text.isBlank()
                        ? Reading.missing(Why.NOT_APPLICABLE, "the kernel's own driver has no version")
                        : new Reading.Version(text.strip()));
    }

    /// Whether another driver runs than the one on disk. A driver without a version and one with are
    /// different ones.
    private static Reading pending(Reading running, Reading next) {
        boolean isKnown = isComparable(running) && isComparable(next);
        if (!isKnown) {
            return isComparable(running) ? next : running;
        }
        boolean bothInbox = running instanceof Reading.Missing && next instanceof Reading.Missing;
        return new Reading.Flag(!bothInbox && !running.equals(next));
    }

    private static boolean isComparable(Reading reading) {
        return !(reading instanceof Reading.Missing(Why why, String _)) || why == Why.NOT_APPLICABLE;
    }
}
