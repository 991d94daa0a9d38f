package io.holdfast.agent.probe;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.NumberList;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Section;
import java.util.List;

/// Memory nodes. GPUs with coherent memory (POWER9 with V100, Grace) add nodes without processors, so both counts are
/// told.
final class NumaProbe implements Probe {
    private static final String NODES = "/sys/devices/system/node";

    @Override
    public String name() {
        return "hardware.numa";
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
        return new Facts()
                .node("numa.nodes", withCpus(host), NODES + "/node*/cpulist")
                .node(
                        "numa.nodes.online",
                        Readings.of(
                                host.read(NODES + "/online"),
                                text -> NumberList.parse(text).map(nodes -> new Reading.Whole(nodes.size()))),
                        NODES + "/online")
                .list();
    }

    private static Reading withCpus(HostRoot host) {
        List<String> lists = host.glob(NODES + "/node*/cpulist");
        if (lists.isEmpty()) {
            return Reading.missing(Reading.Why.ABSENT, "no " + NODES + "/node*/cpulist");
        }
        long count = 0;
        for (String path : lists) {
            Attribute<String> cpus = host.read(path);
            if (!(cpus instanceof Attribute.Value<String>(String _, String text))) {
                return Readings.text(cpus);
            }
            count += text.isEmpty() ? 0 : 1;
        }
        return new Reading.Whole(count);
    }
}
