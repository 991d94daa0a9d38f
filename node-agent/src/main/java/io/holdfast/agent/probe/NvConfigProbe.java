package io.holdfast.agent.probe;

import io.holdfast.agent.host.CommandResult;
import io.holdfast.agent.host.HostCommand;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.LldpText;
import io.holdfast.agent.parse.NvConfigText;
import io.holdfast.agent.parse.NvConfigText.Column;
import io.holdfast.agent.parse.NvConfigText.Table;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The non-volatile configuration of the cards, from `mlxconfig`, else `mstconfig`. Virtual functions have
/// none.
///
/// A parameter has three values: `nic.nvconfig.<PARAMETER>` is what the card runs with,
/// `nic.nvconfig_next.<PARAMETER>` what it will run with after its next reset,
/// `nic.nvconfig_default.<PARAMETER>` the maker's. The full list is queried once: naming a parameter that
/// the card lacks fails the whole query. Told are the parameters that have a row of their own in the
/// catalog, and their like for a second port.
final class NvConfigProbe implements Probe {
    private static final String CURRENT = "nic.nvconfig.";
    private static final String NEXT = "nic.nvconfig_next.";
    private static final String DEFAULT = "nic.nvconfig_default.";
    private static final String PENDING = "nic.nvconfig_pending";
    private static final String MODE = "nic.mode";
    private static final String AGENT = "lldp.firmware_agent";
    private static final HostCommand NEIGHBORS = HostCommand.of("lldpctl", "-f", "json");

    private final List<String> watched = Catalog.shipped().rows().stream()
            .filter(row -> !row.isFamily())
            .map(Check::pattern)
            .filter(id -> id.startsWith(CURRENT))
            .map(id -> id.substring(CURRENT.length()))
            .toList();

    /// What the interfaces of the host see of their neighbours; empty where that is not known.
    private record Surroundings(
            List<NetDevices.NetDevice> devices,
            CommandResult answer,
            Optional<Map<String, List<LldpText.Neighbor>>> neighbors) {
        static Surroundings of(HostRoot host) {
            CommandResult answer = host.run(NEIGHBORS);
            return new Surroundings(
                    NetDevices.physical(host), answer, NicTools.output(answer).flatMap(LldpText::parse));
        }

        /// Whether the LLDP daemon answered and its answer could not be read.
        boolean isGarbled() {
            return neighbors.isEmpty() && NicTools.output(answer).isPresent();
        }
    }

    @Override
    public String name() {
        return "nic.nvconfig";
    }

    @Override
    public Section section() {
        return Section.NIC;
    }

    @Override
    public Cadence cadence() {
        return Cadence.RARE;
    }

    @Override
    public List<Fact> observe(HostRoot host) {
        List<Nics.Nic> nics = Nics.physical(host);
        if (nics.isEmpty()) {
            return List.of();
        }
        Surroundings around = Surroundings.of(host);
        return Nics.sideBySide(nics, nic -> card(host, nic, around));
    }

    private List<Fact> card(HostRoot host, Nics.Nic nic, Surroundings around) {
        String address = nic.address();
        CommandResult result = NicTools.first(
                host,
                List.of(
                        NicTools.asking(address, "mlxconfig", "-d", address, "-e", "q"),
                        NicTools.asking(address, "mstconfig", "-d", address, "-e", "q")));
        String source = result.command().toString();
        Facts facts = new Facts();
        Optional<Table> table = table(result);
        if (table.isEmpty()) {
            Reading why = NicTools.failure(result);
            watched.forEach(parameter -> facts.of(CURRENT + parameter, nic.instance(), why, source));
            facts.of(PENDING, nic.instance(), why, source).of(AGENT, nic.instance(), why, source);
            if (nic.isBlueField()) {
                facts.of(MODE, nic.instance(), why, source);
            }
            return facts.list();
        }
        Table whole = withArrays(host, nic, table.get(), result.command());
        parameters(whole, nic.instance(), source, facts);
        facts.of(PENDING, nic.instance(), pending(whole), source);
        facts.of(AGENT, nic.instance(), agent(host, table.get(), Nics.netdev(around.devices(), nic), around), source);
        if (nic.isBlueField()) {
            facts.of(MODE, nic.instance(), mode(table.get()), source);
        }
        return facts.list();
    }

    /// The table does not list the elements of an array: they take a question of their own, which names them.
    private Table withArrays(HostRoot host, Nics.Nic nic, Table table, HostCommand asked) {
        Table whole = table;
        for (String parameter : watched) {
            Optional<String> range = table.array(parameter);
            if (range.isPresent()) {
                String tool = asked.argv().getFirst();
                String address = nic.address();
                CommandResult result = host.run(
                        NicTools.asking(address, tool, "-d", address, "-e", "q", parameter + "[" + range.get() + "]"));
                Optional<Table> elements = table(result);
                Reading failure = elements.isPresent() ? Readings.malformed(range.get()) : NicTools.failure(result);
                whole = whole.with(parameter, elements, failure);
            }
        }
        return whole;
    }

    /// A tool that could not query everything ends with an error after a table that can be used.
    private static Optional<Table> table(CommandResult result) {
        return result instanceof CommandResult.Finished(var _, int exit, String stdout, String stderr)
                ? NvConfigText.parse(stdout)
                        .map(table -> exit == 0 && NvConfigText.isWhole(stderr) ? table : table.cut())
                : Optional.empty();
    }

    private void parameters(Table table, Instance instance, String source, Facts facts) {
        for (String parameter : watched) {
            facts.of(CURRENT + parameter, instance, table.value(parameter, Column.CURRENT), source);
        }
        for (String parameter : table.values().keySet()) {
            boolean isWatched = watched.contains(parameter);
            if (!isWatched && !watched.contains(firstPort(parameter))) {
                continue;
            }
            if (!isWatched) {
                facts.of(CURRENT + parameter, instance, table.value(parameter, Column.CURRENT), source);
            }
            facts.of(NEXT + parameter, instance, table.value(parameter, Column.NEXT), source);
            facts.of(DEFAULT + parameter, instance, table.value(parameter, Column.DEFAULT), source);
        }
    }

    private static String firstPort(String parameter) {
        return parameter.endsWith("_P2") ? parameter.substring(0, parameter.length() - 1) + "1" : parameter;
    }

    /// The parameters that will have another value after the next reset, of all that the card has.
    private static Reading pending(Table table) {
        if (!table.columns().contains(Column.CURRENT)) {
            return Reading.missing(Why.UNSUPPORTED, "the firmware does not report current values");
        }
        List<String> waiting = new ArrayList<>();
        table.values().forEach((parameter, _) -> {
            Reading current = table.value(parameter, Column.CURRENT);
            Reading next = table.value(parameter, Column.NEXT);
            boolean areTold = !(current instanceof Reading.Missing) && !(next instanceof Reading.Missing);
            if (areTold && !current.equals(next)) {
                waiting.add(parameter);
            }
        });
        return Reading.Words.of(waiting.isEmpty() ? List.of("none") : waiting);
    }

    /// `INTERNAL_CPU_OFFLOAD_ENGINE`: 0 is ENABLED, the card's own processors own it; 1 is DISABLED, the
    /// host does.
    private static Reading mode(Table table) {
        Reading engine = table.value("INTERNAL_CPU_OFFLOAD_ENGINE", Column.CURRENT);
        return engine instanceof Reading.Whole(long value)
                ? switch ((int) value) {
                    case 0 -> new Reading.Text("DPU");
                    case 1 -> new Reading.Text("NIC");
                    default -> Readings.malformed("INTERNAL_CPU_OFFLOAD_ENGINE " + value);
                }
                : engine;
    }

    /// With its receiving side on, the card's own LLDP agent consumes the neighbour's frames before the
    /// host sees them.
    private static Reading agent(
            HostRoot host, Table table, Optional<NetDevices.NetDevice> netdev, Surroundings around) {
        Reading mode = table.value("LLDP_NB_RX_MODE_P1", Column.CURRENT);
        if (!(mode instanceof Reading.Whole(long receiving))) {
            return mode;
        }
        if (receiving == 0) {
            return new Reading.Text("off");
        }
        if (around.isGarbled()) {
            return Reading.missing(Why.MALFORMED, "whether a neighbor is heard: the answer of lldpctl cannot be read");
        }
        if (netdev.isEmpty() || around.neighbors().isEmpty()) {
            return new Reading.Text("on");
        }
        Reading state = NetDevices.state(host, netdev.get().path());
        if (state instanceof Reading.Missing) {
            return state;
        }
        boolean seesNone = around.neighbors()
                .get()
                .getOrDefault(netdev.get().name(), List.of())
                .isEmpty();
        boolean isUp = state.equals(new Reading.Text("up"));
        return new Reading.Text(isUp && seesNone ? "on-and-no-neighbor" : "on");
    }
}
