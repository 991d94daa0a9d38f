package io.holdfast.agent.probe;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.CpuInfo;
import io.holdfast.agent.parse.KernelText;
import io.holdfast.agent.parse.NumberList;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import oshi.hardware.CentralProcessor.ProcessorIdentifier;

/// Processors: model, counts, frequency policy, and whether a hypervisor shows.
///
/// Counts come from `/sys/devices/system/cpu`, which knows offline processors and every architecture, else from
/// `/proc/cpuinfo`. OSHI names the microarchitecture: it has the table of families and models.
final class CpuProbe implements Probe {
    private static final String INFO = "/proc/cpuinfo";
    private static final String CPUS = "/sys/devices/system/cpu";
    private static final String LOAD = "/proc/loadavg";

    @Override
    public String name() {
        return "hardware.cpu";
    }

    @Override
    public Section section() {
        return Section.HARDWARE;
    }

    @Override
    public Cadence cadence() {
        return Cadence.FAST;
    }

    @Override
    public List<Fact> observe(HostRoot host) {
        Attribute<CpuInfo> info = host.read(INFO).map(CpuInfo::parse);
        Facts facts = new Facts()
                .node("cpu.model", Readings.of(info, it -> it.model().map(Reading.Text::new)), INFO)
                .node("cpu.microarchitecture", Readings.of(info, CpuProbe::microarchitecture), "OSHI, from " + INFO)
                .node("cpu.microcode", Readings.of(info, it -> optional(it.first("microcode"), "microcode")), INFO)
                .node(
                        "cpu.load",
                        Readings.of(host.read(LOAD), text -> Readings.quantity(KernelText.firstDecimal(text), "tasks")),
                        LOAD)
                .node("cpu.smt", Readings.text(host.read(CPUS + "/smt/control")), CPUS + "/smt/control");
        counts(host, info, facts);
        governor(host, facts);
        return facts.list();
    }

    private static void counts(HostRoot host, Attribute<CpuInfo> info, Facts facts) {
        NavigableSet<String> packages = distinct(host, "physical_package_id");
        packages.remove("-1");
        NavigableSet<String> cores = distinct(host, "thread_siblings_list");
        String topology = CPUS + "/cpu*/topology/";
        count(facts, "cpu.sockets", packages, topology + "physical_package_id", info, it -> it.distinct("physical id"));
        count(
                facts,
                "cpu.cores",
                cores,
                topology + "thread_siblings_list",
                info,
                it -> it.distinct("physical id", "core id"));
        Attribute<NavigableSet<Integer>> online = numbers(host, "online");
        if (online instanceof Attribute.Value<NavigableSet<Integer>>(String path, NavigableSet<Integer> numbers)) {
            facts.node("cpu.threads", new Reading.Whole(numbers.size()), path);
        } else {
            facts.node(
                    "cpu.threads",
                    Readings.of(info, it -> positive(it.processors().size())),
                    INFO);
        }
        facts.node("cpu.offline", offline(online, numbers(host, "present")), CPUS + "/{present,online}");
    }

    private static void count(
            Facts facts,
            String check,
            NavigableSet<String> seen,
            String path,
            Attribute<CpuInfo> info,
            Function<CpuInfo, Optional<Long>> otherwise) {
        if (!seen.isEmpty()) {
            facts.node(check, new Reading.Whole(seen.size()), path);
        } else {
            Reading counted = Readings.of(
                    info,
                    it -> Optional.of(otherwise
                            .apply(it)
                            .<Reading>map(Reading.Whole::new)
                            .orElseGet(() -> Reading.missing(Why.ABSENT, "no topology in " + INFO))));
            facts.node(check, counted, INFO);
        }
    }

    private static void governor(HostRoot host, Facts facts) {
        NavigableSet<String> governors = new TreeSet<>();
        String path = CPUS + "/cpu*/cpufreq/scaling_governor";
        for (String file : host.glob(path)) {
            governors.add(Readings.text(host.read(file)).shown());
        }
        facts.node("cpu.governor", governors.isEmpty() ? noGovernor(host) : Reading.Words.of(governors), path);
    }

    /// A kernel that could set the clock has the folder, empty where it is not its to set.
    private static Reading noGovernor(HostRoot host) {
        return host.exists(CPUS + "/cpufreq")
                ? Reading.missing(Why.NOT_APPLICABLE, "a guest, or the firmware sets the clock")
                : Reading.missing(Why.ABSENT, "no " + CPUS + "/cpufreq");
    }

    private static NavigableSet<String> distinct(HostRoot host, String file) {
        NavigableSet<String> values = new TreeSet<>();
        for (String path : host.glob(CPUS + "/cpu*/topology/" + file)) {
            if (host.read(path) instanceof Attribute.Value<String>(String _, String text)) {
                values.add(text);
            }
        }
        return values;
    }

    /// A list of processors; malformed ones count as unreadable.
    private static Attribute<NavigableSet<Integer>> numbers(HostRoot host, String file) {
        Attribute<Optional<NavigableSet<Integer>>> list =
                host.read(CPUS + "/" + file).map(NumberList::parse);
        if (list instanceof Attribute.Value<Optional<NavigableSet<Integer>>>(String path, var numbers)
                && numbers.isEmpty()) {
            return new Attribute.Unreadable<>(path, "no list of numbers");
        }
        return list.map(numbers -> numbers.orElseGet(TreeSet::new));
    }

    private static Reading offline(Attribute<NavigableSet<Integer>> online, Attribute<NavigableSet<Integer>> present) {
        return Readings.of(
                present,
                all -> Optional.of(Readings.of(online, on -> {
                    NavigableSet<Integer> off = new TreeSet<>(all);
                    off.removeAll(on);
                    return Optional.of(new Reading.Whole(off.size()));
                })));
    }

    private static Optional<Reading> microarchitecture(CpuInfo info) {
        ProcessorIdentifier identifier = new ProcessorIdentifier(
                info.first("vendor_id", "CPU implementer").orElse(""),
                info.model().orElse(""),
                info.first("cpu family", "CPU architecture").orElse(""),
                info.first("model", "CPU part").orElse(""),
                info.first("stepping", "CPU revision").orElse(""),
                "",
                true,
                -1L);
        String name = identifier.getMicroarchitecture();
        return Optional.of(
                name.isBlank() || name.equals("unknown")
                        ? Reading.missing(Why.UNSUPPORTED, "OSHI does not know " + identifier.getIdentifier())
                        : new Reading.Text(name));
    }

    private static Optional<Reading> optional(Optional<String> value, String key) {
        return Optional.of(value.<Reading>map(Reading.Text::new)
                .orElseGet(() -> Reading.missing(Why.ABSENT, "no " + key + " in " + INFO)));
    }

    private static Optional<Reading> positive(int count) {
        return count > 0 ? Optional.of(new Reading.Whole(count)) : Optional.empty();
    }
}
