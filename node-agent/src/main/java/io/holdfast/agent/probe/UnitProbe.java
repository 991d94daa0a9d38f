package io.holdfast.agent.probe;

import io.holdfast.agent.host.CommandResult;
import io.holdfast.agent.host.HostCommand;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.UnitText;
import io.holdfast.agent.parse.Words;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The units of systemd that a GPU node runs on, all in one question, and those that failed.
final class UnitProbe implements Probe {
    /// Which are expected to run where is for a baseline to say.
    private static final List<String> UNITS = List.of(
            "containerd",
            "kubelet",
            "nvidia-persistenced",
            "nvidia-fabricmanager",
            "nvidia-imex",
            "openibd",
            "mst",
            "rshim",
            "opensm",
            "lldpd",
            "irqbalance",
            "rc-local",
            "chrony",
            "chronyd",
            "systemd-timesyncd",
            "ntp",
            "ntpd",
            "ntpsec");

    private static final Set<String> TIME_SERVICES =
            Set.of("chrony", "chronyd", "systemd-timesyncd", "ntp", "ntpd", "ntpsec");

    /// Word of the check to property; `NRestarts` is a count and stands apart.
    private static final Map<String, String> PROPERTIES = new TreeMap<>(Map.of(
            "load", "LoadState",
            "active", "ActiveState",
            "sub", "SubState",
            "enabled", "UnitFileState"));

    private static final HostCommand SHOW = HostCommand.of(Stream.concat(
                    Stream.of("systemctl", "show", "--no-pager"),
                    Stream.concat(
                            UNITS.stream().map(name -> name + ".service"),
                            Stream.of(
                                    "-p",
                                    "Id,LoadState,ActiveState,SubState,UnitFileState,NRestarts,ConditionResult,"
                                            + "ConditionTimestampMonotonic")))
            .toArray(String[]::new));

    private static final HostCommand FAILED =
            HostCommand.of("systemctl", "list-units", "--state=failed", "--plain", "--no-pager");

    private static final String SOURCE = "systemctl show";

    @Override
    public String name() {
        return "service.units";
    }

    @Override
    public Section section() {
        return Section.SERVICE;
    }

    @Override
    public Cadence cadence() {
        return Cadence.FAST;
    }

    @Override
    public List<Fact> observe(HostRoot host) {
        Facts facts = new Facts();
        facts.node(
                "systemd.failed",
                Readings.output(host.run(FAILED), text -> UnitText.listed(text).map(Readings::names)),
                FAILED.toString());
        CommandResult result = host.run(SHOW);
        Optional<List<Map<String, String>>> blocks =
                result instanceof CommandResult.Finished(var _, int exit, String out, String _) && exit == 0
                        ? UnitText.blocks(out, UNITS.size())
                        : Optional.empty();
        blocks.ifPresentOrElse(
                all -> units(all, facts), () -> nothing(Readings.output(result, _ -> Optional.empty()), facts));
        return facts.list();
    }

    /// One reason for all units: who cannot ask for one cannot ask for any.
    private static void nothing(Reading why, Facts facts) {
        for (String unit : UNITS) {
            facts.node(check(unit, "active"), why, SOURCE);
        }
        facts.node("systemd.down", why, SOURCE).node("systemd.time_services", why, SOURCE);
    }

    private static void units(List<Map<String, String>> blocks, Facts facts) {
        Set<String> down = new TreeSet<>();
        Set<String> time = new TreeSet<>();
        for (int i = 0; i < UNITS.size(); i++) {
            String unit = UNITS.get(i);
            Map<String, String> block = blocks.get(i);
            unit(unit, block, facts);
            if (isDown(block)) {
                down.add(block.getOrDefault("Id", unit));
            }
            if (TIME_SERVICES.contains(unit)
                    && block.getOrDefault("ActiveState", "").equals("active")) {
                // One service may have two names: its own is the same in both answers.
                time.add(block.getOrDefault("Id", unit));
            }
        }
        facts.node("systemd.down", Readings.names(down), SOURCE)
                .node("systemd.time_services", new Reading.Whole(time.size()), SOURCE);
    }

    private static void unit(String unit, Map<String, String> block, Facts facts) {
        boolean isThere = !block.getOrDefault("LoadState", "").equals("not-found");
        Reading none = Reading.missing(Why.ABSENT, "no " + unit + ".service");
        PROPERTIES.forEach((word, property) -> {
            String value = block.getOrDefault(property, "");
            Reading said = value.isEmpty()
                    ? Reading.missing(Why.UNSUPPORTED, "systemd gives no " + property)
                    : new Reading.Text(value);
            facts.node(check(unit, word), isThere || word.equals("load") ? said : none, SOURCE);
        });
        Reading restarts = Words.whole(block.getOrDefault("NRestarts", ""))
                .<Reading>map(Reading.Whole::new)
                .orElseGet(() -> Reading.missing(Why.UNSUPPORTED, "systemd gives no NRestarts"));
        facts.node(check(unit, "nrestarts"), isThere ? restarts : none, SOURCE);
    }

    /// Enabled and not running, unless its own conditions kept it from starting.
    private static boolean isDown(Map<String, String> block) {
        boolean isHeldBack = block.getOrDefault("ConditionResult", "").equals("no")
                && !block.getOrDefault("ConditionTimestampMonotonic", "0").equals("0");
        return block.getOrDefault("UnitFileState", "").equals("enabled")
                && Set.of("inactive", "failed").contains(block.getOrDefault("ActiveState", ""))
                && !isHeldBack;
    }

    private static String check(String unit, String word) {
        return "systemd.unit." + unit + "." + word;
    }
}
