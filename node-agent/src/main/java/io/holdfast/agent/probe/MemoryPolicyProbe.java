package io.holdfast.agent.probe;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.KernelTables;
import io.holdfast.agent.parse.KernelText;
import io.holdfast.agent.parse.NumberList;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// How the kernel hands out memory: huge pages, balancing between memory nodes, swap.
final class MemoryPolicyProbe implements Probe {
    private static final String BALANCING = "/proc/sys/kernel/numa_balancing";
    private static final String THP = "/sys/kernel/mm/transparent_hugepage/enabled";
    private static final String SWAPS = "/proc/swaps";
    private static final String NODES = "/sys/devices/system/node";
    private static final String HUGE = "/sys/kernel/mm/hugepages";
    private static final String SIZE = "hugepages-";

    private static final Map<String, String> DETAILS = new TreeMap<>(
            Map.of("free", "free_hugepages", "reserved", "resv_hugepages", "surplus", "surplus_hugepages"));

    @Override
    public String name() {
        return "os.memory_policy";
    }

    @Override
    public Section section() {
        return Section.OS;
    }

    @Override
    public Cadence cadence() {
        return Cadence.FAST;
    }

    @Override
    public List<Fact> observe(HostRoot host) {
        Facts facts = new Facts()
                .node("os.numa_balancing", balancing(host), BALANCING)
                .node(
                        "os.thp.enabled",
                        Readings.of(
                                host.read(THP), text -> KernelText.active(text).map(Reading.Text::new)),
                        THP)
                .node(
                        "os.swap",
                        Readings.of(
                                host.read(SWAPS),
                                text -> KernelTables.swaps(text).map(Readings::names)),
                        SWAPS);
        hugePages(host, facts);
        return facts.list();
    }

    private static Reading balancing(HostRoot host) {
        boolean isOneNode = host.read(NODES + "/online") instanceof Attribute.Value<String>(String _, String nodes)
                && NumberList.parse(nodes).filter(it -> it.size() == 1).isPresent();
        Attribute<String> value = host.read(BALANCING);
        return isOneNode && value instanceof Attribute.Value<String>
                ? Reading.missing(Why.NOT_APPLICABLE, "one memory node, nothing to balance")
                : Readings.whole(value);
    }

    /// One size after the other, in total and by memory node.
    private static void hugePages(HostRoot host, Facts facts) {
        Attribute<List<String>> sizes = host.directory(HUGE);
        if (!(sizes instanceof Attribute.Value<List<String>>(String _, List<String> folders))) {
            facts.node("os.hugepages.2048kb", Readings.of(sizes, _ -> Optional.empty()), HUGE);
            return;
        }
        for (String folder : folders) {
            if (folder.startsWith(SIZE)) {
                String check = "os.hugepages." + folder.substring(SIZE.length()).toLowerCase(Locale.ROOT);
                String path = HUGE + "/" + folder + "/";
                facts.node(check, Readings.whole(host.read(path + "nr_hugepages")), path + "nr_hugepages");
                DETAILS.forEach((word, file) ->
                        facts.node(check + "." + word, Readings.whole(host.read(path + file)), path + file));
                for (String file : host.glob(NODES + "/node*/hugepages/" + folder + "/nr_hugepages")) {
                    String node = file.substring(NODES.length() + 1).split("/", 2)[0];
                    facts.of(check, new Instance(node), Readings.whole(host.read(file)), file);
                }
            }
        }
    }
}
